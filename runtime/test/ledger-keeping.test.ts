import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pruneOld } from "../src/core/retention.ts";
import { createCoordinator, type Ledger, openSqliteLedger } from "../src/index.ts";
import { writingFailure } from "../src/ledger/sqlite/failure.ts";
import { deal, done, rule, ruleSet, virtualWorld } from "./coordinator-kit.ts";
import { memoryLog, temporaryFolder } from "./dispatch-support.ts";
import { makeDeal } from "./ledger-kit.ts";

let folder: string;
let remove: () => PromiseLike<void>;
beforeEach(async () => {
  const own = await temporaryFolder();
  folder = own.path;
  remove = () => own[Symbol.asyncDispose]();
});
afterEach(() => remove());

describe("a backup", () => {
  it("holds all that was acknowledged, is as private as the data, and opens as a ledger", async () => {
    const ledger = openSqliteLedger(join(folder, "data.db"));
    await makeDeal(ledger);
    const copy = join(folder, "copy.db");
    const bytes = await ledger.backup(copy);
    expect(statSync(copy)).toMatchObject({ size: bytes });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const restored = openSqliteLedger(copy);
    expect(await restored.items("deals", 0, 10)).toEqual(await ledger.items("deals", 0, 10));
    await Promise.all([restored.close(), ledger.close()]);
  });

  it("is whole while others write, and keeps nobody waiting for its end", async () => {
    const ledger = openSqliteLedger(join(folder, "data.db"));
    for (let id = 1; id <= 500; id += 1) await makeDeal(ledger, { id });
    const backup = ledger.backup(join(folder, "copy.db"));
    await Promise.all(Array.from({ length: 200 }, (_, index) => makeDeal(ledger, { id: 501 + index })));
    await backup;
    const restored = openSqliteLedger(join(folder, "copy.db"));
    expect((await restored.items("deals", 0, 1000)).length).toBeGreaterThanOrEqual(500);
    await Promise.all([restored.close(), ledger.close()]);
  });

  it("takes no other file's place, and leaves nothing where it cannot be written", async () => {
    const ledger = openSqliteLedger(join(folder, "data.db"));
    writeFileSync(join(folder, "there"), "mine");
    await expect(ledger.backup(join(folder, "there"))).rejects.toMatchObject({ code: "backup" });
    expect(readFileSync(join(folder, "there"), "utf8")).toBe("mine");
    await expect(ledger.backup(join(folder, "none", "copy.db"))).rejects.toMatchObject({ code: "backup" });
    expect(existsSync(join(folder, "there.part"))).toBe(false);
    await ledger.close();
  });
});

describe("a ledger that was not closed", () => {
  /** The files of a ledger as a process that ends at once leaves them. */
  async function cutOff(): Promise<string> {
    const path = join(folder, "data.db");
    const ledger = openSqliteLedger(path);
    for (let id = 1; id <= 50; id += 1) await makeDeal(ledger, { id });
    const left = join(folder, "left.db");
    for (const end of ["", "-wal"]) copyFileSync(`${path}${end}`, `${left}${end}`);
    await ledger.close();
    return left;
  }

  it("is looked through when it is opened, and one that was closed is not", async () => {
    const left = await cutOff();
    const times: number[] = [];
    const checked = (ms: number) => void times.push(ms);
    const ledger = openSqliteLedger(left, { checked });
    expect(times).toHaveLength(1);
    expect(await ledger.items("deals", 0, 100)).toHaveLength(50);
    await ledger.close();
    await openSqliteLedger(left, { checked }).close();
    expect(times).toHaveLength(1);
  });

  it("is refused where it is damaged", async () => {
    const left = await cutOff();
    await openSqliteLedger(left).close();
    // Left open again, and with a page of another content, as a broken disk gives it back.
    const open = openSqliteLedger(left);
    await makeDeal(open, { id: 99 });
    copyFileSync(left, join(folder, "broken.db"));
    copyFileSync(`${left}-wal`, join(folder, "broken.db-wal"));
    await open.close();
    const bytes = readFileSync(join(folder, "broken.db"));
    bytes.fill(0xff, 4096 * 3, 4096 * 6);
    writeFileSync(join(folder, "broken.db"), bytes);
    expect(() => openSqliteLedger(join(folder, "broken.db"))).toThrow(/damaged/);
  });
});

