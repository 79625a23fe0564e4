import type { DatabaseSync } from "node:sqlite";
import { LedgerError } from "../error.ts";
import type { Statements } from "./statements.ts";

/** The name of the mark that stands in the ledger while it is open: found at the start, nobody has closed it. */
const MARK = "open";

/** How many things that are wrong are looked for. */
const ENOUGH = 1;

/** Whether the ledger was not closed by the one that had it before. Files of the first formats do not say it. */
export function wasCutOff(sql: Statements): boolean {
  if (sql.first("SELECT 1 FROM sqlite_schema WHERE name = 'marks'") === undefined) return false;
  return sql.first("SELECT 1 FROM marks WHERE name = ?", MARK) !== undefined;
}

/** Writes down that the ledger is open. */
export function markOpen(sql: Statements): void {
  sql.run("INSERT INTO marks (name, value) VALUES (?, '') ON CONFLICT (name) DO NOTHING", MARK);
}

/** Writes down that the ledger was closed. */
export function markClosed(sql: Statements): void {
  sql.run("DELETE FROM marks WHERE name = ?", MARK);
}

/**
 * Looks through the whole file.
 *
 * @throws LedgerError where it is damaged
 */
export function checkWhole(db: DatabaseSync, path: string): void {
  const [found] = Object.values(db.prepare(`PRAGMA quick_check(${ENOUGH})`).get() ?? {});
  if (found === "ok") return;
  throw new LedgerError(
    "damaged",
    `${path} is damaged: ${String(found)}.`,
    "Restore it from a backup; until then, keep the damaged file as it is.",
  );
}
