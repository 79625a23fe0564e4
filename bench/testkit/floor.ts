import { DatabaseSync } from "node:sqlite";

/**
 * What SQLite alone does in memory with as many rows: for each item a row is inserted, for each of its runs a row is
 * inserted and updated twice, each in a transaction of its own.
 *
 * @param runs of each item
 */
export function bareSqlite(items: number, runs: number): void {
  const db = new DatabaseSync(":memory:");
  try {
    db.exec("CREATE TABLE items (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT");
    db.exec("CREATE TABLE runs (id TEXT PRIMARY KEY, body TEXT NOT NULL, status TEXT) STRICT, WITHOUT ROWID");
    const item = db.prepare("INSERT INTO items (id, body) VALUES (?, ?)");
    const insert = db.prepare("INSERT INTO runs (id, body, status) VALUES (?, ?, 'waiting')");
    const update = db.prepare("UPDATE runs SET status = ? WHERE id = ?");
    for (let at = 0; at < items; at += 1) {
      item.run(at, `{"title":"Deal","amount":60000}`);
      for (let run = 0; run < runs; run += 1) {
        insert.run(`${at}-${run}`, `{"args":null,"result":null}`);
        update.run("running", `${at}-${run}`);
        update.run("done", `${at}-${run}`);
      }
    }
  } finally {
    db.close();
  }
}
