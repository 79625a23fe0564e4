import { DatabaseSync } from "node:sqlite";
import { LedgerError } from "../error.ts";
import { isBusy, openingFailure } from "./failure.ts";
import { makeFile } from "./file.ts";

/**
 * Takes a data file for this process alone, until it is let go or the process ends, however it ends: the operating
 * system drops the lock of a killed process. The lock is a transaction held open on a small file beside the data,
 * so that other threads of this process can still read the data itself.
 *
 * @param path of the data file
 * @returns lets go of it
 * @throws LedgerError where another process has it
 */
export function takeLock(path: string): () => void {
  const lockFile = makeFile(`${path}.lock`);
  let lock: DatabaseSync;
  try {
    lock = new DatabaseSync(lockFile);
  } catch (error) {
    throw openingFailure(error, path);
  }
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw openingFailure(error, lockFile);
    throw new LedgerError(
      "locked",
      `${path} is in use by another process.`,
      "Stop the other service first, or give this one a data folder of its own.",
      { cause: error },
    );
  }
  return () => lock.close();
}
