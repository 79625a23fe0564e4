import { describe, expect, it } from "vitest";
import type { EventReceipt } from "../src/index.ts";
import type { EventPattern } from "../src/rules/ruleset.ts";
import type { JsonObject } from "../src/rules/values.ts";
import { duration } from "../src/time/duration.ts";
import { after, broken, deal, done, enter, type Kit, kit, rule, value } from "./coordinator-kit.ts";
import { berlin, type Form, language, pass } from "./forms-kit.ts";

let events = 0;

async function withForms(forms: readonly Form[]): Promise<Kit> {
  const parts = kit({ rules: language("e", forms) });
  parts.world.set(berlin("2026-06-08 10:00"));
  return parts;
}

function send(
  { coordinator }: Kit,
  type: string,
  payload: JsonObject = {},
  item = "deals/1",
): Promise<EventReceipt> {
  events += 1;
  return coordinator.receive({ id: `event ${events}`, type, item, payload });
}

interface Seen {
  readonly item: { readonly title?: string };
  readonly previous: { readonly title?: string };
  readonly event: JsonObject;
}

const seen = ({ item, previous, event }: Seen): JsonObject => ({
  title: item.title ?? null,
  before: previous.title ?? null,
  event,
});

/** `fieldChanged(amount)` */
const fieldChanged = (...fields: readonly string[]): EventPattern => ({
  type: "fieldChanged",
  fields,
  text: `fieldChanged(${fields.join(", ")})`,
});

