import type { DatabaseSync } from "node:sqlite";
// Imported, so that a test which takes over the global timers does not stop the ledger.
import { setImmediate } from "node:timers";
import { writingFailure } from "./failure.ts";

/** Transactions that were asked for in one turn of the event loop, committed together. */
export interface Group {
  /** Runs the work in a savepoint of the next commit; fulfilled once that is on disk. */
  readonly run: <T>(work: () => T) => Promise<T>;
  /** Commits what was asked for up to now, at once. */
  readonly flush: () => void;
}

/** How many transactions one commit holds at most, so that reading and timers get their turn between two. */
const LARGEST_GROUP = 512;

interface Asked {
  /** Does the work, and returns how to say so once it is committed. */
  readonly work: () => () => void;
  readonly reject: (error: unknown) => void;
}

/** Thrown through a group whose transaction SQLite has given up as a whole: a full disk, for one. */
class GroupLost extends Error {
  override readonly name = "GroupLost";
}

function inSavepoint(db: DatabaseSync, asked: Asked): () => void {
  db.exec("SAVEPOINT one");
  try {
    const answer = asked.work();
    db.exec("RELEASE one");
    return answer;
  } catch (error) {
    if (!db.isTransaction) throw new GroupLost("the transaction is gone", { cause: error });
    db.exec("ROLLBACK TO one; RELEASE one");
    return () => asked.reject(writingFailure(error));
  }
}

function commitTogether(db: DatabaseSync, batch: readonly Asked[]): void {
  try {
    db.exec("BEGIN IMMEDIATE");
    const answers = batch.map((asked) => inSavepoint(db, asked));
    db.exec("COMMIT");
    for (const answer of answers) answer();
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    const cause = error instanceof GroupLost ? error.cause : error;
    for (const asked of batch) asked.reject(writingFailure(cause));
  }
}

/** Groups transactions on a database, so that many of them cost one write to disk. */
export function createGroup(db: DatabaseSync): Group {
  let waiting: Asked[] = [];
  let planned = false;

  const flush = (): void => {
    while (waiting.length > 0) flushSome();
  };
  const flushSome = (): void => {
    const batch = waiting.slice(0, LARGEST_GROUP);
    waiting = waiting.slice(LARGEST_GROUP);
    if (batch.length > 0) commitTogether(db, batch);
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
  const run = <T>(work: () => T): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.push({
        work: () => {
          const value = work();
          return () => resolve(value);
        },
        reject,
      });
      plan();
    });
  return { run, flush };
}
