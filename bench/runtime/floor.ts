import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "../kit/temporary-folder.ts";

/**
 * What the disk and SQLite allow: for each event a row is inserted and later updated, in transactions of many rows
 * that are each on the disk before the next begins.
 *
 * @param events how many
 * @param size rows of a transaction
 * @returns milliseconds
 */
export function bareSqlite(events: number, size: number): number {
  using folder = temporaryFolder();
  const db = new DatabaseSync(path.join(folder.path, "floor.db"));
  try {
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    db.exec("CREATE TABLE events (id TEXT PRIMARY KEY, body TEXT NOT NULL, done TEXT) STRICT, WITHOUT ROWID");
    const insert = db.prepare("INSERT INTO events (id, body) VALUES (?, ?)");
    const update = db.prepare("UPDATE events SET done = ? WHERE id = ?");
    const inOne = (work: (id: string) => void, from: number): void => {
      db.exec("BEGIN IMMEDIATE");
      for (let at = from; at < Math.min(from + size, events); at += 1) work(`moved-${at}`);
      db.exec("COMMIT");
    };
    const before = performance.now();
    for (let from = 0; from < events; from += size) {
      inOne((id) => void insert.run(id, `{"type":"itemMoved","item":"deals/1","payload":{}}`), from);
      inOne((id) => void update.run("2026-01-01T00:00:00.000Z", id), from);
    }
    return performance.now() - before;
  } finally {
    db.close();
  }
}
