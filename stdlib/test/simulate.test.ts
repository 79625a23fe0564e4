import { renderTimeline, simulate, timelineOfVisits } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { ruleSet } from "./rule-set.ts";

/** The input that the documentation of the command line shows. */
const documented = {
  now: "2026-03-02T10:00:00+01:00",
  timezone: "Europe/Berlin",
  items: {
    deals: [{ id: 1, stage: "New", title: "Acme", amount: 60000, currency: "EUR", contact: 7 }],
    contacts: [{ id: 7, name: "Ann", email: "ann@acme.example" }],
  },
  events: [
    { at: "+0m", move: "deals/1", to: "Wait for payment" },
    { at: "+2h", event: "invoicePaid", item: "deals/1", payload: {} },
    { at: "+1d", update: "deals/1", set: { amount: 10 } },
  ],
  results: { createPaymentLink: { url: "https://pay.example/1" } },
  fail: { sendSms: { times: 2, error: "no provider" } },
  until: "+30d",
};

async function reportOf(scenario: unknown) {
  const simulation = await simulate(ruleSet, scenario, { now: Date.parse("2026-03-02T09:00:00Z") });
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.problems, null, 2));
  return simulation.report;
}

async function problemsOf(scenario: unknown) {
  const simulation = await simulate(ruleSet, scenario);
  if (simulation.ok) throw new Error("it should have been refused");
  return simulation.problems;
}

describe("simulate", () => {
  it("runs the documented example", async () => {
    const report = await reportOf(documented);
    expect(report.runs).toEqual([
      {
        id: expect.any(String),
        item: "deals/1",
        stage: "Wait for payment",
        visit: 1,
        rule: "link",
        action: "createPaymentLink",
        status: "done",
        due: expect.toBeOneOf([null, "2026-03-02T10:00:00.000+01:00"]),
        started: "2026-03-02T10:00:00.000+01:00",
        ended: "2026-03-02T10:00:00.000+01:00",
        args: {},
        result: { url: "https://pay.example/1" },
        reason: null,
        sign: "done",
        why: { code: "done" },
        saw: null,
        attempts: 1,
        source: { file: "rules/pay.rules", line: 2 },
      },
      expect.objectContaining({
        rule: "sendEmail",
        status: "done",
        args: { message: { url: "https://pay.example/1" } },
        result: { messageId: expect.stringMatching(/^<.+@mail\.example>$/) },
      }),
    ]);
    expect(report.moves).toEqual([
      {
        at: "2026-03-02T10:00:00.000+01:00",
        item: "deals/1",
        from: "New",
        to: "Wait for payment",
        by: "event",
      },
    ]);
    expect(report.items).toEqual({
      deals: [{ id: 1, stage: "Wait for payment", title: "Acme", amount: 10, currency: "EUR", contact: 7 }],
      contacts: [{ id: 7, name: "Ann", email: "ann@acme.example" }],
    });
    expect(report.notes).toEqual([]);
    expect(report.remarks).toEqual([
      "fail: no rule uses the action `sendSms`",
      "event `invoicePaid` at +2h: no rule listens to it yet",
    ]);
  });

  it("gives the same report for the same scenario", async () => {
    expect(await reportOf(documented)).toEqual(await reportOf(documented));
  });

  it("needs nothing but events, and shows moments in the zone of the rules where none is named", async () => {
    expect(await reportOf({ events: [] })).toEqual({
      runs: [],
      moves: [],
      items: {},
      notes: [],
      remarks: [],
    });
    const { timezone: _, ...rest } = documented;
    const report = await reportOf(rest);
    expect(report.moves[0]?.at).toBe("2026-03-02T10:00:00.000+01:00");
  });

  it("stops where it is told to, with what still waits", async () => {
    const scenario = {
      ...documented,
      fail: { createPaymentLink: { times: 2, error: "no provider" } },
      until: "+1s",
    };
    const report = await reportOf(scenario);
    expect(report.runs.map(({ status, attempts }) => [status, attempts])).toEqual([
      ["waiting", 2],
      ["waiting", 0],
    ]);
    expect(report.runs[0]?.reason).toContain("no provider");
    expect(report.items.deals?.[0]).toHaveProperty("amount", 60000);
  });

  it("fails for good where no number of times is given", async () => {
    const report = await reportOf({ ...documented, fail: { createPaymentLink: { error: "no account" } } });
    expect(report.runs.map(({ status }) => status)).toEqual(["failed", "skipped"]);
  });

  it("shows the moves that rules make, by the run that made them", async () => {
    const report = await reportOf({
      ...documented,
      events: [{ move: "deals/1", to: "Product delivery" }],
    });
    expect(report.moves.map(({ from, to }) => [from, to])).toEqual([
      ["New", "Product delivery"],
      ["Product delivery", "Won"],
    ]);
    expect(report.moves[1]?.by).toBe(report.runs.find(({ action }) => action === "changeStage")?.id);
  });

  it("counts days in the zone", async () => {
    const report = await reportOf({
      ...documented,
      now: "2026-03-28T10:00:00",
      events: [{ at: "+1d", move: "deals/1", to: "Wait for payment" }],
    });
    expect(report.moves[0]?.at).toBe("2026-03-29T10:00:00.000+02:00");
  });

  it("tells all that is wrong with a scenario at once, each with its place and a way out", async () => {
    const problems = await problemsOf({
      now: "today",
      timezone: "Europe/Berln",
      item: {},
      items: {
        deals: [
          { id: 1, stage: "Neu", title: "Acme" },
          { id: 2, title: "Acme", amont: 7 },
          { title: "No id" },
          { id: 4, title: "Four", amount: "a lot" },
          { id: 5, title: "Five" },
          { id: 5, title: "Five again" },
          7,
        ],
        dels: [{ id: 1 }],
      },
      events: [
        { at: "-1h", move: "deals/5", to: "Wait for payment" },
        { at: "+1h", move: "deals/5", to: "Wait for paiment" },
        { at: "+1h", move: "deals/99", to: "New" },
        { at: "+1h", update: "deals/5", set: { sum: 1 } },
        { at: "+1h", update: "deals/5", event: "x" },
        { at: "+1h", move: "deals/5", to: "New", when: "now" },
        { at: "+1h" },
        "move",
      ],
      results: [],
      fail: { sendEmail: { times: -1 }, notify: 3 },
      until: 7,
    });
    expect(problems.map(({ path }) => path)).toEqual([
      "item",
      "timezone",
      "now",
      "items.deals[0].stage",
      "items.deals[1].amont",
      "items.deals[2].id",
      "items.deals[3].amount",
      "items.deals[5].id",
      "items.deals[6]",
      expect.stringContaining("items.dels"),
      "events[0].at",
      "events[1].to",
      "events[2].move",
      "events[3].set.sum",
      "events[4]",
      "events[5].when",
      "events[6]",
      "events[7]",
      "results",
      "fail.sendEmail.times",
      "fail.notify",
      "until",
    ]);
    for (const { message, help } of problems) {
      expect(message).toMatch(/^[“A-Z].*[.?!]$/);
      expect(help).toMatch(/^[“A-Z].*[.?!}\]]$/);
    }
    expect(problems[0]?.help).toBe("Did you mean “items”?");
  });

  it.each([null, 7, "x", [], {}])("refuses %j", async (scenario) => {
    expect(await problemsOf(scenario)).toHaveLength(1);
  });
});

