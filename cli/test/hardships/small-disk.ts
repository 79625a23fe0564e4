import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";

/** A place for data that can be filled up. */
export interface SmallDisk {
  /** What a service is to be started under, so that its data lies here. */
  readonly under: readonly string[];
  /** Lets nothing more be written, by a service or by all. */
  readonly fill: (service: ChildProcess) => void;
  readonly makeRoom: (service: ChildProcess) => void;
  /** Path of a file on it, for those who are not under it. */
  readonly outside: (name: string) => string;
  /** Lets nothing be written at all, while no service runs. */
  readonly readOnly: () => void;
  readonly remove: () => Promise<void>;
}

/** Writes into a file until there is no room for a single byte. */
function fillUp(file: string): void {
  const handle = openSync(file, "a");
  for (let size = 1 << 20; size >= 1; ) {
    try {
      if (writeSync(handle, Buffer.alloc(size)) < size) size >>= 1;
    } catch {
      size >>= 1;
    }
  }
  closeSync(handle);
}

/** A file system of a size, in a space of mounts of its own, which ends with the process that holds it. */
async function mounted(folder: string, mebibytes: number, ways: readonly string[]): Promise<SmallDisk> {
  const mount = `mount -t tmpfs -o size=${mebibytes}m,mode=0777 tmpfs "$1" && echo ready && exec cat`;
  const holder = spawn("unshare", [...ways, "sh", "-c", mount, "sh", folder], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = new Promise<void>((resolve) => {
    holder.on("error", () => resolve());
    holder.on("close", () => resolve());
  });
  const ready = once(holder.stdout, "data").then(() => true);
  if (!(await Promise.race([ready, ended.then(() => false)])))
    throw new Error("no file system can be mounted");
  // Seen from outside, by way of the process that holds it.
  const outside = (name: string) => path.join(`/proc/${holder.pid}/root`, folder, name);
  const filler = outside("filler");
  const spaces = ways.includes("--user") ? ["--user", "--preserve-credentials"] : [];
  const enter = ["--target", String(holder.pid), "--mount", ...spaces];
  return {
    under: ["nsenter", ...enter, `--wd=${path.dirname(folder)}`],
    readOnly: () => void execFileSync("nsenter", [...enter, "mount", "-o", "remount,ro", folder]),
    outside,
    fill: () => fillUp(filler),
    makeRoom: () => rmSync(filler, { force: true }),
    remove: async () => {
      holder.kill("SIGKILL");
      await ended;
    },
  };
}

const present = (files: readonly string[]) => files.filter((file) => existsSync(file));

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The nearest thing for every user of every Linux: files may not grow, which the kernel refuses as well. */
export function limited(folder: string): SmallDisk {
  const limit = (service: ChildProcess, bytes: string) =>
    execFileSync("prlimit", ["--pid", String(service.pid), `--fsize=${bytes}:`]);
  const files = ["ledger.db", "ledger.db-wal", "ledger.db-shm"].map((name) => path.join(folder, name));
  return {
    under: [],
    outside: (name) => path.join(folder, name),
    fill: (service) => void limit(service, String(Math.max(...files.map(sizeOf)))),
    makeRoom: (service) => void limit(service, "unlimited"),
    readOnly: () => {
      // Rights mean nothing to root, and what cannot be changed does.
      if (process.getuid?.() === 0) execFileSync("chattr", ["+i", ...present(files), folder]);
      else execFileSync("chmod", ["a-w", ...present(files), folder]);
    },
    remove: async () => {
      if (process.getuid?.() === 0)
        spawnSync("chattr", ["-i", ...present(files), folder], { stdio: "ignore" });
      else execFileSync("chmod", ["u+w", folder]);
    },
  };
}

/**
 * Makes a small file system, or says loudly that this machine makes none, and limits the size of files instead.
 *
 * @param folder where it is to lie; it is made
 */
export async function smallDisk(folder: string, mebibytes: number): Promise<SmallDisk> {
  mkdirSync(folder, { recursive: true });
  for (const ways of [["--user", "--map-root-user", "--mount"], ["--mount"]]) {
    try {
      return await mounted(folder, mebibytes, ways);
    } catch {
      // Users without rights may or may not make spaces of their own; the next way may do.
    }
  }
  console.warn(
    "THIS MACHINE MOUNTS NO SMALL FILE SYSTEM: the full disk is tested by a limit on the size of files.",
  );
  return limited(folder);
}
