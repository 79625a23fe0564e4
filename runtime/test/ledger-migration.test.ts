import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSqliteLedger } from "../src/index.ts";
import { migrate } from "../src/ledger/sqlite/migrations.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "onstage-migration-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const RUN = `INSERT INTO runs (id, entity, item, visit, stage, rule_set, rule_id, rule, action, file, line, place, status,
  due, started, ended, args, result, reason, attempts, key, uncertain)`;

/** A file as the first format has it: a deal with a run that waits for another, one that is tried again, one that is done. */
function firstFormat(): string {
  const path = join(folder, "data.db");
  const db = new DatabaseSync(path);
  migrate(db, path, 1);
  db.exec(`
    INSERT INTO items VALUES ('deals', 1, 'SALES', 'NEW', '{"title":"Acme"}');
    INSERT INTO sequences VALUES ('deals', 1);
    INSERT INTO visits VALUES ('deals', 1, 1, 'NEW', 'New', '2026-06-08T08:00:00.000Z', NULL, 'one');
    ${RUN} VALUES ('deals-1-1-done', 'deals', 1, 1, 'New', 'one', 'r.done', 'done', 'notify', 'a.rules', 3, 0, 'done',
      '2026-06-08T08:00:00.000Z', '2026-06-08T08:00:00.000Z', '2026-06-08T08:00:01.000Z', '{"a":1}', '"made"', NULL, 2, 'k1', 0);
    ${RUN} VALUES ('deals-1-1-again', 'deals', 1, 1, 'New', 'one', 'r.again', 'again', 'notify', 'a.rules', 4, 1, 'waiting',
      '2026-06-08T08:00:05.000Z', '2026-06-08T08:00:00.000Z', NULL, NULL, NULL, 'attempt 2 follows', 1, 'k2', 0);
    ${RUN} VALUES ('deals-1-1-then', 'deals', 1, 1, 'New', 'one', 'r.then', 'then', 'notify', 'a.rules', 5, 2, 'waiting',
      NULL, NULL, NULL, NULL, NULL, 'waits for again', 0, 'k3', 0);
    INSERT INTO history (at, entity, item, kind, by, by_rule, from_stage, to_stage, fields)
      VALUES ('2026-06-08T08:00:00.000Z', 'deals', 1, 'moved', 'deals-1-1-done', 1, 'Old', 'New', NULL);
    INSERT INTO acts (at, run, what, by) VALUES ('2026-06-08T08:00:00.000Z', 'deals-1-1-done', 'retry', 'anna');
    INSERT INTO inbox VALUES ('e1', '2026-06-08T08:00:00.000Z');`);
  db.close();
  return path;
}

const deal = { entity: "deals", id: 1 };

describe("a ledger of the first format", () => {
  it("is brought forward with all that is in it", async () => {
    const ledger = openSqliteLedger(firstFormat());
    expect(await ledger.runsOf(deal)).toMatchObject([
      {
        id: "deals-1-1-done",
        status: "done",
        waits: null,
        attempts: 2,
        tries: 2,
        result: "made",
        occasion: null,
        why: { code: "unrecorded" },
        saw: null,
      },
      {
        id: "deals-1-1-again",
        status: "waiting",
        waits: "attempt",
        due: "2026-06-08T08:00:05.000Z",
        tries: 1,
      },
      { id: "deals-1-1-then", status: "waiting", waits: "rules", due: null, base: null },
    ]);
    expect(await ledger.visits(deal)).toMatchObject([{ visit: 1, left: null }]);
    expect(await ledger.history(deal)).toEqual([
      {
        at: "2026-06-08T08:00:00.000Z",
        item: deal,
        kind: "moved",
        by: "deals-1-1-done",
        from: "Old",
        to: "New",
      },
    ]);
    expect(await ledger.acts("deals-1-1-done")).toMatchObject([{ what: "retry", by: "anna" }]);
    expect(await ledger.dueOf("notify", "2026-06-08T09:00:00.000Z", 10)).toMatchObject([
      { run: "deals-1-1-again" },
    ]);
    const seen = await ledger.change({
      target: { kind: "item", ref: deal },
      event: { id: "e1", at: "2026-06-08T08:00:00.000Z" },
      now: Date.parse("2026-06-08T08:30:00.000Z"),
      work: (slice) => ({ write: null, answer: slice }),
    });
    expect(seen).toMatchObject({
      duplicate: true,
      state: { changesByRules: [{ to: "New" }], runs: { length: 3 } },
    });
    await ledger.close();
  });

  it("still refuses runs of visits that there are not", async () => {
    const path = firstFormat();
    await openSqliteLedger(path).close();
    const db = new DatabaseSync(path);
    expect(() => db.exec("UPDATE runs SET visit = 7")).toThrow(/FOREIGN KEY/);
    expect(() => db.exec("DELETE FROM runs WHERE id = 'deals-1-1-done'")).toThrow(/FOREIGN KEY/);
    db.close();
  });

  it("is copied first, as privately as it is kept, and the copy is as it was", async () => {
    const path = firstFormat();
    await openSqliteLedger(path).close();
    const copy = `${path}.format-1`;
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const db = new DatabaseSync(copy);
    expect(db.prepare("SELECT count(*) AS count FROM runs").get()).toEqual({ count: 3 });
    expect(db.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
    db.close();
  });

  it("is brought forward at a second start where the first was cut off in the middle of the copy", async () => {
    const path = firstFormat();
    const half = new DatabaseSync(`${path}.format-1`);
    half.exec("CREATE TABLE half (a)");
    half.close();
    const ledger = openSqliteLedger(path);
    expect(await ledger.runsOf(deal)).toHaveLength(3);
    await ledger.close();
  });
});

describe("a new ledger", () => {
  it("has nothing to copy", async () => {
    const path = join(folder, "new.db");
    await openSqliteLedger(path).close();
    expect(existsSync(`${path}.format-1`)).toBe(false);
  });
});