describe("a timeline", () => {
  it("says when, what, with what, and what did not run and why", async () => {
    const deals = [{ id: 1, stage: "New", title: "Acme", amount: 10, currency: "EUR", contact: 7 }];
    const report = await reportOf({ ...documented, items: { ...documented.items, deals } });
    expect(renderTimeline(report)).toEqual([
      "deals/1",
      "  2026-03-02 10:00:00  → Wait for payment (from New, by event)",
      "  2026-03-02 10:00:00  ✓ done      link: createPaymentLink()  rules/pay.rules:2",
      "                       → https://pay.example/1",
      "  2026-03-02 10:00:00  – skipped   sendEmail  rules/pay.rules:3",
      expect.stringContaining("amount > 50000 is false (amount is 10.00 EUR)"),
      "note: fail: no rule uses the action `sendSms`",
      "note: event `invoicePaid` at +2h: no rule listens to it yet",
    ]);
  });

  it("shows a move that a rule made behind that rule", async () => {
    const events = [{ move: "deals/1", to: "Product delivery" }];
    const lines = renderTimeline(await reportOf({ ...documented, events, fail: {}, results: {} }));
    expect(lines.map((line) => line.slice(21).replace(/ {2}rules.*/, ""))).toEqual([
      "",
      "  → Product delivery (from New, by event)",
      "  ✓ done      notify(user: Anna, message: Pack the order)",
      "  ✓ done      custom: orderTruck()",
      "  ✓ done      changeStage(stage: won)",
      "  → Won (from Product delivery, by deals-1-1-changeStage)",
    ]);
  });

  it("draws an item as the service answers it, in colours, and lets no text write on the terminal", async () => {
    const report = await reportOf(documented);
    const [run] = report.runs;
    if (run === undefined) throw new Error("there should be a run");
    const hostile = { ...run, reason: "\u001B[2J\nboom", status: "failed" as const, result: null };
    const visits = [{ stage: "Wait for payment", entered: "2026-03-02T09:00:00.000Z", runs: [hostile] }];
    const lines = renderTimeline(timelineOfVisits("deals/1", visits), {
      status: (text, status) => `<${status}>${text}</${status}>`,
    });
    expect(lines[1]).toBe("  2026-03-02 09:00:00  → Wait for payment (created)");
    expect(lines[2]).toContain("<failed>! failed   </failed>");
    expect(lines[3]?.trim()).toBe("[2J boom");
  });
});
