import { describe, expect, it } from "vitest";
import { all, type Condition, check, greater, type MoneyValue, money } from "../src/rules/index.ts";
import { duration } from "../src/time/duration.ts";
import { after, deal, done, type Kit, kit, rule, ruleSet, START, value } from "./coordinator-kit.ts";
import { language } from "./forms-kit.ts";

const HOUR = 3_600_000;
const iso = (after = 0) => new Date(START + after).toISOString();
const KEY = "rules/test.rules#deals/SALES/NEW#remind";

interface Fields {
  readonly item: { readonly amount?: MoneyValue; readonly title: string };
}

const isLarge = all(
  check<Fields>(
    "amount > 100",
    ({ item }) => greater(item.amount, money("100", "EUR")),
    ({ item }) => ({ amount: item.amount }),
  ),
) as Condition<never>;

const before = ruleSet("before", { on: ["New"], rules: [rule("first")] });
const remind = rule("remind", {
  schedule: { delay: duration({ milliseconds: 3 * HOUR }) },
  when: isLarge,
  args: (({ item }: Fields) => ({ text: item.title })) as never,
});
const withRemind = ruleSet("after", { on: ["New"], rules: [rule("first"), remind] });

/** Three deals in the stage, one small, one elsewhere, and the new rule an hour later. */
async function standing(): Promise<Kit> {
  const own = kit({ rules: before });
  for (const [title, amount, stage] of [
    ["A", 500, "New"],
    ["B", 5, "New"],
    ["C", 900, "Won"],
  ] as const) {
    value(await own.coordinator.create("deals", { title, amount, currency: "EUR", stage }, "api"));
  }
  for (const call of await own.coordinator.startDue(10)) await own.coordinator.settle(call.run.id, done);
  own.world.pass(HOUR);
  own.load(withRemind);
  return own;
}

const plan = async (own: Kit, name = "remind") => value(await own.coordinator.planEnrollment(name));

describe("a plan of an enrollment", () => {
  it("says who, when and what, and why not, and changes nothing", async () => {
    const own = await standing();
    const runs = await own.coordinator.runs({ limit: 1000 });
    expect(await plan(own)).toEqual({
      rule: expect.objectContaining({ key: KEY, rule: "remind", on: "deals: New" }),
      ruleSet: "after",
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      more: false,
      items: [
        {
          item: "deals/1",
          visit: 1,
          at: iso(3 * HOUR),
          late: false,
          would: "run",
          args: { text: "A" },
          reason: null,
          why: null,
        },
        {
          item: "deals/2",
          visit: 1,
          at: iso(3 * HOUR),
          late: false,
          would: "skip",
          args: null,
          reason: "amount > 100 is false (amount is 5.00 EUR)",
          why: { code: "condition" },
        },
      ],
    });
    expect(await own.coordinator.runs({ limit: 1000 })).toEqual(runs);
  });

  it("counts from entering the stage, so that what is past is late", async () => {
    const own = await standing();
    own.world.pass(9 * HOUR);
    expect((await plan(own)).items[0]).toMatchObject({ at: iso(3 * HOUR), late: true, would: "run" });
  });

  it("leaves out those that have had the rule, or are elsewhere", async () => {
    const own = await standing();
    value(await own.coordinator.create("deals", { title: "D", stage: "New" }, "api"));
    value(await own.coordinator.move(deal, "Won", "api"));
    expect((await plan(own)).items.map(({ item }) => item)).toEqual(["deals/2"]);
  });

  it("knows what other rules of the visit have brought, whatever build they began with", async () => {
    const own = await standing();
    own.load(
      ruleSet("uses", {
        on: ["New"],
        rules: [
          rule("first"),
          rule("next", { after: [after("first")] }),
          rule("wants", { uses: ["first"] }),
          rule("lost", { uses: ["wants"] }),
        ],
      }),
    );
    expect((await plan(own, "next")).items[0]).toMatchObject({ would: "run", at: iso() });
    expect((await plan(own, "wants")).items[0]).toMatchObject({
      would: "skip",
      reason: "`first` was not produced: first returned nothing",
      why: { code: "not-produced" },
    });
  });

  it("says what is not possible: rules on events and on the calendar", async () => {
    const own = kit({
      rules: language("forms", [
        { on: "invoicePaid", rules: [rule("onEvent")] },
        { every: { kind: "day" }, rules: [rule("daily")] },
      ]),
    });
    for (const [name, detail] of [
      ["onEvent", /starts on invoicePaid: an event that is past does not happen again/],
      [
        "daily",
        /comes round by the calendar \(every day at 09:00\): existing items get it at its next moment/,
      ],
      ["nothing", /There is no rule “nothing”/],
    ] as const) {
      expect(await own.coordinator.planEnrollment(name)).toMatchObject({
        ok: false,
        detail: expect.stringMatching(detail),
      });
    }
  });
});

