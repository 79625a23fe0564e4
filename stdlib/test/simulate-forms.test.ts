import type { LoadedRuleSet, Rule } from "@onstage/runtime/rules";
import { duration } from "@onstage/runtime/rules";
import { renderTimeline, simulate } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { ruleSet as payments } from "./rule-set.ts";

function rule(name: string, line: number, rest: Partial<Rule> = {}): Rule {
  return {
    id: name,
    name,
    action: "notify",
    source: { file: "rules/all.rules", line },
    after: [],
    uses: [],
    repeatable: false,
    args: () => ({ user: { id: 1, name: "Anna", email: "anna@our.example" }, message: name }),
    ...rest,
  };
}

const source = { file: "rules/all.rules", line: 1 };
const paid = { type: "invoicePaid", text: "invoicePaid" };

/** Rules of every form, written by hand. */
const ruleSet: LoadedRuleSet = {
  ...payments,
  triggers: [
    {
      id: "t1",
      entity: "deals",
      event: paid,
      targets: [{ pipeline: "sales", stage: "delivery" }],
      allowBackward: false,
      source,
    },
  ],
  blocks: [
    {
      kind: "event",
      entity: "deals",
      event: paid,
      source,
      rules: [rule("thank", 3, { as: () => ({ id: 1, name: "Anna" }) })],
    },
    {
      kind: "event",
      entity: "deals",
      event: { type: "created", text: "created" },
      source,
      rules: [rule("greet", 5)],
    },
    {
      kind: "calendar",
      id: "c1",
      entity: "deals",
      every: { kind: "day" },
      at: "09:00:00",
      text: "every day at 09:00",
      source,
      rules: [rule("look", 7)],
    },
    {
      kind: "stage",
      entity: "deals",
      pipeline: "sales",
      stages: ["delivery"],
      source,
      rules: [rule("remind", 9, { schedule: { repeat: { every: duration({ days: 1 }), times: 2 } } })],
    },
  ],
};

async function reportOf(scenario: object) {
  const simulation = await simulate(ruleSet, { now: "2026-03-02T10:00:00", ...scenario });
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.problems, null, 2));
  return simulation.report;
}

async function problemsOf(events: readonly object[]) {
  const items = { deals: [{ id: 1, stage: "New", title: "Acme" }] };
  const simulation = await simulate(ruleSet, { items, events });
  return simulation.ok
    ? []
    : simulation.problems.map(({ path, message, help }) => `${path}: ${message} ${help}`);
}

const deals = [{ id: 1, stage: "Wait for payment", title: "Acme" }];

