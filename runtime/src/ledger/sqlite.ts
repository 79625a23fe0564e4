import { statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { LedgerError } from "./error.ts";
import type { Committed, DueAction, Ledger } from "./port.ts";
import { findActivities } from "./sqlite/activities.ts";
import { checkWhole, markClosed, markOpen, wasCutOff } from "./sqlite/clean-end.ts";
import { countRuns, countVisits } from "./sqlite/counts.ts";
import { diskOf } from "./sqlite/disk.ts";
import { openingFailure, writingFailure } from "./sqlite/failure.ts";
import { makeFile } from "./sqlite/file.ts";
import { createGroup, type Worked } from "./sqlite/group.ts";
import { changeRules, findDeeds, findHeld } from "./sqlite/held-rules.ts";
import { takeLock } from "./sqlite/lock.ts";
import { almostAtOnce, takeMemoryDatabase } from "./sqlite/memory.ts";
import { knownVersion, migrate } from "./sqlite/migrations.ts";
import { drawNumber } from "./sqlite/numbers.ts";
import { copyOnline } from "./sqlite/online-backup.ts";
import { changeCalendars, changeMany, changePage } from "./sqlite/pages.ts";
import { prune } from "./sqlite/prune.ts";
import {
  findBacklog,
  findCalendars,
  findChanges,
  findDueActions,
  findDueOf,
  findItems,
  findLastChange,
  findMark,
  findNotes,
  findOpenVisits,
  findPlanned,
  findWaiting,
} from "./sqlite/queries.ts";
import { actOf, changeOf, runOf, text, visitOf } from "./sqlite/rows.ts";
import { searchRuns } from "./sqlite/run-search.ts";
import { readStoredItem } from "./sqlite/slice.ts";
import { createSlices } from "./sqlite/slices.ts";
import { type Statements, statementsOf } from "./sqlite/statements.ts";
import { writeEvent, writeMark } from "./sqlite/write.ts";

/** How long to wait for another thread's checkpoint, in milliseconds. */
const PATIENCE = 5000;

/** Kibibytes of pages that are kept in memory: those that are written to again and again. */
const CACHE = 32 * 1024;

/**
 * Pages of 4 KiB in the log before they are moved to the file. Commits wait for that, and most pages are written many
 * times over: rarely and much is less work than often and little.
 */
const LARGEST_LOG = 16 * 1024;

/** The name that SQLite has for a database without a file. */
const IN_MEMORY = ":memory:";

/**
 * Looks at a file before it is opened for writing, so that one that is refused stays as it is, with the log beside it:
 * closing what was opened for writing would move that log into it.
 *
 * @throws LedgerError where it is no ledger, newer than the program, or was cut off and is damaged
 */
function look(path: string, checked: SqliteOptions["checked"]): void {
  if (statSync(path).size === 0) return;
  const began = performance.now();
  try {
    using db = new DatabaseSync(path, { readOnly: true, timeout: PATIENCE });
    if (knownVersion(db, path) === 0 || !wasCutOff(statementsOf(db))) return;
    checkWhole(db, path);
  } catch (error) {
    throw openingFailure(error, path);
  }
  checked?.(performance.now() - began);
}

/** A database that is open, and how to let go of it. */
interface Opened {
  readonly db: DatabaseSync;
  readonly sql: Statements;
  readonly letGo: () => void;
}

function inMemory(): Opened {
  const { db, sql, giveBack } = takeMemoryDatabase();
  return { db, sql, letGo: giveBack };
}

function inFile(file: string, { checked }: SqliteOptions): Opened {
  const unlock = takeLock(file);
  try {
    look(file, checked);
    const db = openDatabase(file);
    const letGo = (): void => {
      db.close();
      unlock();
    };
    return { db, sql: statementsOf(db), letGo };
  } catch (error) {
    unlock();
    throw error;
  }
}

function openDatabase(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: PATIENCE });
    // The schema is asked for first: changing the mode of a file that is another program's would be writing to it.
    migrate(db, path);
    // The group puts commits on disk itself, beside its work; SQLite does so for what it moves from its log to the file.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
    db.exec(`PRAGMA cache_size = -${CACHE}; PRAGMA wal_autocheckpoint = ${LARGEST_LOG}`);
    markOpen(statementsOf(db));
    return db;
  } catch (error) {
    db?.close();
    throw openingFailure(error, path);
  }
}

