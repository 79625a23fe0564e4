import { closeSync, openSync, realpathSync } from "node:fs";
import { LedgerError } from "../error.ts";

/** Nobody but the user of the service reads what the CRM knows of its customers. */
const PRIVATE = 0o600;

/**
 * Makes an empty file where there is none, readable by this user only; SQLite gives the files beside it the same rights.
 *
 * @returns the real path, so that two links to one file are one ledger
 * @throws LedgerError where there can be no such file
 */
export function makeFile(path: string): string {
  try {
    closeSync(openSync(path, "a", PRIVATE));
    return realpathSync(path);
  } catch (error) {
    throw new LedgerError(
      "cannot-open",
      `${path} cannot be opened.`,
      "Check that its folder exists, that it is a file and no folder, and that you may write there.",
      { cause: error },
    );
  }
}
