import { describe, expect, it } from "vitest";
import type { ActionOutcome } from "../src/index.ts";
import type { EventPattern } from "../src/rules/ruleset.ts";
import type { JsonObject } from "../src/rules/values.ts";
import { after, deal, done, enter, type Kit, kit, moveTo, rule, value } from "./coordinator-kit.ts";
import { berlin, type Form, language, pass } from "./forms-kit.ts";

const set = (fields: JsonObject): ActionOutcome => ({
  kind: "done",
  result: null,
  changes: [{ kind: "set", fields }],
});

const onAmount: EventPattern = { type: "fieldChanged", fields: ["amount"], text: "fieldChanged(amount)" };
const onScore: EventPattern = { type: "fieldChanged", fields: ["score"], text: "fieldChanged(score)" };

/** Counts how often it is asked. */
function counter(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count;
  };
}

async function newDeal(forms: readonly Form[], budget?: number): Promise<Kit> {
  const rules = language("w", [{ stage: "New", rules: [rule("write")] }, ...forms]);
  const parts = kit({ rules, parts: budget === undefined ? {} : { budget } });
  parts.world.set(berlin("2026-06-08 10:00"));
  return enter(parts);
}

const write = async ({ coordinator }: Kit) => coordinator.run("deals-1-1-write");
const fieldsOf = async ({ coordinator }: Kit) => (await coordinator.item(deal))?.item.fields;

describe("a rule that writes fields", () => {
  it("changes the item together with the end of its run, and is in the history with old and new", async () => {
    const parts = await newDeal([]);
    await pass(parts, "2026-06-08 11:00", () => set({ amount: 7, title: "Other" }));
    expect(await fieldsOf(parts)).toEqual({ title: "Other", amount: 7 });
    expect((await parts.coordinator.history(deal)).slice(1)).toMatchObject([
      {
        kind: "updated",
        by: "deals-1-1-write",
        fields: { amount: { old: null, new: 7 }, title: { old: "Acme", new: "Other" } },
      },
    ]);
    expect(await write(parts)).toMatchObject({ status: "done", reason: null });
  });

  it("writes nothing and wakes nobody where the item has these values already, and says so", async () => {
    const parts = await newDeal([{ on: onAmount, rules: [rule("woken")] }]);
    value(await parts.coordinator.update(deal, { amount: 7 }, "anna"));
    await pass(parts, "2026-06-08 11:00", ({ action }) =>
      action === "write" ? set({ amount: "7.00" }) : done,
    );
    expect(await write(parts)).toMatchObject({
      status: "done",
      reason: "nothing to change: the item has these values already",
    });
    expect(await parts.coordinator.runs({ rule: "woken" })).toHaveLength(1);
    expect(await parts.coordinator.history(deal)).toHaveLength(2);
  });

  it.each([
    [{ sum: 1 }, "the item was not changed: Deals have no field “sum”. "],
    [{ amount: "a lot" }, "the item was not changed: “amount” has to be an amount"],
    [
      { createdAt: "2026-06-08T10:00:00Z" },
      "the item was not changed: “createdAt” is read-only: leave it out.",
    ],
    [{ title: null }, "the item was not changed: “title” is required: give it a value."],
    [{ stage: "Won" }, "the item was not changed: The stage is not a field: move the item instead."],
  ])("fails where the item cannot have them: %j", async (fields, reason) => {
    const parts = await newDeal([]);
    await pass(parts, "2026-06-08 11:00", () => set(fields));
    expect(await write(parts)).toMatchObject({
      status: "failed",
      reason: expect.stringContaining(reason),
    });
    expect(await fieldsOf(parts)).toEqual({ title: "Acme" });
  });

  it("changes all or nothing of what its action has noted", async () => {
    const parts = await newDeal([]);
    await pass(parts, "2026-06-08 11:00", () => ({
      kind: "done",
      result: null,
      changes: [
        { kind: "set", fields: { amount: 7 } },
        { kind: "move", stage: "NOWHERE" },
      ],
    }));
    expect(await write(parts)).toMatchObject({ status: "failed" });
    expect(await fieldsOf(parts)).toEqual({ title: "Acme" });
    expect(await parts.coordinator.history(deal)).toHaveLength(1);
  });

  it("writes although the item has left the stage meanwhile", async () => {
    const parts = await newDeal([]);
    await parts.coordinator.startDue(1);
    value(await parts.coordinator.move(deal, "Won", "anna"));
    await parts.coordinator.settle("deals-1-1-write", set({ amount: 7 }));
    expect(await fieldsOf(parts)).toMatchObject({ amount: 7 });
  });

  it("fails where the item was deleted meanwhile, and its effect stays recorded", async () => {
    const parts = await newDeal([]);
    await parts.coordinator.startDue(1);
    value(await parts.coordinator.remove(deal, "anna"));
    await parts.coordinator.settle("deals-1-1-write", set({ amount: 7 }));
    expect(await write(parts)).toMatchObject({ status: "failed", reason: "the item is not there any more" });
  });

  it("wakes rules and triggers, and what follows it in its stage goes on", async () => {
    const parts = await newDeal([
      { on: onAmount, rules: [rule("woken")] },
      { on: onAmount, moveTo: "Qualified" },
      { stage: "Qualified", rules: [rule("next")] },
    ]);
    const log = await pass(parts, "2026-06-08 11:00", ({ action }) =>
      action === "write" ? set({ amount: 7 }) : done,
    );
    expect(log.map((line) => line.split(" ").at(-1))).toEqual(["write", "woken", "next"]);
    expect((await parts.coordinator.history(deal)).map(({ kind, by }) => [kind, by])).toEqual([
      ["created", "api"],
      ["updated", "deals-1-1-write"],
      ["moved", "trigger t2"],
    ]);
  });

  it("plans anew what waits for the field that it writes", async () => {
    const at = {
      anchor: ({ item }: { readonly item: { readonly closeDate?: string } }) => item.closeDate,
      fields: ["closeDate"],
      text: "at closeDate",
    };
    const rules = language("w", [
      {
        stage: "New",
        rules: [
          rule("write"),
          rule("timer", { after: [after("write", "fails")] }),
          rule("waits", { schedule: { at } }),
        ],
      },
    ]);
    const parts = kit({ rules });
    parts.world.set(berlin("2026-06-08 10:00"));
    await enter(parts);
    const log = await pass(parts, "2026-06-30 11:00", ({ action }) =>
      action === "write" ? set({ closeDate: "2026-06-20" }) : done,
    );
    expect(log).toEqual(["2026-06-08 10:00 write", "2026-06-20 00:00 waits"]);
  });
});

