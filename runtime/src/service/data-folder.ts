import { constants, existsSync, statSync } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { LedgerError } from "../ledger/error.ts";
import type { Ledger } from "../ledger/port.ts";
import { openSqliteLedger, type SqliteOptions } from "../ledger/sqlite.ts";
import { codeOf } from "../unknown.ts";
import { ServiceError } from "./error.ts";

/**
 * Makes a folder and those above it that are missing. `mkdir` asks for ever in its recursive form where the system takes no
 * folder at a place and says that something is missing, as it does in `/proc`.
 */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const parent = dirname(folder);
    const lacksParent = codeOf(error) === "ENOENT" && parent !== folder && !existsSync(parent);
    if (lacksParent) {
      await makeFolder(parent);
      await makeFolder(folder);
    } else if (!(await stat(folder).catch(() => undefined))?.isDirectory()) throw error;
  }
}

/** Makes the data folder, or finds it, and sees that it can be written. */
export async function openDataFolder(data: string): Promise<void> {
  try {
    await makeFolder(resolve(data));
    await access(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const help = "Name a folder that exists or can be made, and that the service may write.";
    throw new ServiceError("data-not-writable", `The data folder ${data} cannot be written.`, help, {
      cause: error,
    });
  }
}

/** What the ledger says at the start, as what keeps the service from starting. Other errors pass as they are. */
export function startFailure(error: unknown): unknown {
  if (!(error instanceof LedgerError)) return error;
  const { code, message, help } = error;
  const known = code === "locked" ? "ledger-locked" : code === "newer" ? "ledger-newer" : "ledger-unusable";
  return new ServiceError(known, message, help, { cause: error });
}

/** Whether there is no file, or one that has lost all that was in it. */
function isNothing(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

/**
 * Opens the ledger of a data folder for this process alone.
 *
 * @throws ServiceError also where there is none beside rule sets that were used with one: a new one would know nothing of
 *   what they have begun
 */
export function openLedger(data: string, options: SqliteOptions): Ledger {
  const file = join(data, "ledger.db");
  if (isNothing(file) && existsSync(join(data, "rulesets", "index.json"))) {
    throw new ServiceError(
      "ledger-lost",
      `The data folder ${data} holds rule sets that were in use, and no ledger.db, or an empty one.`,
      "Restore ledger.db from a backup; or remove the folder rulesets, to begin anew without what there was.",
    );
  }
  try {
    return openSqliteLedger(file, options);
  } catch (error) {
    throw startFailure(error);
  }
}
