import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ledger, LedgerError, openSqliteLedger } from "../src/index.ts";
import { createGroup } from "../src/ledger/sqlite/group.ts";
import { ledgerContract, type OpenedLedger } from "./ledger-contract.ts";
import { makeDeal } from "./ledger-kit.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "onstage-ledger-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function openAt(path: string): Promise<OpenedLedger> {
  const ledgers: Ledger[] = [openSqliteLedger(path)];
  const [ledger] = ledgers;
  if (ledger === undefined) throw new Error("no ledger");
  return {
    ledger,
    reopen: async () => {
      const again = openSqliteLedger(path);
      ledgers.push(again);
      return again;
    },
    dispose: async () => {
      for (const one of ledgers) await one.close();
    },
  };
}

ledgerContract("on SQLite in a file", true, () => openAt(join(folder, "data.db")));
ledgerContract("on SQLite in memory", false, () => openAt(":memory:"));

function problem(path: string): unknown {
  try {
    openSqliteLedger(path);
  } catch (error) {
    return error;
  }
  throw new Error("it could be opened");
}

describe("a SQLite ledger that cannot be opened", () => {
  it("is refused with a sentence and a way out when the file is no database, and left as it was", () => {
    const path = join(folder, "notes.txt");
    const text = "These are no data. ".repeat(200);
    writeFileSync(path, text);
    expect(problem(path)).toMatchObject({
      name: "LedgerError",
      code: "no-database",
      message: `${path} is no database.`,
      help: expect.stringMatching(/another file/),
    });
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  it("is refused when it is the database of another program, and left as it was", () => {
    const path = join(folder, "other.db");
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE birds (name TEXT)");
    other.close();
    const before = readFileSync(path);
    expect(problem(path)).toMatchObject({ code: "other-program" });
    expect(readFileSync(path)).toEqual(before);
  });

  it("is refused when a newer version has written it", async () => {
    const path = join(folder, "data.db");
    await openSqliteLedger(path).close();
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 999");
    db.close();
    expect(problem(path)).toMatchObject({
      code: "newer",
      message: expect.stringMatching(
        /written by a newer version of Onstage: it has format 999, and this one knows \d+\.$/,
      ),
    });
  });

  it("is refused when its folder is missing, or it is a folder", () => {
    expect(problem(join(folder, "none", "data.db"))).toMatchObject({ code: "cannot-open" });
    expect(problem(folder)).toMatchObject({ code: "cannot-open" });
  });

  it("is refused while it is open, and free again once it is closed", async () => {
    const path = join(folder, "data.db");
    const first = openSqliteLedger(path);
    expect(problem(path)).toMatchObject({ code: "locked", message: `${path} is in use by another process.` });
    await first.close();
    await openSqliteLedger(path).close();
  });
});

describe("a SQLite ledger", () => {
  it("keeps its file from other users", async () => {
    const path = join(folder, "data.db");
    const ledger = openSqliteLedger(path);
    await makeDeal(ledger);
    expect([path, `${path}-wal`].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    await ledger.close();
  });

  it("loses no acknowledged write and its lock when its process is killed", async () => {
    const path = join(folder, "data.db");
    const writer = fileURLToPath(new URL("./ledger-writer.ts", import.meta.url));
    const child = spawn(process.execPath, [writer, path], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit");
    const acknowledged: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(Number(line));
      if (acknowledged.length === 1) expect(problem(path)).toMatchObject({ code: "locked" });
      if (acknowledged.length === 200) child.kill("SIGKILL");
    }
    expect(await ended).toEqual([null, "SIGKILL"]);

    const ledger = openSqliteLedger(path);
    const kept = new Set<number>();
    for (let after = 0; ; ) {
      const page = await ledger.items("deals", after, 1000);
      for (const item of page) kept.add(item.id);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    // Each deal is there with its run, or not at all.
    expect(await ledger.dueOf("notify", "9999", 1_000_000)).toHaveLength(kept.size);
    await ledger.close();
  });
});

describe("a group of transactions", () => {
  it("is refused as a whole when its commit fails, and the next one goes on", async () => {
    const db = new DatabaseSync(":memory:");
    db.exec(`PRAGMA foreign_keys = ON;
      CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE children (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)`);
    const group = createGroup(db);
    const run = (sql: string) => group.run(() => ({ answer: db.exec(sql), written: [] }));
    // A deferred key is looked at only by the commit itself.
    const ends = await Promise.allSettled([
      run("INSERT INTO parents VALUES (1)"),
      run("INSERT INTO children VALUES (2)"),
    ]);
    expect(ends).toMatchObject([
      { status: "rejected", reason: { code: "failed" } },
      { status: "rejected", reason: expect.any(LedgerError) },
    ]);
    await run("INSERT INTO parents VALUES (3)");
    expect(
      db
        .prepare("SELECT id FROM parents")
        .all()
        .map((row) => row.id),
    ).toEqual([3]);
  });

  it("is refused as a whole when the disk is full, and the next one goes on", async () => {
    const db = new DatabaseSync(join(folder, "full.db"));
    db.exec("CREATE TABLE texts (text TEXT); PRAGMA max_page_count = 4");
    const group = createGroup(db);
    const insert = (size: number) =>
      group.run(() => ({
        answer: db.exec(`INSERT INTO texts VALUES ('${"x".repeat(size)}')`),
        written: [],
      }));
    const [, large] = await Promise.allSettled([insert(1), insert(100_000)]);
    expect(large).toMatchObject({ status: "rejected", reason: { code: "full" } });
    await insert(2);
    expect(db.prepare("SELECT max(length(text)) AS longest FROM texts").get()).toMatchObject({ longest: 2 });
    db.close();
  });
});
