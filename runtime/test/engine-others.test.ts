import { describe, expect, it } from "vitest";
import type { ItemChange } from "../src/actions/index.ts";
import type { ActionOutcome, ItemRef } from "../src/index.ts";
import type { EventPattern } from "../src/rules/ruleset.ts";
import { deal, done, enter, type Kit, kit, rule, value } from "./coordinator-kit.ts";
import { anchor, berlin, type Form, language, local, pass } from "./forms-kit.ts";

const contact: ItemRef = { entity: "contacts", id: 1 };
const second: ItemRef = { entity: "deals", id: 2 };

function changing(...changes: readonly ItemChange[]): ActionOutcome {
  return { kind: "done", result: null, changes };
}

/** A deal whose rule `act` makes these changes; other rules end well. */
async function acting(
  changes: readonly ItemChange[],
  forms: readonly Form[] = [],
  before: (parts: Kit) => Promise<void> = async () => {},
): Promise<Kit> {
  const rules = language("o", [{ stage: "New", rules: [rule("act")] }, ...forms]);
  const parts = kit({ rules });
  parts.world.set(berlin("2026-06-08 10:00"));
  await before(parts);
  await enter(parts);
  await pass(parts, "2026-06-08 11:00", ({ action, item }) =>
    action === "act" && item.id === 1 ? changing(...changes) : done,
  );
  return parts;
}

const act = async ({ coordinator }: Kit) => coordinator.run("deals-1-1-act");
const item = async ({ coordinator }: Kit, ref: ItemRef) => (await coordinator.item(ref))?.item;
const notes = async ({ coordinator }: Kit, ref: ItemRef = deal) =>
  (await coordinator.item(ref))?.notes.map(({ reason }) => reason);

async function withContact({ coordinator }: Kit): Promise<void> {
  value(await coordinator.create("contacts", { name: "Ann" }, "api"));
}

describe("an item that a rule makes", () => {
  const made: ItemChange = {
    kind: "create",
    item: second,
    pipeline: "Sales",
    stage: "Qualified",
    fields: { title: "Follow-up", source: "Web" },
  };

  it("is there together with the end of the run, and its rules start as on any creation", async () => {
    const parts = await acting(
      [made],
      [
        { stage: "Qualified", rules: [rule("greet")] },
        { on: "created", rules: [rule("count")] },
      ],
    );
    expect(await item(parts, second)).toEqual({
      ...second,
      pipeline: "SALES",
      stage: "QUALIFIED",
      fields: { title: "Follow-up", source: "1" },
    });
    const runs = await parts.coordinator.runs({ item: second });
    expect(runs.map((run) => [run.rule, run.status]).toSorted()).toEqual([
      ["count", "done"],
      ["greet", "done"],
    ]);
    expect(await parts.coordinator.history(second)).toMatchObject([
      { kind: "created", by: "deals-1-1-act", to: "Qualified", why: { code: "made-by", item: "deals/1" } },
    ]);
    expect(await notes(parts)).toEqual(["made deals/2"]);
    expect(await act(parts)).toMatchObject({ status: "done", reason: null });
  });

  it.each<[string, Partial<typeof made>, string]>([
    ["a field that is none", { fields: { sum: 1 } }, "deals was not made: Deals have no field “sum”. "],
    ["no title", { fields: {} }, "deals was not made: “title” is required: give it a value."],
    ["a stage that is none", { stage: "Sold" }, "There is no stage “Sold” in the pipeline “Sales”."],
    ["an entity that is none", { item: { entity: "boats", id: 1 } }, "There is no entity “boats”."],
    [
      "an id that is none",
      { item: { entity: "deals", id: 2 ** 50 } },
      "“id” has to be a whole number from 1 to 1000000000000.",
    ],
    ["an id that is taken", { item: deal }, "deals/1 was not made: there is or was one of that id already"],
  ])("cannot have %s: then nothing of the run is written", async (_, part, reason) => {
    const parts = await acting([
      { kind: "set", fields: { amount: 5 } },
      { ...made, ...part },
    ]);
    expect(await act(parts)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining(reason),
    });
    expect((await item(parts, deal))?.fields).toEqual({ title: "Acme" });
    expect(await item(parts, second)).toBeUndefined();
  });

  it("ends a chain of items that make items, each with half of the budget that was left", async () => {
    const rules = language("chain", [{ on: "created", rules: [rule("again")] }]);
    const parts = kit({ rules });
    await enter(parts);
    let last = 1;
    await pass(parts, "2026-06-08 10:30", () => {
      last += 1;
      return changing({ kind: "create", item: { entity: "deals", id: last }, fields: { title: "Next" } });
    });
    const items = await parts.coordinator.items("deals", { limit: 1000 });
    expect(items).toHaveLength(5);
    const failed = await parts.coordinator.runs({ status: "failed" });
    expect(failed).toMatchObject([
      {
        item: { id: 5 },
        why: { code: "budget", changes: 20, budget: 20, way: ["deals/4", "deals/5", "deals/6"] },
      },
    ]);
  });

  it("keeps a tree of items that make many small", async () => {
    const many = Array.from({ length: 20 }, (_, place) => rule(`again${place}`));
    const parts = kit({ rules: language("tree", [{ on: "created", rules: many }]) });
    await enter(parts);
    let last = 1;
    await pass(parts, "2026-06-08 10:30", () => {
      last += 1;
      return changing({ kind: "create", item: { entity: "deals", id: last }, fields: { title: "Next" } });
    });
    expect((await parts.coordinator.items("deals", { limit: 1000 })).length).toBeLessThan(250);
  });

  it("is one of at most twenty an hour", async () => {
    const many = Array.from(
      { length: 21 },
      (_, place): ItemChange => ({
        kind: "create",
        item: { entity: "contacts", id: place + 1 },
        fields: { name: "Ann" },
      }),
    );
    const parts = await acting(many);
    expect(await act(parts)).toMatchObject({ status: "failed", why: { code: "budget", changes: 20 } });
    expect(await item(parts, contact)).toBeUndefined();
  });
});

