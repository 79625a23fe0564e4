import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDesk } from "../src/crm/desk.ts";
import { openSqliteLedger } from "../src/index.ts";
import { keptFiles } from "../src/service/kept-files.ts";
import { enter, kit, ruleSet, virtualWorld } from "./coordinator-kit.ts";
import { callOf, temporaryFolder } from "./dispatch-support.ts";
import { executors } from "./executors-kit.ts";

/** A desk over a ledger with two deals. */
async function desk() {
  const ledger = openSqliteLedger(":memory:");
  const rules = {
    ...ruleSet("desk"),
    calendar: {
      hours: {},
      holidays: [],
      workdays: [],
      people: { 2: { absences: [{ from: "2026-06-08", to: "2026-06-09" }] } },
    },
  };
  const users = [
    { id: 1, name: "Anna", manager: 2 },
    { id: 2, name: "Ben" },
    { id: 3, name: "Ivan", active: false },
  ];
  const current = { ...rules, schema: { ...rules.schema, users } };
  const world = virtualWorld();
  const parts = kit({ rules: current, ledger, world });
  await enter(parts);
  await enter(parts, "Won");
  return createDesk({ ledger, ruleSet: () => current, now: world.now });
}

async function asked(body: string, key = "k") {
  await using pool = await executors(`"r": async (context) => { ${body} }`, { desk: await desk() });
  const call = callOf("r");
  return await pool.perform({ ...call, run: { ...call.run, key } });
}

describe("a search through items that do not fit", () => {
  /** A desk over as many deals as one likes, and how many were looked at. */
  function endless(clock?: () => number) {
    const seen = { items: 0 };
    const items = async (entity: string, after: number, most: number) => {
      seen.items += most;
      return Array.from({ length: most }, (_, index) => ({
        entity,
        id: after + index + 1,
        fields: { title: "Acme" },
      }));
    };
    const parts = { ledger: { ...openSqliteLedger(":memory:"), items }, ruleSet: () => ruleSet("desk") };
    return { seen, desk: createDesk({ ...parts, now: () => 0, ...(clock && { clock }) }) };
  }

  it("ends for good where there are too many to look through", async () => {
    const { seen, desk: own } = endless();
    const found = own.find("deals", { title: "Other" }, 1);
    await expect(found).rejects.toThrow("There are too many deals to look through them all");
    await expect(found).rejects.toMatchObject({ name: "PermanentError" });
    expect(seen.items).toBe(100_000);
    expect(await own.find("deals", { title: "Acme", id: 7 }, 1)).toMatchObject([{ id: 7 }]);
  });

  it("ends soon after its asker has given up", async () => {
    let time = 0;
    const { seen, desk: own } = endless(() => (time += 3000));
    const found = own.find("deals", { title: "Other" }, 1);
    await expect(found).rejects.toMatchObject({ name: "TransientError" });
    expect(seen.items).toBe(2000);
  });
});

describe("what an action asks of the CRM from its thread", () => {
  it.each([
    [
      "an item",
      "context.crm.get({ entity: 'deals', id: 1 })",
      { entity: "deals", id: 1, pipeline: "SALES", stage: "NEW", fields: { title: "Acme" } },
    ],
    ["one that is none", "context.crm.get({ entity: 'deals', id: 9 })", null],
    [
      "items by a field and a stage",
      "context.crm.find('deals', { title: 'Acme', stage: 'Won' })",
      [expect.objectContaining({ id: 2 })],
    ],
    [
      "items without a value",
      "context.crm.find('deals', { amount: null }, 5)",
      [expect.objectContaining({ id: 1 }), expect.objectContaining({ id: 2 })],
    ],
    ["items by their id", "context.crm.find('deals', { id: 2 })", [expect.objectContaining({ id: 2 })]],
    ["items that do not fit", "context.crm.find('deals', { title: ['Other', 'None'] })", []],
    [
      "an entity",
      "context.crm.entity('companies').then(({ name, fields: { title, email } }) => ({ name, fields: { title, email } }))",
      { name: "companies", fields: { title: { type: "Text" }, email: { type: "Email" } } },
    ],
    [
      "people and whether they are there",
      "context.crm.users([2, 1, 3, 9])",
      [
        { id: 2, name: "Ben", active: true, absent: true },
        { id: 1, name: "Anna", manager: 2, active: true, absent: false },
        { id: 3, name: "Ivan", active: false, absent: false },
      ],
    ],
    ["the next id", "context.crm.reserve('deals')", { entity: "deals", id: 3 }],
    [
      "numbers, one after the other",
      "[await context.next('a'), await context.next('a'), await context.next('b')]",
      [1, 2, 1],
    ],
    ["the timeline", "context.crm.activities({ entity: 'deals', id: 1 })", []],
  ])("is answered: %s", async (_, question, result) => {
    expect(await asked(`return await ${question.startsWith("[") ? question : `(${question})`};`)).toEqual({
      kind: "done",
      result,
      changes: [],
    });
  });

  it.each([
    ["an entity that is none", "context.crm.find('boats', {})", "There is no entity “boats”."],
    [
      "a field that is none",
      "context.crm.find('deals', { titel: 'x' })",
      "Deals have no field “titel”. Did you mean “title”?",
    ],
    ["an id for nothing", "context.crm.reserve('boats')", "There is no entity “boats”."],
    [
      "what cannot be sent",
      "context.crm.find('deals', { title: () => 1 })",
      "That cannot be asked of the CRM: ",
    ],
  ])("is refused for good: %s", async (_, question, reason) => {
    expect(await asked(`return await ${question};`)).toMatchObject({
      kind: "failed",
      how: "permanent",
      reason: expect.stringContaining(reason),
    });
  });

  it("gives the same run the same numbers at its next attempt, and another run the next ones", async () => {
    const body = `"r": async (context) => [await context.next("n"), (await context.crm.reserve("deals")).id]`;
    await using pool = await executors(body, { desk: await desk() });
    const call = callOf("r");
    const of = async (key: string) => {
      const ended = await pool.perform({ ...call, run: { ...call.run, key } });
      return ended.kind === "done" ? ended.result : ended.reason;
    };
    expect(await of("a")).toEqual([1, 3]);
    expect(await of("b")).toEqual([2, 4]);
    expect(await of("a")).toEqual([1, 3]);
  });

  it("is bounded", async () => {
    expect(await asked(`for (let n = 0; n < 1001; n += 1) await context.crm.entity("deals");`)).toMatchObject(
      { how: "permanent", reason: "An action can ask the CRM 1000 times, and this one asked more." },
    );
  });

  it("is tried again where the ledger does not answer", async () => {
    const broken = { ...(await desk()), get: () => Promise.reject(new Error("the disk is full")) };
    const body = `"r": async (context) => { await context.crm.get({ entity: "deals", id: 1 }); }`;
    await using pool = await executors(body, { desk: broken });
    expect(await pool.perform(callOf("r"))).toMatchObject({ how: "transient", reason: "the disk is full" });
  });
});