describe("simulate", () => {
  it("moves by triggers, runs what an event wakes, and says what brought a run about and in whose name", async () => {
    const report = await reportOf({
      items: { deals },
      events: [{ at: "+1h", event: "invoicePaid", item: "deals/1" }],
      until: "+2h",
    });
    expect(report.moves).toMatchObject([{ to: "Product delivery", by: "trigger t1" }]);
    expect(report.runs).toMatchObject([
      { rule: "remind", status: "waiting", visit: 1 },
      { rule: "thank", status: "done", cause: "invoicePaid", as: { name: "Anna" }, visit: 0 },
    ]);
  });

  it("notes a move that a trigger might not make, and an event that comes twice", async () => {
    const event = { event: "invoicePaid", item: "deals/1", id: "9001" };
    const report = await reportOf({
      items: { deals: [{ ...deals[0], stage: "Won" }] },
      events: [
        { at: "+1h", ...event },
        { at: "+2h", ...event },
      ],
      until: "+3h",
    });
    expect(report.notes).toEqual([
      {
        at: "2026-03-02T11:00:00.000+01:00",
        item: "deals/1",
        text: "invoicePaid: not moved: would go back from Won to Product delivery",
      },
      {
        at: "2026-03-02T12:00:00.000+01:00",
        item: "deals/1",
        text: "event `invoicePaid` of deals/1 at +2h is a duplicate",
      },
    ]);
  });

  it("lets the calendar come round until it is told to end, and says so where it is not", async () => {
    const looks = async (more: object) =>
      (await reportOf({ items: { deals }, events: [], ...more })).runs.map(({ due }) => due?.slice(0, 16));
    expect(await looks({ until: "+3d" })).toEqual([
      "2026-03-03T09:00",
      "2026-03-04T09:00",
      "2026-03-05T09:00",
    ]);
    expect(await looks({})).toEqual([]);
    expect((await reportOf({ items: { deals }, events: [] })).remarks).toEqual([
      "`every day at 09:00` goes on for ever: say “until” to see how often it comes round",
    ]);
  });

  it("goes on with the calendar as long as something else waits", async () => {
    const report = await reportOf({
      items: { deals },
      events: [{ event: "invoicePaid", item: "deals/1" }],
    });
    const rounds = report.runs.filter(({ rule: name }) => name === "look");
    expect(rounds.map(({ due }) => due?.slice(0, 10))).toEqual(["2026-03-03", "2026-03-04"]);
    expect(report.runs.find(({ rule: name }) => name === "remind")).toMatchObject({
      status: "done",
      turns: [
        { number: 1, due: "2026-03-03T10:00:00.000+01:00", status: "done" },
        { number: 2, due: "2026-03-04T10:00:00.000+01:00", status: "done" },
      ],
    });
  });

  it("creates and deletes items, and knows those that it has created by their ids", async () => {
    const report = await reportOf({
      events: [
        { at: "+0m", create: "deals", set: { id: 5, title: "Next" } },
        { at: "+1h", event: "invoicePaid", item: "deals/5" },
        { at: "+2h", delete: "deals/5" },
        { at: "+3h", move: "deals/5", to: "Won" },
        { at: "+3h", create: "deals", set: { title: "Last" } },
      ],
      until: "+4h",
    });
    expect(report.items.deals).toEqual([{ id: 6, stage: "New", title: "Last" }]);
    expect(report.runs.map(({ item, rule: name, status }) => `${item} ${name} ${status}`)).toEqual([
      "deals/5 remind cancelled",
      "deals/5 greet done",
      "deals/5 thank done",
      "deals/6 greet done",
    ]);
    expect(report.notes.map(({ text }) => text)).toEqual([
      "move of deals/5 at +3h was refused: There is no item deals/5.",
    ]);
  });

  it("tells what is wrong with such events", async () => {
    expect(
      await problemsOf([
        { event: "invoicePayed", item: "deals/1" },
        { event: "itemCreated", item: "deals/1" },
        { create: "dels", set: {} },
        { create: "deals", set: { title: 5 } },
        { create: "deals", set: { id: 1, title: "Again" } },
        { create: 5 },
        { delete: "deals/9" },
        { create: "deals", set: { title: "A" }, delete: "deals/1" },
      ]),
    ).toEqual([
      "events[0].event: There is no event “invoicePayed” in this project. Did you mean “invoicePaid”?",
      expect.stringContaining(
        'events[1].event: An item is created in another way in a scenario. Write { "at"',
      ),
      expect.stringContaining("events[2].create: There is no entity “dels”. Did you mean “deals”?"),
      expect.stringContaining("events[3].set.title: "),
      "events[4].set.id: There is an item deals/1 already. Leave the id out to get the next one.",
      "events[5].create: An entity is wanted here, not 5. Write its name, such as deals.",
      expect.stringContaining("events[6].delete: There is no item “deals/9” in this scenario."),
      expect.stringContaining("events[7]: The event says more than one thing."),
    ]);
  });
});

describe("a timeline", () => {
  it("shows repetitions at their moments, what did not happen, and why what is done was late or stopped", async () => {
    const report = await reportOf({
      items: { deals },
      events: [
        { event: "invoicePaid", item: "deals/1" },
        { at: "+1h", move: "deals/1", to: "Won" },
        { at: "+2h", event: "invoicePaid", item: "deals/1" },
        { at: "+3h", move: "deals/1", to: "Product delivery" },
      ],
    });
    const lines = renderTimeline({
      ...report,
      runs: report.runs.filter(({ rule: name }) => name === "remind"),
    });
    expect(lines.map((line) => line.trim().replace(/ {2}rules.*/, ""))).toEqual([
      "deals/1",
      "2026-03-02 10:00:00  → Product delivery (from Wait for payment, by trigger t1)",
      "2026-03-02 11:00:00  → Won (from Product delivery, by event)",
      "2026-03-02 11:00:00  × cancelled remind: notify",
      expect.stringContaining("the item left “Product delivery”"),
      "2026-03-02 12:00:00  · invoicePaid: not moved: would go back from Won to Product delivery",
      "2026-03-02 13:00:00  → Product delivery (from Won, by event)",
      "2026-03-03 13:00:00  ✓ done      remind: notify, time 1",
      "2026-03-04 13:00:00  ✓ done      remind: notify, time 2",
      "2026-03-04 13:00:00  ✓ done      remind: notify(user: Anna, message: remind)",
      "had all its turns (2 of 2 done)",
      expect.stringContaining("note: "),
    ]);
  });

  it("shows amounts of money and lengths of time as people write them", async () => {
    const report = await reportOf({ items: { deals }, events: [{ event: "invoicePaid", item: "deals/1" }] });
    const [run] = report.runs;
    if (run === undefined) throw new Error("nothing ran");
    const args = {
      field: "discount",
      value: { amount: "50000.50", currency: "EUR" },
      grace: { ...duration({ workingDays: 3, workingMilliseconds: 7_200_000 }) },
      odd: { amount: "5", currency: "EUR", of: "x" },
    };
    const lines = renderTimeline({
      runs: [{ ...run, args, result: { amount: 12, currency: "USD" } }],
      moves: [],
    });
    expect(lines.join("\n")).toContain(
      'field: discount, value: 50000.50 EUR, grace: 3 working days 2 working hours, odd: {"amount":"5","currency":"EUR","of":"x"})',
    );
    expect(lines.join("\n")).toContain("→ 12 USD");
  });
});