describe("another item that a rule changes", () => {
  it("is changed with its own history, budget and rules", async () => {
    const onAmount: EventPattern = { type: "fieldChanged", fields: ["amount"], text: "fieldChanged(amount)" };
    const rules = language("x", [
      { stage: "New", rules: [rule("act")] },
      { on: onAmount, rules: [rule("woken")] },
    ]);
    const parts = kit({ rules });
    parts.world.set(berlin("2026-06-08 10:00"));
    await enter(parts);
    await enter(parts, "Won");
    await pass(parts, "2026-06-08 11:00", ({ action }) =>
      action === "act" ? changing({ kind: "set", item: second, fields: { amount: 9, title: "Acme" } }) : done,
    );
    expect((await item(parts, second))?.fields).toEqual({ title: "Acme", amount: 9 });
    expect((await item(parts, deal))?.fields).toEqual({ title: "Acme" });
    expect(await parts.coordinator.runs({ rule: "woken" })).toMatchObject([{ item: second, status: "done" }]);
    expect((await parts.coordinator.history(second)).slice(1)).toMatchObject([
      { kind: "updated", by: "deals-1-1-act", fields: { amount: { old: null, new: 9 } } },
    ]);
  });

  it("is moved, and the rules of its new stage start, while the one that did it stays", async () => {
    const rules = language("m", [
      { stage: "New", rules: [rule("act")] },
      { stage: "Won", rules: [rule("thank")] },
    ]);
    const parts = kit({ rules });
    await enter(parts);
    await enter(parts, "Qualified");
    await pass(parts, "2026-06-08 11:00", ({ action }) =>
      action === "act" ? changing({ kind: "move", item: second, stage: "Won" }) : done,
    );
    expect(await item(parts, second)).toMatchObject({ stage: "WON" });
    expect(await item(parts, deal)).toMatchObject({ stage: "NEW" });
    expect(await parts.coordinator.runs({ rule: "thank" })).toMatchObject([{ item: second, status: "done" }]);
  });

  it("makes what is planned by it be planned anew, of the item whose rule has changed it as well", async () => {
    const rules = language("p", [
      { stage: "New", rules: [rule("act"), rule("remind", { schedule: { at: anchor("contact.meetsAt") } })] },
    ]);
    const { contacts, ...others } = rules.schema.entities;
    if (contacts === undefined) throw new Error("there are contacts");
    const fields = { ...contacts.fields, meetsAt: { type: "DateTime" } as const };
    const parts = kit({
      rules: { ...rules, schema: { entities: { ...others, contacts: { ...contacts, fields } } } },
    });
    parts.world.set(berlin("2026-06-08 10:00"));
    const ann = { name: "Ann", meetsAt: "2026-06-20T08:00:00Z" };
    value(await parts.coordinator.create("contacts", ann, "api"));
    value(await parts.coordinator.create("deals", { title: "Acme", contact: 1 }, "api"));
    await pass(parts, "2026-06-08 11:00", () =>
      changing({ kind: "set", item: contact, fields: { meetsAt: "2026-06-10T08:00:00Z" } }),
    );
    expect(local((await parts.coordinator.run("deals-1-1-remind"))?.due)).toBe("2026-06-10 10:00");
  });

  it("keeps the values that a field has where more are appended", async () => {
    const tags: ItemChange = { kind: "set", fields: { tags: ["b", "c"] }, append: true };
    const parts = await acting([{ kind: "set", fields: { tags: ["a", "b"] } }, tags]);
    expect((await item(parts, deal))?.fields.tags).toEqual(["a", "b", "c"]);
  });

  it("has to be there", async () => {
    const parts = await acting([{ kind: "set", item: second, fields: { amount: 9 } }]);
    expect(await act(parts)).toMatchObject({
      status: "failed",
      reason: "there is no deals/2, or not any more",
    });
  });
});

