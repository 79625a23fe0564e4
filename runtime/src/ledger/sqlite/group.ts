import type { DatabaseSync } from "node:sqlite";
// Imported, so that a test which takes over the global timers does not stop the ledger.
import { setImmediate } from "node:timers";
import { LedgerError } from "../error.ts";
import type { Committed } from "../port.ts";
import type { Disk } from "./disk.ts";
import { writingFailure } from "./failure.ts";
import type { Written } from "./write.ts";

/** What the work of a transaction came to, and what it wrote. */
export interface Worked<T> {
  readonly answer: T;
  readonly written: readonly Written[];
  /** True where nothing was written at all: nothing has to get to the disk for it. */
  readonly isLook?: boolean;
}

/** Transactions that are committed together. */
export interface Group {
  /**
   * Runs the work in the next commit; fulfilled with its answer once that is on disk. Where a write of another one
   * fails, it is run again: what it came to must follow from the database alone.
   */
  readonly run: <T>(work: () => Worked<T>) => Promise<T>;
  /** Looks something up: what it finds is on disk before it is told. */
  readonly read: <T>(query: () => T) => Promise<T>;
  /** Commits what was asked for up to now, and puts it on disk, at once. */
  readonly flush: () => void;
}

export interface GroupOptions {
  /** Called with each commit, before those who asked for it go on. */
  readonly told?: (committed: Committed) => void;
  /** Called where what was worked is not there any more: whoever remembers it has to forget it. */
  readonly undone?: () => void;
  /** Called once, where the disk has not confirmed a commit: nothing more is taken from then on. */
  readonly broke?: (error: LedgerError) => void;
  /** Left out where a commit is as good as it gets. */
  readonly disk?: Disk;
  /** Says when the next commit is made; with the next turn of the event loop if left out, so that many gather for it. */
  readonly soon?: (work: () => void) => void;
}

/** How many transactions are worked in one turn, so that reading and timers get their turn between two. */
const A_TURN = 128;

/** How many transactions one commit holds at most. */
const LARGEST_GROUP = 2048;

interface Asked {
  readonly work: () => Ended;
  readonly reject: (error: unknown) => void;
}

/** The end of a transaction in its group: how to say so, and what it wrote. */
interface Ended {
  readonly asked: Asked;
  readonly tell: () => void;
  readonly written: readonly Written[];
  readonly isLook: boolean;
}

/** Transactions that wait for their commit, or for the disk. */
interface Batch {
  readonly began: number;
  readonly ends: Ended[];
}

function isNothing({ ends }: Batch): boolean {
  return ends.every(({ isLook }) => isLook);
}

function committedOf({ began, ends }: Batch): Committed {
  const written = ends.flatMap((end) => end.written);
  return {
    ms: performance.now() - began,
    transactions: ends.length,
    runs: written.flatMap(({ runs }) => runs),
    changes: written.flatMap(({ changes }) => changes),
  };
}