describe("rules on an event from outside", () => {
  it("start when it comes, each time with what it brought, and are told from those of stages", async () => {
    const parts = await enter(await withForms([{ on: "formSent", rules: [rule("thank", { args: seen })] }]));
    expect(await send(parts, "formSent", { form: "Contact us" })).toMatchObject({ status: "accepted" });
    await send(parts, "formSent", { form: "Prices" });
    const calls = await parts.coordinator.startDue(10);
    expect(calls.map(({ run, args, visit }) => [run.id, args.event, visit])).toEqual([
      ["deals-1-e1-thank", { form: "Contact us" }, 1],
      ["deals-1-e2-thank", { form: "Prices" }, 1],
    ]);
    expect(new Set(calls.map(({ run }) => run.key)).size).toBe(2);
    expect(await parts.coordinator.run("deals-1-e1-thank")).toMatchObject({
      occasion: 1,
      cause: "formSent",
      stage: "New",
    });
  });

  it("start once for one event, however often it comes", async () => {
    const parts = await enter(await withForms([{ on: "formSent", rules: [rule("thank")] }]));
    const event = { id: "payment 9001", type: "formSent", item: "deals/1", payload: {} };
    const receipts = await Promise.all([1, 2, 3].map(() => parts.coordinator.receive(event)));
    expect(receipts.map(({ status }) => status)).toEqual(["accepted", "duplicate", "duplicate"]);
    expect(await pass(parts, "2026-06-09 10:00")).toHaveLength(1);
  });

  it("start only where the event fits what they ask for, in the pipelines they are for", async () => {
    const contact = {
      type: "formSent",
      text: 'formSent("Contact us")',
      fits: ({ event }: Seen) => event.form === "Contact us",
    };
    const parts = await withForms([
      { on: contact, rules: [rule("contact")] },
      { on: "formSent", pipelines: ["RETAIL"], rules: [rule("retail")] },
    ]);
    await enter(parts);
    value(await parts.coordinator.create("deals", { title: "Shop", pipeline: "Retail" }, "api"));
    for (const item of ["deals/1", "deals/2"]) {
      await send(parts, "formSent", { form: "Contact us" }, item);
      await send(parts, "formSent", { form: "Other" }, item);
    }
    expect((await parts.coordinator.startDue(10)).map(({ run }) => run.id).sort()).toEqual([
      "deals-1-e1-contact",
      "deals-2-e1-contact",
      "deals-2-e1-retail",
      "deals-2-e2-retail",
    ]);
  });

  it("wait for each other and use each other's results within their own event only", async () => {
    const use = ({ results }: { readonly results: JsonObject }) => ({ used: results.make ?? null });
    const parts = await enter(
      await withForms([
        {
          on: "formSent",
          rules: [rule("make"), rule("use", { uses: ["make"], after: [after("make")], args: use })],
        },
      ]),
    );
    await send(parts, "formSent");
    await send(parts, "formSent");
    await parts.coordinator.startDue(10);
    await parts.coordinator.settle("deals-1-e2-make", { kind: "done", result: "second", changes: [] });
    expect((await parts.coordinator.startDue(10)).map(({ run, args }) => [run.id, args.used])).toEqual([
      ["deals-1-e2-use", "second"],
    ]);
    await parts.coordinator.settle("deals-1-e1-make", broken);
    expect(await parts.coordinator.run("deals-1-e1-use")).toMatchObject({ status: "skipped" });
  });

  it("go on when the item leaves its stage, and end when it is deleted", async () => {
    const later = { schedule: { delay: duration({ days: 1 }) } };
    const parts = await enter(await withForms([{ on: "formSent", rules: [rule("call", later)] }]));
    await send(parts, "formSent");
    value(await parts.coordinator.move(deal, "Won", "anna"));
    expect(await pass(parts, "2026-06-10 10:00")).toEqual(["2026-06-09 10:00 call"]);
    await send(parts, "formSent");
    value(await parts.coordinator.remove(deal, "anna"));
    expect(await pass(parts, "2026-06-20 10:00")).toEqual([]);
    expect(await parts.coordinator.run("deals-1-e2-call")).toMatchObject({
      status: "cancelled",
      reason: "the item was deleted at 2026-06-10T08:00:00.000Z",
    });
  });

  it("can be retried by a person when their item has moved on", async () => {
    const parts = await enter(
      await withForms([{ on: "formSent", rules: [rule("call"), rule("then", { uses: ["call"] })] }]),
    );
    await send(parts, "formSent");
    await pass(parts, "2026-06-09 10:00", () => broken);
    value(await parts.coordinator.move(deal, "Won", "anna"));
    value(await parts.coordinator.retry("deals-1-e1-call", "anna"));
    expect(await parts.coordinator.run("deals-1-e1-then")).toMatchObject({
      status: "waiting",
      waits: "rules",
    });
    expect(await pass(parts, "2026-06-10 10:00", () => ({ kind: "done", result: 1, changes: [] }))).toEqual([
      "2026-06-09 10:00 call",
      "2026-06-09 10:00 then",
    ]);
  });

  it("start for an item that was put in place as well, outside of every visit", async () => {
    const parts = await withForms([{ on: "formSent", rules: [rule("thank")] }]);
    value(await parts.coordinator.place("deals", { id: 1, title: "Acme", stage: "Won" }));
    await send(parts, "formSent");
    expect(await parts.coordinator.startDue(1)).toHaveLength(1);
    expect(await parts.coordinator.item(deal)).toMatchObject({
      visits: [],
      runs: [{ id: "deals-1-e1-thank", visit: 0, stage: "Won" }],
    });
  });

  it("do not start, and a note says why, where it cannot be decided whether it fits", async () => {
    const bad = {
      type: "formSent",
      text: "formSent(x)",
      fits: () => {
        throw new Error("no rate");
      },
    };
    const parts = await enter(await withForms([{ on: bad, rules: [rule("thank")] }]));
    await send(parts, "formSent");
    expect(await pass(parts, "2026-06-09 10:00")).toEqual([]);
    expect((await parts.coordinator.history(deal)).at(-1)).toMatchObject({
      kind: "noted",
      by: "rules/test.rules:1",
      reason: "whether the event fits could not be worked out: no rate",
    });
  });
});

