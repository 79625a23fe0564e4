import { describe, expect, it } from "vitest";
import { all, any, type Condition, check, greater, type MoneyValue, money, not } from "../src/rules/index.ts";
import { duration } from "../src/time/duration.ts";
import {
  after,
  broken,
  deal,
  done,
  enter,
  type Kit,
  kit,
  moveTo,
  rule,
  ruleSet,
  START,
  value,
} from "./coordinator-kit.ts";
import { anchor, berlin, type Form, language } from "./forms-kit.ts";

const HOUR = 3_600_000;
const iso = (later = 0) => new Date(START + later).toISOString();
const hours = (count: number) => duration({ milliseconds: count * HOUR });

interface Fields {
  readonly item: { readonly amount?: MoneyValue; readonly title: string };
}

const over = (limit: string) =>
  check<Fields>(
    `amount > ${limit}`,
    ({ item }) => greater(item.amount, money(limit, "EUR")),
    ({ item }) => ({ amount: item.amount }),
  );
const isTest = check<Fields>(
  "isTest",
  ({ item }) => item.title === "test",
  ({ item }) => ({ title: item.title }),
);

/** A deal in its first stage, with what is due there done. */
async function entered(rules: ReturnType<typeof rule>[], fields = {}): Promise<Kit> {
  const own = kit({ rules: ruleSet("why", { on: ["New"], rules }) });
  value(await own.coordinator.create("deals", { title: "Acme", ...fields }, "api"));
  return own;
}

/** Starts what is due; each call ends as its rule says. */
async function work(
  own: Kit,
  ends: Readonly<Record<string, Parameters<Kit["coordinator"]["settle"]>[1]>> = {},
) {
  for (let calls = await own.coordinator.startDue(50); calls.length > 0; ) {
    for (const { run } of calls) await own.coordinator.settle(run.id, ends[run.rule] ?? done);
    calls = await own.coordinator.startDue(50);
  }
}

const run = async (own: Kit, name: string) => own.coordinator.run(`deals-1-1-${name}`);

describe("what a condition saw", () => {
  const large = { when: all(over("100"), any(over("900"), not(isTest))) as Condition<never> };

  it("is kept where it was true, each comparison with its values", async () => {
    const own = await entered([rule("a", large)], { amount: 500, currency: "EUR" });
    await work(own);
    expect(await run(own, "a")).toMatchObject({
      status: "done",
      reason: null,
      why: { code: "done" },
      saw: [
        { text: "amount > 100", holds: true, values: { amount: "500.00 EUR" } },
        { text: "amount > 900", holds: false, values: { amount: "500.00 EUR" } },
        { text: "isTest", holds: false, values: { title: "Acme" } },
      ],
    });
  });

  it("is kept where it was false, with what was missing", async () => {
    const own = await entered([rule("a", large)]);
    await work(own);
    expect(await run(own, "a")).toMatchObject({
      status: "skipped",
      why: { code: "condition" },
      saw: [{ text: "amount > 100", holds: false, values: { amount: null } }, {}, {}],
    });
  });

  it("is nothing before its moment, and where there is none", async () => {
    const own = await entered([rule("a", { ...large, schedule: { delay: hours(1) } }), rule("b")]);
    expect([(await run(own, "a"))?.saw, (await run(own, "b"))?.saw]).toEqual([null, null]);
  });

  it("is cut where a value is a whole letter", async () => {
    const own = await entered([rule("a", { when: not(isTest) as Condition<never> })], {
      title: "x".repeat(5000),
    });
    await work(own);
    const [saw] = (await run(own, "a"))?.saw ?? [];
    expect(saw?.values.title).toHaveLength(201);
  });
});