describe("an item that a rule deletes", () => {
  it("is gone, with what waited for it", async () => {
    const parts = await acting([{ kind: "delete", item: contact }], [], withContact);
    expect(await parts.coordinator.item(contact)).toBeNull();
    expect((await parts.coordinator.history(contact)).at(-1)).toMatchObject({
      kind: "deleted",
      by: "deals-1-1-act",
    });
  });

  it("is no mistake where it is gone already, which the run says", async () => {
    const parts = await acting([{ kind: "delete", item: contact }]);
    expect(await act(parts)).toMatchObject({
      status: "done",
      reason: "contacts/1 was gone already",
      why: { code: "gone-already", items: ["contacts/1"] },
    });
  });

  it("cannot be one that it has just made: the run fails, and nothing is there", async () => {
    const fields = { title: "Follow-up" };
    const made: ItemChange = { kind: "create", item: second, pipeline: "Sales", stage: "Qualified", fields };
    const greet = { stage: "Qualified", rules: [rule("greet")] };
    const parts = await acting([made, { kind: "delete", item: second }], [greet]);
    expect(await act(parts)).toMatchObject({
      status: "failed",
      reason: "deals/2 cannot be made and deleted by one and the same run",
      why: { code: "refused" },
    });
    expect(await parts.coordinator.item(second)).toBeNull();
    expect(await parts.coordinator.runs({ item: second })).toEqual([]);
  });

  it("can be its own: what has not begun of it is cancelled, and the run is done", async () => {
    const later = rule("later", { schedule: { at: anchor("meetingAt") } });
    const parts = await acting([{ kind: "delete" }], [{ stage: "New", rules: [later] }]);
    expect(await act(parts)).toMatchObject({ status: "done" });
    expect(await parts.coordinator.item(deal)).toBeNull();
    const [cancelled] = await parts.coordinator.runs({ status: "cancelled" });
    expect(cancelled).toMatchObject({ rule: "later", why: { code: "deleted" } });
  });
});

describe("a link that a rule makes", () => {
  it("stands in the field of whichever of the two can point to the other", async () => {
    const parts = await acting([{ kind: "link", to: contact }], [], withContact);
    expect((await item(parts, deal))?.fields.contact).toBe(1);
    const other = await acting([{ kind: "link", item: contact, to: deal }], [], withContact);
    expect((await item(other, deal))?.fields.contact).toBe(1);
  });

  it("is taken away again, and changes nothing where there is none", async () => {
    const parts = await acting(
      [
        { kind: "link", to: contact },
        { kind: "unlink", to: contact },
      ],
      [],
      withContact,
    );
    expect((await item(parts, deal))?.fields).toEqual({ title: "Acme" });
    const none = await acting([{ kind: "unlink", to: contact }], [], withContact);
    expect(await act(none)).toMatchObject({ status: "done", why: { code: "nothing-to-change" } });
  });

  it.each<[ItemChange, string]>([
    [{ kind: "link", to: { entity: "contacts", id: 9 } }, "there is no contacts/9, or not any more"],
    [
      { kind: "link", to: contact, field: "company" },
      "neither deals nor contacts has a link “company” to the other in the schema",
    ],
    [{ kind: "link", to: deal }, "neither deals nor deals has a link to the other in the schema"],
  ])("fails where it cannot be: %j", async (change, reason) => {
    const parts = await acting([change], [], withContact);
    expect(await act(parts)).toMatchObject({ status: "failed", reason });
  });
});

