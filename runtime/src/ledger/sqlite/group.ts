import type { DatabaseSync } from "node:sqlite";
// Imported, so that a test which takes over the global timers does not stop the ledger.
import { setImmediate } from "node:timers";
import type { Committed } from "../port.ts";
import { writingFailure } from "./failure.ts";
import type { Written } from "./write.ts";

/** What the work of a transaction came to, and what it wrote. */
export interface Worked<T> {
  readonly answer: T;
  readonly written: readonly Written[];
}

/** Transactions that were asked for in one turn of the event loop, committed together. */
export interface Group {
  /** Runs the work in a savepoint of the next commit; fulfilled with its answer once that is on disk. */
  readonly run: <T>(work: () => Worked<T>) => Promise<T>;
  /** Commits what was asked for up to now, at once. */
  readonly flush: () => void;
}

/** How many transactions one commit holds at most, so that reading and timers get their turn between two. */
const LARGEST_GROUP = 512;

/** The end of a transaction in its group: how to say so, and what it wrote. */
interface Ended {
  readonly tell: () => void;
  readonly written: readonly Written[];
}

interface Asked {
  /** Does the work, and returns how to say so once it is committed. */
  readonly work: () => Ended;
  readonly reject: (error: unknown) => void;
}

/** Thrown through a group whose transaction SQLite has given up as a whole: a full disk, for one. */
class GroupLost extends Error {
  override readonly name = "GroupLost";
}

function inSavepoint(db: DatabaseSync, asked: Asked): Ended {
  db.exec("SAVEPOINT one");
  try {
    const answer = asked.work();
    db.exec("RELEASE one");
    return answer;
  } catch (error) {
    if (!db.isTransaction) throw new GroupLost("the transaction is gone", { cause: error });
    db.exec("ROLLBACK TO one; RELEASE one");
    return { tell: () => asked.reject(writingFailure(error)), written: [] };
  }
}

function commitTogether(db: DatabaseSync, batch: readonly Asked[]): Committed | undefined {
  const began = performance.now();
  try {
    db.exec("BEGIN IMMEDIATE");
    const ends = batch.map((asked) => inSavepoint(db, asked));
    db.exec("COMMIT");
    for (const { tell } of ends) tell();
    return {
      ms: performance.now() - began,
      transactions: batch.length,
      runs: ends.flatMap(({ written }) => written.flatMap(({ runs }) => runs)),
      changes: ends.flatMap(({ written }) => written.flatMap(({ changes }) => changes)),
    };
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    const cause = error instanceof GroupLost ? error.cause : error;
    for (const asked of batch) asked.reject(writingFailure(cause));
    return undefined;
  }
}

/**
 * Groups transactions on a database, so that many of them cost one write to disk.
 *
 * @param told called with each commit, before those who asked for it go on
 */
export function createGroup(db: DatabaseSync, told: (committed: Committed) => void = () => {}): Group {
  let waiting: Asked[] = [];
  let planned = false;

  const flush = (): void => {
    while (waiting.length > 0) flushSome();
  };
  const flushSome = (): void => {
    const batch = waiting.slice(0, LARGEST_GROUP);
    waiting = waiting.slice(LARGEST_GROUP);
    const committed = batch.length > 0 ? commitTogether(db, batch) : undefined;
    // Who asked goes on only when this turn is over.
    if (committed !== undefined) told(committed);
  };
  const plan = (): void => {
    if (planned) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      flushSome();
      if (waiting.length > 0) plan();
    });
  };
  const run = <T>(work: () => Worked<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.push({
        work: () => {
          const { answer, written } = work();
          return { tell: () => resolve(answer), written };
        },
        reject,
      });
      plan();
    });
  return { run, flush };
}
