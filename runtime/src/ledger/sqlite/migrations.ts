import type { DatabaseSync } from "node:sqlite";
import { LedgerError } from "../error.ts";
import { backUp } from "./backup.ts";
import { FORMAT_1 } from "./formats/format-1.ts";
import { FORMAT_2 } from "./formats/format-2.ts";
import { FORMAT_3 } from "./formats/format-3.ts";
import { FORMAT_4 } from "./formats/format-4.ts";
import { FORMAT_5 } from "./formats/format-5.ts";
import { FORMAT_6 } from "./formats/format-6.ts";
import { FORMAT_7 } from "./formats/format-7.ts";
import { FORMAT_8 } from "./formats/format-8.ts";

/** Marks a file as a ledger of ours: `Onst` in ASCII. */
const APPLICATION_ID = 0x4f6e7374;

/**
 * What each version of the file adds to the one before. Only ever appended to: a file is brought forward step by
 * step, never back.
 */
const FORMATS: readonly string[] = [
  FORMAT_1,
  FORMAT_2,
  FORMAT_3,
  FORMAT_4,
  FORMAT_5,
  FORMAT_6,
  FORMAT_7,
  FORMAT_8,
];

/** The version of the file that this program writes. */
const VERSION = FORMATS.length;

function numberOf(db: DatabaseSync, sql: string): number {
  const [value] = Object.values(db.prepare(sql).get() ?? {});
  return Number(value);
}

function bringForward(db: DatabaseSync, format: number, sql: string): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec(sql);
    const stray = db.prepare("PRAGMA foreign_key_check").get();
    if (stray !== undefined)
      throw new Error(`rows of ${String(stray.table)} refer to rows that are not there`);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${format}`);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/**
 * Looks whether a file is a ledger that this program knows, and changes nothing.
 *
 * @param path as the message names it; undefined for a database in memory
 * @returns the version of the file: 0 where there is nothing in it
 * @throws LedgerError where the file is newer than the program, or belongs to another one
 */
export function knownVersion(db: DatabaseSync, path: string | undefined): number {
  const version = numberOf(db, "PRAGMA user_version");
  const owner = numberOf(db, "PRAGMA application_id");
  const empty = numberOf(db, "SELECT count(*) FROM sqlite_schema") === 0;
  const name = path ?? "The ledger";
  if (owner !== APPLICATION_ID && !(empty && owner === 0 && version === 0)) {
    throw new LedgerError(
      "other-program",
      `${name} is a database of another program.`,
      "Name another file; it is made if it does not exist.",
    );
  }
  if (version > VERSION) {
    throw new LedgerError(
      "newer",
      `${name} was written by a newer version of Onstage: it has format ${version}, and this one knows ${VERSION}.`,
      "Start the newer version, or go back to a copy of the file from before the update.",
    );
  }
  return version;
}

/**
 * Brings the file to the version of this program, each step in a transaction of its own. A file that has something in
 * it is copied first.
 *
 * @param path as the message names it; undefined for a database in memory
 * @param to the version to bring it to: the newest if left out
 * @throws LedgerError where the file is newer than the program, or belongs to another one
 */
export function migrate(db: DatabaseSync, path: string | undefined, to: number = VERSION): void {
  const version = knownVersion(db, path);
  if (version >= to) return;
  if (version > 0 && path !== undefined) backUp(db, path, version);
  // A table is changed by making another in its place, which references to it must not hinder. Each step checks them.
  db.exec("PRAGMA foreign_keys = OFF");
  for (const [done, sql] of FORMATS.slice(0, to).entries())
    if (done >= version) bringForward(db, done + 1, sql);
}