/** Groups transactions on a database, so that many of them cost one write to disk. */
export function createGroup(db: DatabaseSync, options: GroupOptions = {}): Group {
  const { told = () => {}, undone = () => {}, broke = () => {}, disk, soon = setImmediate } = options;
  const waiting: Asked[] = [];
  /** Worked, and not committed. */
  let open: Batch | undefined;
  /** Committed, and not known to be on disk. */
  let landing: Batch | undefined;
  let planned = false;
  let broken: LedgerError | undefined;

  const refuse = (asked: readonly Asked[], error: unknown): void => {
    const failure = writingFailure(error);
    for (const { reject } of asked) reject(failure);
  };

  const abandon = (): void => {
    open = undefined;
    if (db.isTransaction) db.exec("ROLLBACK");
    undone();
  };

  const answer = (batch: Batch): void => {
    if (!isNothing(batch)) told(committedOf(batch));
    for (const { tell } of batch.ends) tell();
  };

  /** Works each in a savepoint of its own: one that fails takes no other with it. */
  const workApart = (all: readonly Asked[]): void => {
    const ends: Ended[] = [];
    try {
      db.exec("BEGIN IMMEDIATE");
      for (const asked of all) {
        db.exec("SAVEPOINT one");
        try {
          ends.push(asked.work());
          db.exec("RELEASE one");
        } catch (error) {
          // SQLite has given up the transaction as a whole: a full disk, for one.
          if (!db.isTransaction) throw error;
          db.exec("ROLLBACK TO one; RELEASE one");
          undone();
          refuse([asked], error);
        }
      }
      open = { began: performance.now(), ends };
    } catch (error) {
      abandon();
      refuse(all, error);
    }
  };

  /** Works all together: a savepoint for each costs as much as a small transaction. */
  const work = (all: readonly Asked[]): void => {
    const batch = open ?? { began: performance.now(), ends: [] };
    try {
      if (open === undefined) db.exec("BEGIN IMMEDIATE");
      open = batch;
      for (const asked of all) batch.ends.push(asked.work());
    } catch {
      const before = batch.ends.map(({ asked }) => asked).filter((asked) => !all.includes(asked));
      abandon();
      workApart([...before, ...all]);
    }
  };

  const land = (batch: Batch, error?: unknown): void => {
    if (landing !== batch) return;
    landing = undefined;
    if (error === undefined) answer(batch);
    else {
      // What the disk has of it is not known, and would not be known of anything that came after.
      broken = new LedgerError(
        "failed",
        "The disk did not confirm what was written to the ledger.",
        "Look after the disk, and start the service again: what was acknowledged is kept.",
        { cause: error },
      );
      refuse(
        batch.ends.map(({ asked }) => asked),
        broken,
      );
      broke(broken);
    }
    if (open !== undefined) commit();
    if (waiting.length > 0) plan();
  };

  const commit = (): void => {
    const batch = open;
    if (batch === undefined) return;
    try {
      if (broken !== undefined) throw broken;
      db.exec("COMMIT");
      open = undefined;
    } catch (error) {
      abandon();
      refuse(
        batch.ends.map(({ asked }) => asked),
        error,
      );
      return;
    }
    if (disk === undefined || isNothing(batch)) {
      answer(batch);
      return;
    }
    landing = batch;
    disk.sync().then(
      () => land(batch),
      (error: unknown) => land(batch, error),
    );
  };

  const turn = (): void => {
    const room = LARGEST_GROUP - (open?.ends.length ?? 0);
    const some = waiting.splice(0, Math.min(A_TURN, room));
    if (some.length > 0) work(some);
    if (landing === undefined) commit();
  };

  const plan = (): void => {
    if (planned) return;
    planned = true;
    soon(() => {
      planned = false;
      turn();
      // Where there is no room left, the disk goes first.
      if (waiting.length > 0 && (open?.ends.length ?? 0) < LARGEST_GROUP) plan();
    });
  };

  const run = <T>(job: () => Worked<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (broken !== undefined) {
        reject(broken);
        return;
      }
      const asked: Asked = {
        work: () => {
          const { answer: value, written, isLook = false } = job();
          return { asked, tell: () => resolve(value), written, isLook };
        },
        reject,
      };
      waiting.push(asked);
      plan();
    });

  return {
    run,
    read: async (query) => {
      if (open !== undefined || landing !== undefined) {
        return run(() => ({ answer: query(), written: [], isLook: true }));
      }
      try {
        return query();
      } catch (error) {
        throw writingFailure(error);
      }
    },
    flush: () => {
      do {
        const batch = landing;
        if (batch !== undefined) {
          try {
            disk?.syncNow();
            land(batch);
          } catch (error) {
            land(batch, error);
          }
        } else turn();
      } while (landing !== undefined || open !== undefined || waiting.length > 0);
    },
  };
}
