import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Ledger, openSqliteLedger } from "@onstage/runtime";

/** A ledger in a file whose process can die at any moment. */
export interface CrashingLedger {
  readonly open: () => Ledger;
  /** Leaves the ledger as a process leaves it that is killed, and opens what is on the disk. */
  readonly crash: () => Promise<Ledger>;
  /** Removes the files. */
  readonly end: () => Promise<void>;
}

/** Makes a ledger below the system's temporary folder. */
export function crashingLedger(): CrashingLedger {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-hard-"));
  let life = 0;
  let ledger: Ledger | undefined;
  const file = (number: number): string => path.join(folder, `life-${number}.db`);
  const open = (): Ledger => {
    ledger = openSqliteLedger(file(life), { durability: "relaxed" });
    return ledger;
  };
  return {
    open,
    crash: async () => {
      const [before, after] = [file(life), file(life + 1)];
      // Copied before it is closed: what a process that is killed leaves behind, its log and its mark of being open.
      for (const part of ["", "-wal"])
        if (existsSync(before + part)) copyFileSync(before + part, after + part);
      await ledger?.close();
      for (const part of ["", "-wal", "-shm", ".lock"]) rmSync(before + part, { force: true });
      life += 1;
      return open();
    },
    end: async () => {
      await ledger?.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
