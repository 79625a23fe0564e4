import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { LedgerError } from "../error.ts";
import { makeFile } from "./file.ts";

/** All pages at once: they are read as they were when it began, whatever is committed meanwhile. */
const ALL_PAGES = 2 ** 31 - 1;

function failure(to: string, error: unknown): LedgerError {
  const why = error instanceof Error ? `: ${error.message}` : "";
  return new LedgerError(
    "backup",
    `The backup ${to} could not be written${why}.`,
    "Name a file in a folder that exists, that may be written and that has room; the ledger itself is as it was.",
    { cause: error },
  );
}

/**
 * Copies a ledger while it is in use, to a file that is there only when it is whole. It reads beside the connection that
 * writes, and in another thread: nobody waits for it.
 *
 * @param from path of the ledger
 * @param to path of the copy; there must be no such file
 * @returns bytes of the copy
 */
export async function copyOnline(from: string, to: string): Promise<number> {
  if (existsSync(to)) {
    const help = "Name a file that is not there yet: a backup never takes the place of another.";
    throw new LedgerError("backup", `${to} is there already.`, help);
  }
  const part = `${to}.part`;
  try {
    rmSync(part, { force: true });
    // Made first, so that it is as private as the data, and then filled.
    makeFile(part);
    using source = new DatabaseSync(from, { readOnly: true });
    await backup(source, part, { rate: ALL_PAGES });
    renameSync(part, to);
    return statSync(to).size;
  } catch (error) {
    rmSync(part, { force: true });
    throw failure(to, error);
  }
}
