import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Row } from "./rows.ts";

/** Prepared statements of a database, each prepared at its first use and kept. */
export interface Statements {
  readonly first: (sql: string, ...values: readonly SQLInputValue[]) => Row | undefined;
  readonly all: (sql: string, ...values: readonly SQLInputValue[]) => readonly Row[];
  readonly run: (sql: string, ...values: readonly SQLInputValue[]) => void;
  /** Adds a row, and answers its number. */
  readonly add: (sql: string, ...values: readonly SQLInputValue[]) => number;
}

/** Keeps the statements of a database. The texts are constants of this program, so their number is bounded. */
export function statementsOf(db: DatabaseSync): Statements {
  const kept = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const made = db.prepare(sql);
    kept.set(sql, made);
    return made;
  };
  return {
    first: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    run: (sql, ...values) => {
      prepare(sql).run(...values);
    },
    add: (sql, ...values) => Number(prepare(sql).run(...values).lastInsertRowid),
  };
}
