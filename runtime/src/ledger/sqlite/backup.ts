import { rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { makeFile } from "./file.ts";

/**
 * Writes a copy of the database beside it, before its format changes: `data.db.format-1`. Going back to the older
 * version of the program means starting it with that copy.
 *
 * @param path of the file
 * @param format the version that the copy has
 */
export function backUp(db: DatabaseSync, path: string, format: number): void {
  const copy = `${path}.format-${format}`;
  // One that an interrupted attempt has left may be half a copy.
  rmSync(copy, { force: true });
  // Made first, so that it is as private as the data, and then filled.
  makeFile(copy);
  db.prepare("VACUUM INTO ?").run(copy);
}