describe("the reason of a run as data", () => {
  const transient = { kind: "failed", how: "transient", reason: "busy" } as const;
  const uncertain = { kind: "failed", how: "uncertain", reason: "cut off" } as const;

  it.each([
    [
      "that waits for others",
      [rule("first"), rule("a", { after: [after("first")] })],
      {},
      { code: "rules", rules: ["first"] },
    ],
    [
      "whose result is missing",
      [rule("first"), rule("a", { uses: ["first"] })],
      { first: broken },
      { code: "not-produced", of: { rule: "first", run: "deals-1-1-first", status: "failed" } },
    ],
    [
      "whose order is not met",
      [rule("first"), rule("a", { after: [after("first", "fails")] })],
      { first: done },
      { code: "order", wanted: "fails", of: { rule: "first", status: "done" } },
    ],
    ["that failed for good", [rule("a")], { a: broken }, { code: "failed", error: "it broke" }],
    [
      "that gave up",
      [rule("a", { retry: 0 })],
      { a: transient },
      { code: "gave-up", attempts: 1, error: "busy" },
    ],
    ["that is tried again", [rule("a")], { a: transient }, { code: "retry", attempt: 2, error: "busy" }],
    ["that is uncertain", [rule("a")], { a: uncertain }, { code: "uncertain", error: "cut off" }],
    [
      "whose change is refused",
      [rule("a")],
      { a: moveTo("Nowhere") },
      { code: "refused", error: "there is no stage “Nowhere” in the pipeline “Sales”" },
    ],
    [
      "whose arguments cannot be worked out",
      [
        rule("a", {
          args: () => {
            throw new Error("no such thing");
          },
        }),
      ],
      {},
      { code: "not-computed", what: "the arguments" },
    ],
    ["that nobody could do", [rule("a", { as: () => undefined })], {}, { code: "no-actor" }],
    [
      "that waits for a field",
      [rule("a", { schedule: { at: anchor("closeDate") } })],
      {},
      { code: "field", fields: ["closeDate"] },
    ],
    [
      "that waits for its moment",
      [rule("a", { schedule: { delay: hours(2) } })],
      {},
      {
        code: "moment",
        until: iso(2 * HOUR),
        steps: [{ step: "delay", by: "2 hours", from: iso(), to: iso(2 * HOUR), off: [] }],
      },
    ],
  ])("%s", async (name, rules, ends, why) => {
    const own = await entered(rules as ReturnType<typeof rule>[]);
    if (name !== "that waits for others") await work(own, ends);
    expect((await run(own, "a"))?.why).toMatchObject(why);
  });

  it("says who did what", async () => {
    const own = await entered([rule("a"), rule("b", { schedule: { delay: hours(1) } })]);
    await work(own, { a: broken });
    await own.coordinator.retry("deals-1-1-a", "anna");
    expect((await run(own, "a"))?.why).toEqual({ code: "asked", what: "retry", by: "anna" });
    await own.coordinator.stop("deals-1-1-b", "ben");
    expect((await run(own, "b"))?.why).toEqual({ code: "stopped", by: "ben" });
  });

  it("says where the item went, and that it is gone", async () => {
    const wait = { schedule: { delay: hours(1) } };
    const own = await entered([rule("a", wait)]);
    value(await own.coordinator.move(deal, "Won", "api"));
    expect((await run(own, "a"))?.why).toEqual({ code: "left", stage: "New", at: iso() });
    value(await own.coordinator.create("deals", { title: "B" }, "api"));
    value(await own.coordinator.remove({ ...deal, id: 2 }, "api"));
    expect((await own.coordinator.run("deals-2-1-a"))?.why).toEqual({ code: "deleted", at: iso() });
  });

  it("says what a crash cut off", async () => {
    const own = await entered([rule("a"), rule("b", { repeatable: true })]);
    await own.coordinator.startDue(10);
    await own.coordinator.recover();
    expect((await run(own, "a"))?.why).toEqual({ code: "cut-off", attempt: 1 });
    expect((await run(own, "b"))?.why).toEqual({ code: "repeat", attempt: 1 });
  });

  it("stays as it is when what it was planned from is written again without a difference", async () => {
    const own = await entered([rule("a", { schedule: { delay: hours(2), within: {} } })]);
    const before = await run(own, "a");
    value(await own.coordinator.update(deal, { probability: 5 }, "api"));
    expect(await run(own, "a")).toEqual(before);
  });

  it("names the days off on the way over Easter", async () => {
    const office = [["09:00", "18:00"]] as const;
    const calendar = {
      hours: { 1: office, 2: office, 3: office, 4: office, 5: office },
      holidays: ["2026-04-06"],
      workdays: [],
      people: {},
    };
    const forms: readonly Form[] = [{ stage: "New", rules: [rule("a", { schedule: { within: {} } })] }];
    const own = kit({ rules: language("easter", forms, { calendar }) });
    own.world.set(berlin("2026-04-05 11:00"));
    await enter(own);
    expect(await run(own, "a")).toMatchObject({
      reason:
        "waits until 2026-04-07 09:00: Sunday 2026-04-05 11:00 → Tuesday 2026-04-07 09:00, 2026-04-06 is a day off",
      why: {
        code: "moment",
        until: "2026-04-07T07:00:00.000Z",
        steps: [
          {
            step: "hours",
            closed: false,
            off: [
              { why: "weekend", from: "2026-04-05", to: "2026-04-05" },
              { why: "holiday", from: "2026-04-06", to: "2026-04-06" },
            ],
          },
        ],
      },
    });
  });
});

describe("what did not happen to an item", () => {
  it("is noted as data: a trigger that would lead back, and a circle that was ended", async () => {
    const forms: readonly Form[] = [
      { stage: "Qualified", rules: [rule("on")] },
      { stage: "Wait for payment", rules: [rule("back")] },
      { on: "formSent", moveTo: "New" },
    ];
    const own = kit({ rules: language("notes", forms), parts: { budget: 4 } });
    await enter(own, "Qualified");
    await own.coordinator.receive({ id: "e1", type: "formSent", item: "deals/1", payload: {} });
    await work(own, { on: moveTo("Wait for payment"), back: moveTo("Qualified") });
    const view = await own.coordinator.item(deal);
    expect(view?.notes.map(({ by, why }) => ({ by, why }))).toEqual([
      { by: "trigger t2", why: { code: "backward", from: "Qualified", to: "New" } },
      {
        by: expect.stringMatching(/^deals-1-/),
        why: {
          code: "budget",
          changes: 4,
          budget: 4,
          way: ["Wait for payment", "Qualified", "Wait for payment"],
        },
      },
    ]);
  });
});