describe("what is old", () => {
  const rules = ruleSet(
    "old",
    { on: ["New"], rules: [rule("a"), rule("once", { once: {} })] },
    { on: ["Qualified"], rules: [rule("later")] },
  );
  const DAY = 24 * 60 * 60 * 1000;

  function setUp() {
    const ledger = openSqliteLedger(":memory:");
    const world = virtualWorld();
    const ruleSets = { current: () => rules, byHash: () => rules };
    const coordinator = createCoordinator({ ledger, ruleSets, world });
    const { log } = memoryLog();
    const prune = (days: number) =>
      pruneOld({ ledger, ruleSets, days, now: world.now, log }, new AbortController().signal);
    return { ledger, world, coordinator, prune };
  }

  async function live({ coordinator }: ReturnType<typeof setUp>): Promise<void> {
    for (const call of await coordinator.startDue(10)) await coordinator.settle(call.run.id, done);
  }

  const names = async (ledger: Ledger) => (await ledger.runs({})).map((run) => `${run.visit} ${run.rule}`);

  it("is deleted once it has ended for so long, without what still means something", async () => {
    const own = setUp();
    const { coordinator, world, ledger } = own;
    await coordinator.receive({ id: "e1", type: "itemCreated", item: "deals/1", payload: { title: "Acme" } });
    await live(own);
    await coordinator.move(deal, "Qualified", "api");
    await live(own);
    world.pass(10 * DAY);
    await coordinator.move(deal, "New", "api");
    await live(own);
    world.pass(10 * DAY);
    expect(await own.prune(30)).toBe(0);
    expect(await own.prune(5)).toBeGreaterThan(0);
    // That a rule which is done once was done is known for ever; the open visit is not old.
    expect(await names(ledger)).toEqual(["1 once", "3 a", "3 once"]);
    expect((await ledger.visits(deal)).map((visit) => visit.visit)).toEqual([1, 3]);
    expect(await ledger.history(deal)).toEqual([]);
    expect(await ledger.item(deal)).not.toBeNull();
    await coordinator.move(deal, "Qualified", "api");
    expect((await ledger.visits(deal)).at(-1)).toMatchObject({ visit: 4 });
  });

  it("leaves an event's id known for thirty days at least", async () => {
    const own = setUp();
    const event = { id: "e1", type: "itemCreated", item: "deals", payload: { title: "Acme" } };
    await own.coordinator.receive(event);
    own.world.pass(29 * DAY);
    await own.prune(1);
    expect(await own.coordinator.receive(event)).toMatchObject({ status: "duplicate" });
    own.world.pass(2 * DAY);
    await own.prune(1);
    expect(await own.coordinator.receive(event)).toMatchObject({ status: "accepted" });
  });

  it("goes through more than a step can look at", async () => {
    const own = setUp();
    for (let id = 1; id <= 450; id += 1) {
      await own.coordinator.create("deals", { id, title: "Acme" }, "api");
      await own.coordinator.move({ entity: "deals", id }, "Won", "api");
    }
    own.world.pass(10 * DAY);
    await own.prune(5);
    expect(await own.ledger.history()).toEqual([]);
    expect(await own.ledger.runs({ limit: 1000 })).toEqual([]);
  });
});

it.each([
  [13, "full", /disk is full/, /goes on by itself/],
  [8, "read-only", /only be read/, /write the data folder/],
  [11, "damaged", /damaged/, /backup/],
  [10, "failed", /could not be read or written/, /disk/],
])("says what is wrong with the store, for SQLite's code %i", (errcode, code, message, help) => {
  const failure = writingFailure(Object.assign(new Error("x"), { errcode }));
  expect(failure).toMatchObject({
    code,
    message: expect.stringMatching(message),
    help: expect.stringMatching(help),
  });
});