describe("an event from outside", () => {
  it.each([
    ["fromSent", {}, "deals/1", "The event “fromSent” is not known. Did you mean “formSent”?"],
    ["created", {}, "deals/1", /^The event “created” is not known\. Known: “itemCreated”, .*“formSent”\.$/],
    ["formSent", {}, "deals/9", "There is no item deals/9."],
    ["formSent", {}, "deals", "“deals” names no item; write it as “deals/42”."],
    [
      "formSent",
      { text: "x".repeat(70_000) },
      "deals/1",
      "“payload” is larger than the 65536 bytes that an event may bring.",
    ],
  ])("is refused in a sentence: %s %s %s", async (type, payload, item, reason) => {
    const parts = await enter(await withForms([{ on: "formSent", rules: [rule("thank")] }]));
    const receipt = await send(parts, type, payload, item);
    expect(receipt.status === "refused" && receipt.reason).toMatch(
      typeof reason === "string" ? new RegExp(`^${reason.replaceAll(/[.?()]/g, "\\$&")}$`) : reason,
    );
    expect(await pass(parts, "2026-06-09 10:00")).toEqual([]);
  });

  it("to which nobody listens is taken, and changes nothing", async () => {
    const parts = await enter(await withForms([{ on: "formSent", rules: [] }]));
    const before = await parts.coordinator.history();
    expect(await send(parts, "formSent")).toMatchObject({ status: "accepted" });
    expect(await parts.coordinator.history()).toEqual(before);
    expect(await parts.coordinator.nextDue()).toBeNull();
  });

  it("that deletes an item is taken once", async () => {
    const parts = await enter(await withForms([]));
    expect(await send(parts, "itemDeleted")).toMatchObject({ status: "accepted" });
    expect(await send(parts, "itemDeleted")).toMatchObject({ status: "refused" });
    expect((await parts.coordinator.history(deal)).map(({ kind }) => kind)).toEqual(["created", "deleted"]);
  });
});

describe("rules on new items", () => {
  it("start when an item is created, by whomever, and not when it was there before", async () => {
    const parts = await withForms([
      { on: "created", rules: [rule("greet")] },
      { stage: "New", rules: [rule("first")] },
    ]);
    await enter(parts);
    expect(await send(parts, "itemCreated", { title: "Next" }, "deals")).toMatchObject({
      status: "accepted",
    });
    value(await parts.coordinator.place("deals", { title: "Old" }));
    expect((await parts.coordinator.startDue(10)).map(({ run }) => run.id)).toEqual([
      "deals-1-1-first",
      "deals-1-e1-greet",
      "deals-2-1-first",
      "deals-2-e1-greet",
    ]);
  });
});

describe("rules on changed fields", () => {
  const forms: readonly Form[] = [
    { on: fieldChanged("title"), rules: [rule("title", { args: seen })] },
    { on: fieldChanged("amount", "closeDate"), rules: [rule("either")] },
    { on: fieldChanged(), rules: [rule("any")] },
  ];
  const update = async ({ coordinator }: Kit, fields: JsonObject) =>
    value(await coordinator.update(deal, fields, "anna"));
  const woken = async ({ coordinator }: Kit) => (await coordinator.startDue(10)).map(({ run }) => run.rule);

  it("start where one of their fields has really changed", async () => {
    const parts = await enter(await withForms(forms));
    expect(await woken(parts)).toEqual([]);
    await update(parts, { title: "Acme" });
    expect(await woken(parts)).toEqual([]);
    await update(parts, { title: "Other", urgent: true });
    expect(await woken(parts)).toEqual(["title", "any"]);
    await update(parts, { amount: 5, closeDate: "2026-06-09" });
    expect(await woken(parts)).toEqual(["either", "any"]);
    await update(parts, { amount: "5.00" });
    expect(await woken(parts)).toEqual([]);
    await update(parts, { closeDate: null });
    expect(await woken(parts)).toEqual(["either", "any"]);
  });

  it("see the fields as they were before their own event, whatever comes later", async () => {
    const parts = await enter(await withForms(forms));
    await update(parts, { title: "Second" });
    await update(parts, { title: "Third" });
    const titles = (await parts.coordinator.startDue(10)).filter(({ run }) => run.rule === "title");
    expect(titles.map(({ args }) => [args.before, args.title])).toEqual([
      ["Acme", "Third"],
      ["Second", "Third"],
    ]);
  });

  it("survive a restart with what their event brought", async () => {
    const parts = await enter(await withForms(forms));
    await update(parts, { title: "Second" });
    const again = kit({ ledger: parts.ledger, rules: language("e", forms), world: parts.world });
    const [call] = await again.coordinator.startDue(1);
    expect(call?.args).toMatchObject({ before: "Acme", title: "Second" });
    await again.coordinator.settle(call?.run.id ?? "", done);
    expect(await again.coordinator.run("deals-1-e1-title")).toMatchObject({ status: "done" });
  });
});
