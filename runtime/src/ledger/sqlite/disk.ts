import { closeSync, fdatasync, fdatasyncSync, openSync } from "node:fs";

/** Puts on the disk what was committed. */
export interface Disk {
  /** Without keeping anybody waiting who does not ask for it. */
  readonly sync: () => Promise<void>;
  /** At once. */
  readonly syncNow: () => void;
  readonly close: () => void;
}

/**
 * The disk below a database in WAL mode whose commits do not wait for it: what was committed is in the `-wal` file, and
 * is safe from a loss of power once that file is on the disk. The thread of the database goes on working meanwhile.
 *
 * @param path of the database
 */
export function diskOf(path: string): Disk {
  let file: number | undefined;
  // There is none before the first commit, and it is there until the database is closed.
  const open = (): number => {
    file ??= openSync(`${path}-wal`, "r+");
    return file;
  };
  return {
    sync: () =>
      new Promise((resolve, reject) => {
        fdatasync(open(), (error) => (error === null ? resolve() : reject(error)));
      }),
    syncNow: () => fdatasyncSync(open()),
    close: () => {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}