describe("an enrollment", () => {
  it("does just what its plan says, remembered with who", async () => {
    const own = await standing();
    const { digest } = await plan(own);
    expect(value(await own.coordinator.applyEnrollment(KEY, digest, "anna"))).toEqual({
      items: 2,
      changed: [],
      already: false,
    });
    expect(own.wakes.length).toBeGreaterThan(0);
    expect(await own.coordinator.run("deals-1-1-remind")).toMatchObject({
      status: "waiting",
      ruleSet: "after",
      due: iso(3 * HOUR),
      why: { code: "moment" },
    });
    expect(await own.coordinator.deeds(1)).toEqual([
      { at: iso(HOUR), what: "enroll", subject: KEY, by: "anna", data: { digest, items: 2, last: true } },
    ]);
    own.world.set(START + 3 * HOUR);
    expect((await own.coordinator.startDue(10)).map(({ args }) => args)).toEqual([{ text: "A" }]);
    expect(await own.coordinator.run("deals-2-1-remind")).toMatchObject({
      status: "skipped",
      saw: [{ text: "amount > 100", holds: false, values: { amount: "5.00 EUR" } }],
    });
  });

  it("fits as long as nothing changes, though time passes", async () => {
    const own = await standing();
    const { digest } = await plan(own);
    own.world.pass(30 * 60_000);
    expect(value(await own.coordinator.applyEnrollment("remind", digest, "anna"))).toMatchObject({
      items: 2,
    });
  });

  it("does nothing the second time", async () => {
    const own = await standing();
    const { digest } = await plan(own);
    await own.coordinator.applyEnrollment("remind", digest, "anna");
    const runs = await own.coordinator.runs({ limit: 1000 });
    expect(value(await own.coordinator.applyEnrollment("remind", digest, "anna"))).toEqual({
      items: 0,
      changed: [],
      already: true,
    });
    expect(await own.coordinator.runs({ limit: 1000 })).toEqual(runs);
    expect((await plan(own)).items).toEqual([]);
  });

  it.each([
    [
      "an item has left",
      "deals/1 has left, or has had the rule",
      (own: Kit) => own.coordinator.move(deal, "Won", "api"),
    ],
    [
      "the condition came true",
      "deals/2 would now run",
      (own: Kit) => own.coordinator.update({ ...deal, id: 2 }, { amount: 700 }, "api"),
    ],
    [
      "the text is another",
      "deals/1 has other data",
      (own: Kit) => own.coordinator.update(deal, { title: "Z" }, "api"),
    ],
    [
      "the rules are others",
      "the rules are others",
      async (own: Kit) => own.load({ ...withRemind, hash: "later" }),
    ],
  ])("is refused where %s, and says so", async (_, what, change) => {
    const own = await standing();
    const { digest } = await plan(own);
    await change(own);
    expect(await own.coordinator.applyEnrollment("remind", digest, "anna")).toEqual({
      ok: false,
      problem: "conflict",
      field: "digest",
      detail: `Something has changed since the plan was made, so nothing was done: ${what}.`,
    });
    expect(await own.coordinator.runs({ rule: "remind" })).toEqual([]);
  });

  it("is refused for a digest that is of no plan", async () => {
    const own = await standing();
    expect(await own.coordinator.applyEnrollment("remind", "0".repeat(64), "anna")).toMatchObject({
      detail: "This plan is not known: make one again, and apply that.",
    });
  });

  it("deals with more items than one transaction does", async () => {
    const own = kit({ rules: before });
    for (let count = 0; count < 230; count += 1) {
      value(await own.coordinator.create("deals", { title: "many", amount: 500, currency: "EUR" }, "api"));
    }
    own.load(withRemind);
    const { digest, items } = await plan(own);
    expect(items).toHaveLength(230);
    expect(value(await own.coordinator.applyEnrollment("remind", digest, "anna"))).toMatchObject({
      items: 230,
    });
    const runs = await own.coordinator.runs({ rule: "remind", limit: 1000 });
    expect(new Set(runs.map(({ key }) => key)).size).toBe(230);
    expect((await own.coordinator.deeds(10)).map(({ data }) => data?.items)).toEqual([30, 100, 100]);
  });
});