describe("a file that an action puts", () => {
  it("is kept once under what is in it, and can be read", async () => {
    await using folder = await temporaryFolder();
    const body = `"r": async (context) => {
      const one = await context.files.put("a.txt", "text/plain", new TextEncoder().encode("hello"));
      await context.files.put("b.txt", "text/plain", new TextEncoder().encode("hello"));
      return { one, text: new TextDecoder().decode(await context.files.read(one)), none: await context.files.read({ hash: "../x" }) };
    }`;
    await using pool = await executors(body, { files: folder.path });
    const hash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    expect(await pool.perform(callOf("r"))).toEqual({
      kind: "done",
      changes: [],
      result: {
        one: { name: "a.txt", type: "text/plain", hash, url: `/v1/files/${hash}` },
        text: "hello",
        none: null,
      },
    });
    expect(await readdir(join(folder.path, "2c"))).toEqual([hash]);
  });

  it.each([
    ["../a", "text/plain", "“../a” is no name for a file."],
    ["", "text/plain", "“” is no name for a file."],
    ["a", "text", "“text” is no media type."],
    ["a", "text/html\r\nx: y", "is no media type."],
  ])("is refused: %j of %j", async (name, type, reason) => {
    await using folder = await temporaryFolder();
    const put = keptFiles(folder.path).put(name, type, new Uint8Array(1));
    await expect(put).rejects.toMatchObject({
      name: "PermanentError",
      message: expect.stringContaining(reason),
    });
  });
});

describe("what an action notes", () => {
  it.each([
    ["a kind that is none", "{ kind: 'burn' }", "there is no kind “burn”"],
    ["no stage", "{ kind: 'move' }", "“stage” has to be text"],
    [
      "an item without an id",
      "{ kind: 'delete', item: { entity: 'deals' } }",
      "“id” has to be a whole number above 0",
    ],
    ["fields that are none", "{ kind: 'set', fields: [] }", "“fields” has to be an object"],
    ["what is no JSON", "{ kind: 'set', fields: { a: new Date() } }", "fields.a is a Date"],
    ["a record without a title", "{ kind: 'record', activity: { kind: 'task' } }", "“title” has to be text"],
    [
      "a title without end",
      "{ kind: 'record', activity: { kind: 'task', title: 'x'.repeat(1001) } }",
      "“title” has more than 1000 characters",
    ],
  ])("is refused where it is no change: %s", async (_, change, reason) => {
    expect(await asked(`context.change(${change});`)).toMatchObject({
      kind: "failed",
      how: "permanent",
      reason: `An action noted a change that is none: ${reason}.`,
    });
  });

  it("is bounded", async () => {
    expect(
      await asked(`for (let n = 0; n < 1001; n += 1) context.change({ kind: "set", fields: {} });`),
    ).toMatchObject({ reason: "An action can note 1000 changes, and this one noted more." });
  });

  it("is handed on as it was then", async () => {
    const body = `const fields = { a: 1 };
      context.change({ kind: "create", item: { entity: "deals", id: 4, more: 1 }, fields, stage: "New" });
      fields.a = 2;
      context.change({ kind: "record", activity: { kind: "task", title: "Call", open: true, data: { list: ["a"] } } });
      context.change({ kind: "complete", of: "task" });
      context.change({ kind: "pipeline", pipeline: "Retail" });
      context.change({ kind: "link", to: { entity: "contacts", id: 1 }, field: "contact" });`;
    expect(await asked(body)).toEqual({
      kind: "done",
      result: null,
      changes: [
        { kind: "create", item: { entity: "deals", id: 4 }, fields: { a: 1 }, stage: "New" },
        { kind: "record", activity: { kind: "task", title: "Call", open: true, data: { list: ["a"] } } },
        { kind: "complete", of: "task" },
        { kind: "pipeline", pipeline: "Retail" },
        { kind: "link", to: { entity: "contacts", id: 1 }, field: "contact" },
      ],
    });
  });
});