function closed(): LedgerError {
  return new LedgerError(
    "closed",
    "The ledger is closed.",
    "The service is stopping; try again when it is back.",
  );
}

/**
 * What an acknowledgement is worth: `full`, what was acknowledged survives a loss of power; `relaxed`, it survives the
 * end of the process, and a loss of power may take the last moments.
 */
export type Durability = "full" | "relaxed";

export interface SqliteOptions {
  /** `full` if left out. */
  readonly durability?: Durability;
  /** How many items are kept in mind, so that they are not read again, or up to twice as many; 10,000 if left out. */
  readonly remembered?: number;
  /** Called where the ledger was not closed by the one that had it before, and was looked through and found whole. */
  readonly checked?: (ms: number) => void;
  /** Called once, where the disk has not confirmed what was written: the ledger takes nothing more. */
  readonly failed?: (error: LedgerError) => void;
}

/**
 * Opens a ledger in one SQLite file, and makes the file where there is none. One process at a time can have it open.
 *
 * @param path of the file, or `:memory:` for one that is gone when it is closed
 * @throws LedgerError where the file is no ledger, is in use, is newer than the program, or cannot be opened
 */
export function openSqliteLedger(path: string, options: SqliteOptions = {}): Ledger {
  const { durability = "full", remembered = 10_000 } = options;
  const file = path === IN_MEMORY ? path : makeFile(path);
  const { db, sql, letGo } = file === IN_MEMORY ? inMemory() : inFile(file, options);
  const watchers = new Set<(committed: Committed) => void>();
  const slices = createSlices(sql, remembered);
  /** What was found since the last write: it is asked for again and again. */
  let dueActions: readonly DueAction[] | undefined;
  let failed = false;
  const disk = file === IN_MEMORY || durability === "relaxed" ? undefined : diskOf(file);
  const group = createGroup(db, {
    told: (committed) => {
      for (const told of watchers) told(committed);
    },
    undone: () => {
      dueActions = undefined;
      slices.forget();
    },
    broke: (error) => {
      failed = true;
      options.failed?.(error);
    },
    ...(disk && { disk }),
    ...(file === IN_MEMORY && { soon: almostAtOnce() }),
  });
  let open = true;

  /** For those who show it: what they see is on disk. */
  const read = async <T>(query: () => T): Promise<T> => {
    if (!open) throw closed();
    return group.read(query);
  };

  /** For those who go on from it: what they write comes after what they see. */
  const peek = async <T>(query: () => T): Promise<T> => {
    if (!open) throw closed();
    try {
      return query();
    } catch (error) {
      throw writingFailure(error);
    }
  };

  const transact = async <T>(work: () => Worked<T>): Promise<T> => {
    if (!open) throw closed();
    return group.run(() => {
      const worked = work();
      if (worked.isLook !== true) dueActions = undefined;
      return worked;
    });
  };

  return {
    change: (transaction) =>
      transact(() => {
        const slice = slices.read(transaction);
        const { write, beside, answer } = transaction.work(slice);
        if (write === null) return { answer, written: [], isLook: true };
        const written = slices.wrote(slice, beside === undefined ? write : { ...write, replan: null });
        const others = beside === undefined ? [] : slices.writeBeside(beside, write.replan);
        if (transaction.event !== undefined) writeEvent(sql, transaction.event);
        return { answer, written: [written, ...others] };
      }),
    changePage: (transaction) => transact(() => changePage(sql, slices, transaction)),
    changeCalendars: (work) => transact(() => ({ answer: changeCalendars(sql, work), written: [] })),
    changeMany: (transaction) => transact(() => changeMany(sql, slices, transaction)),
    changeRules: (work) =>
      transact(() => {
        slices.forget();
        return { answer: changeRules(sql, work), written: [] };
      }),
    draw: (draw) => transact(() => ({ answer: drawNumber(sql, draw), written: [] })),
    setMark: (name, value) => transact(() => ({ answer: writeMark(sql, name, value), written: [] })),
    dueOf: (action, now, limit) => peek(() => findDueOf(sql, action, now, limit)),
    dueActions: () =>
      peek(() => {
        dueActions ??= findDueActions(sql);
        return dueActions;
      }),
    calendars: () => peek(() => findCalendars(sql)),
    planned: (limit, after) => peek(() => findPlanned(sql, limit, after)),
    mark: (name) => peek(() => findMark(sql, name)),
    backlog: (now) => read(() => findBacklog(sql, now)),
    running: () =>
      peek(() =>
        sql.all("SELECT id FROM runs WHERE status = 'running' ORDER BY seq").map((row) => text(row, "id")),
      ),
    item: (ref) => read(() => readStoredItem(sql, ref.entity, ref.id) ?? null),
    items: (entity, after, limit) => read(() => findItems(sql, entity, after, limit)),
    visits: (ref) =>
      read(() =>
        sql
          .all("SELECT * FROM visits WHERE entity = ? AND item = ? ORDER BY visit", ref.entity, ref.id)
          .map(visitOf),
      ),
    runsOf: (ref) =>
      read(() =>
        sql
          .all(
            "SELECT * FROM runs WHERE entity = ? AND item = ? ORDER BY visit, occasion, place",
            ref.entity,
            ref.id,
          )
          .map(runOf),
      ),
    run: (id) =>
      read(() => {
        const row = sql.first("SELECT * FROM runs WHERE id = ?", id);
        return row === undefined ? null : runOf(row);
      }),
    runs: (filter) => searchRuns(sql, filter, read),
    history: (ref) =>
      read(() =>
        (ref === undefined
          ? sql.all("SELECT * FROM history ORDER BY seq")
          : sql.all("SELECT * FROM history WHERE entity = ? AND item = ? ORDER BY seq", ref.entity, ref.id)
        ).map(changeOf),
      ),
    lastChange: () => read(() => findLastChange(sql)),
    changesAfter: (seq, limit) => read(() => findChanges(sql, seq, limit)),
    acts: (run) => read(() => sql.all("SELECT * FROM acts WHERE run = ? ORDER BY seq", run).map(actOf)),
    notes: (ref, limit) => read(() => findNotes(sql, ref, limit)),
    activities: (ref, filter) => read(() => findActivities(sql, ref, filter)),
    held: () => peek(() => findHeld(sql)),
    deeds: (limit) => read(() => findDeeds(sql, limit)),
    waiting: (limit, after) => peek(() => findWaiting(sql, limit, after)),
    openVisits: (limit, after) => peek(() => findOpenVisits(sql, limit, after)),
    countRuns: () => countRuns(peek, sql),
    countVisits: () => countVisits(peek, sql),
    watch: (told) => {
      // Each has its own entry, even where one listener is given twice.
      const own = (committed: Committed) => told(committed);
      watchers.add(own);
      return () => void watchers.delete(own);
    },
    prune: (pruning) => transact(() => ({ answer: prune(sql, pruning), written: [] })),
    backup: async (path) => {
      if (file === IN_MEMORY) throw new Error("A ledger in memory has no file to be copied.");
      // What was asked for before is committed first.
      await transact(() => ({ answer: undefined, written: [] }));
      return copyOnline(file, path);
    },
    close: async () => {
      if (!open) return;
      group.flush();
      open = false;
      try {
        // What a disk has that did not confirm a write is looked at by the next start.
        if (!failed) markClosed(sql);
      } catch {
        // A disk that is full, for one: the ledger is looked through at the next start, and nothing is lost.
      }
      disk?.close();
      letGo();
    },
  };
}