describe("the budget of changes by rules", () => {
  /** Two rules that wake each other for ever: each writes another value than there is. */
  const pingPong: readonly Form[] = [
    { on: onAmount, rules: [rule("toScore")] },
    { on: onScore, rules: [rule("toAmount")] },
  ];

  function grow(): (call: { readonly action: string }) => ActionOutcome {
    const next = counter();
    return ({ action }) => set(action === "toScore" ? { score: next() } : { amount: next() });
  }

  it("ends a circle of writes, with the circle written out and one note", async () => {
    const parts = await newDeal(pingPong);
    const log = await pass(parts, "2026-06-08 10:30", grow());
    expect(log).toHaveLength(21);
    const [failed, ...others] = await parts.coordinator.runs({ status: "failed" });
    expect(others).toEqual([]);
    expect(failed).toMatchObject({
      rule: "toAmount",
      reason: "stopped after 20 changes by rules within an hour: amount → score → amount …",
    });
    const history = await parts.coordinator.history(deal);
    expect(history.filter(({ kind }) => kind === "updated")).toHaveLength(20);
    expect(history.filter(({ kind }) => kind === "noted")).toMatchObject([
      { by: failed?.id, reason: failed?.reason },
    ]);
  });

  it("does not count what wakes nobody, nor what people and events do", async () => {
    const parts = await newDeal([{ on: onAmount, rules: [rule("again")] }], 2);
    const next = counter();
    for (let round = 0; round < 10; round += 1) {
      value(await parts.coordinator.update(deal, { amount: 100 + round }, "anna"));
      await pass(parts, `2026-06-08 10:${10 + round}`, () => set({ score: next() }));
    }
    expect(await parts.coordinator.runs({ status: "failed" })).toEqual([]);
  });

  it("is noted once within the hour, and again in the next", async () => {
    const parts = await newDeal([{ on: onAmount, rules: [rule("a"), rule("b"), rule("c")] }], 0);
    const next = counter();
    const perform = () => set({ amount: next() });
    const notes = async () =>
      (await parts.coordinator.history(deal)).filter(({ kind }) => kind === "noted").length;
    await pass(parts, "2026-06-08 10:10", perform);
    value(await parts.coordinator.update(deal, { amount: 500 }, "anna"));
    await pass(parts, "2026-06-08 10:20", perform);
    expect([await notes(), (await parts.coordinator.runs({ status: "failed" })).length]).toEqual([1, 4]);
    await pass(parts, "2026-06-08 11:20");
    value(await parts.coordinator.update(deal, { amount: 600 }, "anna"));
    await pass(parts, "2026-06-08 11:30", perform);
    expect(await notes()).toBe(2);
  });

  it("counts the move of a trigger that a write has woken", async () => {
    const forms: readonly Form[] = [
      { on: onAmount, moveTo: "Qualified", allowBackward: true },
      { stage: "Qualified", rules: [rule("back")] },
    ];
    const parts = await newDeal(forms, 1);
    await pass(parts, "2026-06-08 10:10", ({ action }) =>
      action === "write" ? set({ amount: 7 }) : moveTo("NEW"),
    );
    // The write is the first change; with the move that follows it would be the second.
    expect(await write(parts)).toMatchObject({ status: "failed" });
    expect(await parts.coordinator.item(deal)).toMatchObject({
      item: { stage: "NEW", fields: { title: "Acme" } },
    });
  });
});
