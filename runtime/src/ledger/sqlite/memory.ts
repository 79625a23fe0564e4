import { DatabaseSync } from "node:sqlite";
// Imported, so that a test which takes over the global timers does not stop the ledger.
import { setImmediate } from "node:timers";
import { migrate } from "./migrations.ts";
import { type Statements, statementsOf } from "./statements.ts";

/** A database without a file, with its statements, and how to empty it. */
export interface MemoryDatabase {
  readonly db: DatabaseSync;
  readonly sql: Statements;
  /** Gives it back: it is emptied, and may be the next one. */
  readonly giveBack: () => void;
}

/** How many databases are kept for the next that asks: tests have one after another, and seldom several. */
const MOST_KEPT = 4;

const kept: MemoryDatabase[] = [];

function make(): MemoryDatabase {
  const db = new DatabaseSync(":memory:");
  migrate(db, undefined);
  db.exec("PRAGMA foreign_keys = ON");
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => `DELETE FROM "${String(name)}"`);
  const emptying = ["BEGIN", "PRAGMA defer_foreign_keys = ON", ...tables, "COMMIT"].join(";");
  const made: MemoryDatabase = {
    db,
    sql: statementsOf(db),
    giveBack: () => {
      if (kept.length >= MOST_KEPT || db.isTransaction) {
        db.close();
        return;
      }
      db.exec(emptying);
      kept.push(made);
    },
  };
  return made;
}

/** After so many commits in a row, timers and whoever else waits get their turn. */
const IN_A_ROW = 256;

/**
 * Makes commits without waiting for the event loop, most of the time: where there is no disk, a commit costs less than a
 * turn of the loop, and what is asked for together still shares one.
 */
export function almostAtOnce(): (work: () => void) => void {
  let row = 0;
  return (work) => {
    row = (row + 1) % IN_A_ROW;
    if (row === 0) setImmediate(work);
    else queueMicrotask(work);
  };
}

/**
 * A ledger's database in memory, with nothing in it. Making one from nothing takes every step of the format's history,
 * and preparing its statements as long again, so one that was given back comes first.
 */
export function takeMemoryDatabase(): MemoryDatabase {
  return kept.pop() ?? make();
}
