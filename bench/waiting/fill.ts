import { DatabaseSync } from "node:sqlite";

const tables = ["items", "visits", "runs", "history"] as const;

/** Columns of a table that are written, in order: those that are computed are not. */
function columnsOf(db: DatabaseSync, table: string): readonly string[] {
  return db
    .prepare(`PRAGMA table_xinfo(${table})`)
    .all()
    .filter((column) => column.hidden === 0)
    .map((column) => String(column.name));
}

/** What a column of a copy holds: another item, the ids that follow from it, and moments that are spread over a month. */
function copied(table: string, column: string): string {
  if (column === "seq") return "NULL";
  if (column === (table === "items" ? "id" : "item")) return "copy.number";
  if (table !== "runs") return column;
  if (column === "id") return "replace(id, 'deals-1-', 'deals-' || copy.number || '-')";
  if (column === "key") return "key || '-' || copy.number";
  if (column === "due" || column === "planned") {
    return `strftime('%Y-%m-%dT%H:%M:%fZ', ${column}, '+' || (copy.number * 2) || ' seconds')`;
  }
  return column;
}

/**
 * Copies the one deal of a ledger with all that waits for it: deals 2 and up, as if each had come in by itself.
 *
 * @param file of a ledger that no service has open
 * @param deals how many there are to be
 */
export function fill(file: string, deals: number): void {
  using db = new DatabaseSync(file);
  db.exec("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN");
  for (const table of tables) {
    const columns = columnsOf(db, table);
    db.exec(`
      WITH RECURSIVE copy (number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM copy WHERE number < ${deals})
      INSERT INTO ${table} (${columns.join(", ")})
      SELECT ${columns.map((column) => copied(table, column)).join(", ")}
      FROM copy, (SELECT * FROM ${table} WHERE ${table === "items" ? "id" : "item"} = 1)`);
  }
  db.exec(
    `UPDATE sequences SET last = ${deals} WHERE entity = 'deals'; COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`,
  );
}