describe("an item that goes to another pipeline", () => {
  it("stops all that has not ended, wherever it began, and enters the stage there", async () => {
    const rules = language("t", [
      { stage: "New", rules: [rule("act"), rule("stay", { schedule: { at: anchor("meetingAt") } })] },
      { on: "created", rules: [rule("greet", { schedule: { at: anchor("meetingAt") } })] },
    ]);
    const parts = kit({ rules });
    await enter(parts);
    await pass(parts, "2026-06-08 10:30", () => changing({ kind: "pipeline", pipeline: "Retail" }));
    expect(await item(parts, deal)).toMatchObject({ pipeline: "RETAIL", stage: "ASKED" });
    const cancelled = await parts.coordinator.runs({ status: "cancelled" });
    expect(cancelled.map((run) => [run.rule, run.why.code]).toSorted()).toEqual([
      ["greet", "pipeline"],
      ["stay", "pipeline"],
    ]);
    expect((await parts.coordinator.history(deal)).at(-1)).toMatchObject({
      kind: "moved",
      from: "Sales: New",
      to: "Retail: Asked",
    });
    expect(
      (await parts.coordinator.item(deal))?.visits.map(({ stage, left }) => [stage, left !== null]),
    ).toEqual([
      ["New", true],
      ["Asked", false],
    ]);
  });

  it("stays where it is in that pipeline already, and is moved within it where a stage is named", async () => {
    const same = await acting([{ kind: "pipeline", pipeline: "Sales" }]);
    expect(await item(same, deal)).toMatchObject({ stage: "NEW" });
    const within = await acting([{ kind: "pipeline", pipeline: "Sales", stage: "Won" }]);
    expect(await item(within, deal)).toMatchObject({ stage: "WON" });
    const none = await acting([{ kind: "pipeline", pipeline: "Wholesale" }]);
    expect(await act(none)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining("There is no pipeline “Wholesale”"),
    });
  });
});

describe("a timeline", () => {
  const task: ItemChange = {
    kind: "record",
    activity: { kind: "task", title: "Call back", who: 3, deadline: "2026-06-12T08:00:00+02:00", open: true },
  };
  const timeline = async (parts: Kit, ref: ItemRef = deal) => (await parts.coordinator.item(ref))?.activities;

  it("gets a record together with the end of the run, with who, when and in which stage", async () => {
    const parts = await acting([task, { kind: "record", activity: { kind: "comment", title: "Done" } }]);
    expect(await timeline(parts)).toEqual([
      {
        id: 1,
        item: deal,
        kind: "task",
        title: "Call back",
        text: null,
        who: 3,
        by: "deals-1-1-act",
        stage: "NEW",
        created: "2026-06-08T08:00:00.000Z",
        deadline: "2026-06-12T06:00:00.000Z",
        closed: null,
        closedBy: null,
        data: {},
      },
      expect.objectContaining({ id: 2, kind: "comment", closed: "2026-06-08T08:00:00.000Z" }),
    ]);
  });

  it("has open records completed by kind, by stage and by id, and closed ones left as they are", async () => {
    const parts = await acting([
      task,
      { kind: "record", activity: { kind: "call", title: "Ring", open: true } },
      { kind: "complete", of: "task", stage: "Won" },
      { kind: "complete", of: "call" },
    ]);
    expect((await timeline(parts))?.map(({ kind, closedBy }) => [kind, closedBy])).toEqual([
      ["task", null],
      ["call", "deals-1-1-act"],
    ]);
  });

  it("closes what is kept for a stage when the item leaves it", async () => {
    const until: ItemChange = { ...task, activity: { ...task.activity, untilLeft: true } };
    const parts = await acting([until, task]);
    value(await parts.coordinator.move(deal, "Won", "anna"));
    expect((await timeline(parts))?.map(({ closedBy }) => closedBy)).toEqual(["left", null]);
  });

  it("is written for other items, also for one that the run has just made, and goes when they are deleted", async () => {
    const parts = await acting([
      { kind: "create", item: contact, fields: { name: "Ann" } },
      { ...task, item: contact },
    ]);
    expect(await timeline(parts, contact)).toMatchObject([{ item: contact, title: "Call back" }]);
    value(await parts.coordinator.remove(contact, "anna"));
    expect(await parts.ledger.activities(contact, {})).toEqual([]);
  });

  it("takes no deadline that is none", async () => {
    const parts = await acting([
      { kind: "record", activity: { kind: "task", title: "Call", deadline: "soon" } },
    ]);
    expect(await act(parts)).toMatchObject({
      status: "failed",
      reason: "“Call” was not written: “soon” is no moment",
    });
  });
});
