import { DatabaseSync } from "node:sqlite";
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

/**
 * A ledger's database in memory, with nothing in it. Making one from nothing takes every step of the format's history,
 * and preparing its statements as long again, so one that was given back comes first.
 */
export function takeMemoryDatabase(): MemoryDatabase {
  return kept.pop() ?? make();
}
