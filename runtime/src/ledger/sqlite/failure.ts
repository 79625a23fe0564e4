import { LedgerError } from "../error.ts";

/** The result codes of SQLite that are told apart here. */
const BUSY = 5;
const READ_ONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** The primary result code of an error from SQLite; undefined for any other error. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  // The low byte is the primary code; the rest tells details of the same thing.
  return error.errcode & 0xff;
}

/** Whether a lock could not be had because somebody else holds it. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY;
}

/** An error met while opening, as a sentence with a way out. Errors that SQLite does not know pass as they are. */
export function openingFailure(error: unknown, path: string): unknown {
  const cause = { cause: error };
  switch (sqliteCode(error)) {
    case undefined:
      return error;
    case CANNOT_OPEN:
      return new LedgerError(
        "cannot-open",
        `${path} cannot be opened.`,
        "Check that its folder exists, that it is a file and no folder, and that you may write there.",
        cause,
      );
    case NOT_A_DATABASE:
      return new LedgerError(
        "no-database",
        `${path} is no database.`,
        "Name another file; it is made if it does not exist.",
        cause,
      );
    default:
      return writingFailure(error);
  }
}

const AS_BEFORE = "what was not acknowledged was not kept";

/** An error met while working, with a way out. Errors that SQLite does not know pass as they are. */
export function writingFailure(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === undefined || !(error instanceof Error)) return error;
  const cause = { cause: error };
  switch (code) {
    case CORRUPT: {
      const help = "Restore it from a backup; until then, keep the damaged file as it is.";
      return new LedgerError("damaged", "The ledger's file is damaged.", help, cause);
    }
    case FULL: {
      const help = `Make room: it goes on by itself then, and ${AS_BEFORE}.`;
      return new LedgerError("full", "The disk is full: the ledger cannot be written.", help, cause);
    }
    case READ_ONLY: {
      const help = `Let the user of the service write the data folder and the files in it; ${AS_BEFORE}.`;
      return new LedgerError("read-only", "The ledger's file may only be read.", help, cause);
    }
    default: {
      const help = `Check that the disk is there and whole, and that the data file may be written; ${AS_BEFORE}.`;
      const message = `The ledger could not be read or written: ${error.message}.`;
      return new LedgerError("failed", message, help, cause);
    }
  }
}
