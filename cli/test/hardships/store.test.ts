import { createHash } from "node:crypto";
import {
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it, onTestFinished } from "vitest";
import { startProcess } from "../service-process.ts";
import { type Hardship, hardship } from "./load.ts";
import { smallDisk } from "./small-disk.ts";

/** What a service that cannot start says, and what it ends with. */
async function refusal(
  own: Hardship,
  under: readonly string[] = [],
): Promise<{ code: number | null; says: string }> {
  const { ended, serving } = startProcess(own.own.folder, {}, { under });
  const says = await serving.then(
    (up) => {
      up.child.kill("SIGKILL");
      return "it serves";
    },
    (error: Error) => error.message,
  );
  return { code: await ended, says };
}

/** A data folder that has been worked in, as a process that was killed, or one that has ended, leaves it. */
async function used(signal: "SIGKILL" | "SIGTERM"): Promise<{ own: Hardship; file: string; data: string }> {
  const own = await hardship();
  const serving = await own.start();
  own.send(() => serving);
  await own.more(30);
  serving.child.kill(signal);
  await serving.ended;
  await own.enough();
  const data = path.join(own.own.folder, "data");
  return { own, data, file: path.join(data, "ledger.db") };
}

/** What the files of the ledger hold; whoever reads it may make an index of its log, and a log with nothing in it. */
function contents(data: string): Readonly<Record<string, string>> {
  const files = readdirSync(data).filter(
    (name) => /^ledger\.db(-wal)?$/.test(name) && statSync(path.join(data, name)).size > 0,
  );
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(path.join(data, name)))
        .digest("hex"),
    ]),
  );
}

const damages: readonly (readonly [string, (file: string) => void])[] = [
  [
    "holds pages of something else",
    (file) => {
      const size = readFileSync(file).length;
      // All but the first page, which says what the file is.
      writeSync(openSync(file, "r+"), Buffer.alloc(size - 4096, 0xff), 0, size - 4096, 4096);
      rmSync(`${file}-wal`, { force: true });
    },
  ],
  [
    "has lost its end",
    (file) => {
      truncateSync(file, 8192);
      rmSync(`${file}-wal`, { force: true });
    },
  ],
  ["is another file", (file) => writeFileSync(file, "these are notes, and no ledger\n".repeat(300))],
];

it.each(damages)("a ledger that was cut off and %s is refused, and stays as it is", async (_, damage) => {
  const { own, file, data } = await used("SIGTERM");
  // Cut off: it was open when it was damaged.
  const db = new DatabaseSync(file);
  db.exec("INSERT INTO marks (name, value) VALUES ('open', '')");
  db.close();
  damage(file);
  const before = contents(data);
  const { code, says } = await refusal(own);
  expect(code).toBe(2);
  expect(says).toMatch(/ledger\.db (is damaged|is no database)|The ledger's file is damaged/);
  expect(says).toMatch(/ {2}= \S/);
  expect(says).not.toMatch(/ {4}at |this is a bug/);
  expect(contents(data)).toEqual(before);
});

it("a ledger of a newer version is refused, and stays as it is with the log beside it", async () => {
  const { own, file, data } = await used("SIGKILL");
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 999");
  // Copied while it is open, so that the log beside it stays.
  const files = [file, `${file}-wal`].map((name) => [name, readFileSync(name)] as const);
  db.close();
  for (const [name, bytes] of files) writeFileSync(name, bytes);
  const before = contents(data);
  expect(Object.keys(before)).toEqual(["ledger.db", "ledger.db-wal"]);
  const { code, says } = await refusal(own);
  expect(code).toBe(2);
  expect(says).toMatch(/newer version of Onstage/);
  expect(contents(data)).toEqual(before);
});

it.each([
  ["is gone", (file: string) => rmSync(file)],
  ["is empty", (file: string) => truncateSync(file, 0)],
])("a ledger that %s beside rule sets that were in use is not begun anew", async (_, lose) => {
  const { own, file } = await used("SIGTERM");
  lose(file);
  const existed = existsSync(file);
  const { code, says } = await refusal(own);
  expect(code).toBe(2);
  expect(says).toMatch(/rule sets that were in use, and no ledger\.db/);
  expect(existsSync(file)).toBe(existed);
});

it("a folder that may only be read keeps the service from starting, in two sentences", async () => {
  const own = await hardship();
  const disk = await smallDisk(path.join(own.own.folder, "data"), 12);
  onTestFinished(() => disk.remove());
  const serving = await own.start({ under: disk.under });
  serving.child.kill("SIGTERM");
  expect(await serving.ended).toBe(0);
  disk.readOnly();
  const { code, says } = await refusal(own, disk.under);
  expect(code).toBe(2);
  expect(says).toMatch(/cannot be written|cannot be opened/);
  expect(says).not.toMatch(/ {4}at |this is a bug/);
});
