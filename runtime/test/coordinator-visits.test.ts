import { describe, expect, it } from "vitest";
import type { RunStatus } from "../src/index.ts";
import { after, kit, payments, rule, ruleSet, START, value } from "./coordinator-kit.ts";

const deal = { entity: "deals", id: 1 };
const done = { kind: "done", result: null, changes: [] } as const;
const broken = { kind: "failed", how: "permanent", reason: "it broke" } as const;
const moveTo = (stage: string) =>
  ({ kind: "done", result: null, changes: [{ kind: "move", stage }] }) as const;

type Kit = ReturnType<typeof kit>;

async function statuses({ coordinator }: Kit): Promise<Record<string, RunStatus>> {
  const runs = await coordinator.runs({ item: deal, limit: 1000 });
  return Object.fromEntries(runs.map((run) => [`${run.visit}.${run.rule}`, run.status]));
}

async function enter(parts: Kit, stage = "New"): Promise<Kit> {
  value(await parts.coordinator.create("deals", { title: "Acme", stage }, "api"));
  return parts;
}

describe("entering a stage", () => {
  it("starts the rules of every block of the stage together, on creation and on a move alike", async () => {
    const parts = kit({
      rules: ruleSet(
        "two blocks",
        { on: ["New", "Qualified"], rules: [rule("greet"), rule("note")] },
        { on: ["Qualified"], rules: [rule("greet")] },
      ),
    });
    const { coordinator } = await enter(parts);
    expect((await coordinator.startDue(10)).map((call) => call.run.id)).toEqual([
      "deals-1-1-greet",
      "deals-1-1-note",
    ]);
    value(await coordinator.move(deal, "QUALIFIED", "anna"));
    const calls = await coordinator.startDue(10);
    expect(calls.map((call) => [call.run.id, call.ruleId])).toEqual([
      ["deals-1-2-greet", "b0.greet"],
      ["deals-1-2-note", "b0.note"],
      ["deals-1-2-greet-2", "b1.greet"],
    ]);
    expect(new Set(calls.map((call) => call.run.key)).size).toBe(3);
    const view = await coordinator.item(deal);
    expect(view?.visits.map((visit) => [visit.visit, visit.stage, visit.left])).toEqual([
      [1, "New", new Date(START).toISOString()],
      [2, "Qualified", null],
    ]);
  });

  it("is nothing where the item is there already: no visit, no run, no history", async () => {
    const parts = await enter(kit({ rules: ruleSet("one", { on: ["New"], rules: [rule("greet")] }) }));
    value(await parts.coordinator.move(deal, "New", "anna"));
    value(await parts.coordinator.update(deal, { amount: 5 }, "anna"));
    expect((await parts.coordinator.item(deal))?.visits).toHaveLength(1);
    expect((await parts.coordinator.history(deal)).map((change) => change.kind)).toEqual([
      "created",
      "updated",
    ]);
  });

  it("again is a new visit with runs and keys of its own", async () => {
    const parts = await enter(kit({ rules: ruleSet("one", { on: ["New"], rules: [rule("greet")] }) }));
    const { coordinator } = parts;
    await coordinator.startDue(10);
    await coordinator.settle("deals-1-1-greet", done);
    value(await coordinator.move(deal, "Qualified", "anna"));
    value(await coordinator.move(deal, "New", "anna"));
    const [call] = await coordinator.startDue(10);
    expect(call?.run.id).toBe("deals-1-3-greet");
    expect(await statuses(parts)).toEqual({ "1.greet": "done", "3.greet": "running" });
    expect((await coordinator.run("deals-1-1-greet"))?.key).not.toBe(call?.run.key);
  });

  it("takes the newest rules; a visit keeps those that it began with", async () => {
    const old = ruleSet("old", {
      on: ["New"],
      rules: [rule("first"), rule("then", { after: [after("first")] })],
    });
    const parts = await enter(kit({ rules: old }));
    const { coordinator, load } = parts;
    load(ruleSet("new", { on: ["New"], rules: [rule("other")] }));
    expect((await coordinator.startDue(10)).map((call) => call.ruleSet)).toEqual(["old"]);
    await coordinator.settle("deals-1-1-first", done);
    expect((await coordinator.startDue(10)).map((call) => call.ruleId)).toEqual(["b0.then"]);
    value(await coordinator.create("deals", { title: "Next" }, "api"));
    expect((await coordinator.startDue(10)).map((call) => [call.ruleSet, call.action])).toEqual([
      ["new", "other"],
    ]);
  });

  it("fails a run whose rules are not loaded any more, in a sentence", async () => {
    const first = await enter(
      kit({ rules: ruleSet("gone-with-the-build", { on: ["New"], rules: [rule("greet")] }) }),
    );
    const { coordinator } = kit({ ledger: first.ledger, rules: payments });
    expect(await coordinator.startDue(10)).toEqual([]);
    expect(await coordinator.run("deals-1-1-greet")).toMatchObject({
      status: "failed",
      reason:
        "the build of the rules that this visit began with (gone-with-th) is not loaded, so `greet` cannot run",
    });
  });
});

describe("leaving a stage", () => {
  const rules = ruleSet("leave", {
    on: ["Wait for payment"],
    rules: [rule("runs"), rule("retries"), rule("waits", { after: [after("runs")] }), rule("ready", {})],
  });

  async function left(): Promise<Kit> {
    const parts = await enter(kit({ rules }), "Wait for payment");
    const { coordinator, world } = parts;
    await coordinator.startDue(2);
    await coordinator.settle("deals-1-1-retries", { kind: "failed", how: "transient", reason: "no network" });
    world.pass(500);
    value(await coordinator.move(deal, "Won", "anna"));
    return parts;
  }

  it("cancels what has not started, and lets what runs go on to its end", async () => {
    const parts = await left();
    const { coordinator } = parts;
    expect(await statuses(parts)).toEqual({
      "1.runs": "running",
      "1.retries": "cancelled",
      "1.waits": "cancelled",
      "1.ready": "cancelled",
    });
    const moment = new Date(START + 500).toISOString();
    expect(await coordinator.run("deals-1-1-waits")).toMatchObject({
      reason: `the item left “Wait for payment” at ${moment}`,
      due: null,
      ended: moment,
    });
    await coordinator.settle("deals-1-1-runs", done);
    expect(await statuses(parts)).toMatchObject({ "1.runs": "done", "1.waits": "cancelled" });
    expect(await coordinator.nextDue()).toBeNull();
  });

  it("ends a run that fails afterwards, without another attempt", async () => {
    const { coordinator } = await left();
    await coordinator.settle("deals-1-1-runs", { kind: "failed", how: "transient", reason: "no network" });
    expect(await coordinator.run("deals-1-1-runs")).toMatchObject({
      status: "failed",
      reason: "no network; not tried again, since the item has left “Wait for payment”",
    });
    expect(await coordinator.retry("deals-1-1-runs", "anna")).toMatchObject({
      ok: false,
      problem: "conflict",
      detail: "the item has left “Wait for payment”, so `runs` cannot start again.",
    });
  });

  it("keeps a person's move where a rule of the former stage would move the item too", async () => {
    const parts = await left();
    await parts.coordinator.settle("deals-1-1-runs", moveTo("NEW"));
    expect(await parts.coordinator.run("deals-1-1-runs")).toMatchObject({
      status: "failed",
      reason: "the item has left “Wait for payment” while `runs` ran, so it was not moved to “New”",
    });
    expect((await parts.coordinator.item(deal))?.item.stage).toBe("WON");
  });

  it("happens when a run moves the item, together with the end of that run", async () => {
    const parts = await enter(
      kit({
        rules: ruleSet(
          "moves",
          { on: ["New"], rules: [rule("go"), rule("later", { after: [after("go")] })] },
          { on: ["Qualified"], rules: [rule("hello")] },
        ),
      }),
    );
    const { coordinator } = parts;
    await coordinator.startDue(10);
    await coordinator.settle("deals-1-1-go", moveTo("QUALIFIED"));
    expect(await statuses(parts)).toEqual({ "1.go": "done", "1.later": "cancelled", "2.hello": "waiting" });
    expect((await coordinator.history(deal)).at(-1)).toEqual({
      at: new Date(START).toISOString(),
      item: deal,
      kind: "moved",
      by: "deals-1-1-go",
      from: "New",
      to: "Qualified",
    });
    expect((await coordinator.startDue(10)).map((call) => call.item.stage)).toEqual(["Qualified"]);
  });
});

describe("a move by a rule", () => {
  const rules = ruleSet("go", { on: ["New"], rules: [rule("go"), rule("then", { after: [after("go")] })] });

  it("to where the item is changes nothing, and the rules go on", async () => {
    const parts = await enter(kit({ rules }));
    await parts.coordinator.startDue(10);
    await parts.coordinator.settle("deals-1-1-go", moveTo("NEW"));
    expect(await statuses(parts)).toEqual({ "1.go": "done", "1.then": "waiting" });
    expect(await parts.coordinator.history(deal)).toHaveLength(1);
  });

  it("to a stage that is not there fails in a sentence", async () => {
    const parts = await enter(kit({ rules }));
    await parts.coordinator.startDue(10);
    await parts.coordinator.settle("deals-1-1-go", moveTo("NOWHERE"));
    expect(await parts.coordinator.run("deals-1-1-go")).toMatchObject({
      status: "failed",
      reason: "there is no stage “NOWHERE” in the pipeline “Sales”",
    });
    expect(await statuses(parts)).toMatchObject({ "1.then": "waiting" });
  });

  it("in a circle ends after 20 changes within an hour, with the circle written out", async () => {
    const circle = ruleSet(
      "circle",
      { on: ["New"], rules: [rule("on")] },
      { on: ["Qualified"], rules: [rule("back"), rule("also")] },
    );
    const parts = await enter(kit({ rules: circle }));
    const { coordinator, world } = parts;
    const round = async (): Promise<boolean> => {
      const calls = await coordinator.startDue(10);
      world.pass(1000);
      for (const call of calls) {
        const stage = call.action === "on" ? "QUALIFIED" : "NEW";
        await coordinator.settle(call.run.id, call.action === "also" ? done : moveTo(stage));
      }
      return calls.length > 0;
    };
    let rounds = 0;
    while (await round()) rounds += 1;
    expect(rounds).toBe(21);
    const [failed] = await coordinator.runs({ status: "failed" });
    expect(failed).toMatchObject({
      visit: 21,
      rule: "on",
      reason: "stopped after 20 changes by rules within an hour: Qualified → New → Qualified …",
    });
    expect((await coordinator.item(deal))?.item.stage).toBe("NEW");
    expect((await coordinator.history(deal)).filter((change) => change.kind === "moved")).toHaveLength(20);

    world.pass(60 * 60 * 1000);
    value(await coordinator.retry("deals-1-21-on", "anna"));
    await round();
    expect((await coordinator.item(deal))?.item.stage).toBe("QUALIFIED");
  });

  it("within the budget that is set", async () => {
    const parts = await enter(kit({ rules, parts: { budget: 0 } }));
    await parts.coordinator.startDue(10);
    await parts.coordinator.settle("deals-1-1-go", moveTo("WON"));
    expect(await parts.coordinator.run("deals-1-1-go")).toMatchObject({
      status: "failed",
      reason: "stopped after 0 changes by rules within an hour: New → Won …",
    });
  });
});

describe("rules that wait for others", () => {
  const rules = ruleSet("order", {
    on: ["New"],
    rules: [
      rule("a"),
      rule("b"),
      rule("both", { after: [after("a"), after("b")] }),
      rule("good", { after: [after("a", "succeeds")] }),
      rule("bad", { after: [after("a", "fails")] }),
      rule("uses", { uses: ["good"] }),
      rule("chain", { uses: ["uses"] }),
    ],
  });

  it("start when the last of them has ended, however it ended, and name those that they wait for", async () => {
    const parts = await enter(kit({ rules }));
    const { coordinator, world } = parts;
    expect(await coordinator.run("deals-1-1-both")).toMatchObject({
      reason: "waits for `a`, `b`",
      due: null,
    });
    expect((await coordinator.startDue(10)).map((call) => call.action)).toEqual(["a", "b"]);
    world.pass(1000);
    await coordinator.settle("deals-1-1-b", broken);
    expect(await coordinator.run("deals-1-1-both")).toMatchObject({ reason: "waits for `a`", due: null });
    world.pass(1000);
    await coordinator.settle("deals-1-1-a", done);
    expect(await coordinator.run("deals-1-1-both")).toMatchObject({
      due: new Date(START + 2000).toISOString(),
    });
    expect((await coordinator.startDue(10)).map((call) => call.action)).toEqual(["both", "good"]);
    expect(await coordinator.run("deals-1-1-bad")).toMatchObject({
      status: "skipped",
      reason: "runs only after `a` fails: a is done",
    });
  });

  it("are skipped in one step along a chain of results that were not produced", async () => {
    const parts = await enter(kit({ rules }));
    const { coordinator } = parts;
    await coordinator.startDue(10);
    await coordinator.settle("deals-1-1-a", broken);
    expect(await statuses(parts)).toMatchObject({
      "1.good": "skipped",
      "1.bad": "waiting",
      "1.uses": "skipped",
      "1.chain": "skipped",
    });
    expect((await coordinator.run("deals-1-1-chain"))?.reason).toBe(
      "`uses` was not produced: uses was skipped (`good` was not produced: good was skipped (runs only after `a` succeeds: a failed (it broke)))",
    );
  });
});

describe("a rule that cannot be worked out", () => {
  it("fails with the sentence of the rule, or with what went wrong, and never with a stack", async () => {
    const { RuleFailure } = await import("../src/rules/index.ts");
    const thrower = (error: Error) => () => {
      throw error;
    };
    const parts = await enter(
      kit({
        rules: ruleSet("throws", {
          on: ["New"],
          rules: [
            rule("rate", { args: thrower(new RuleFailure("there is no rate between EUR and CHF")) }),
            rule("bug", { args: thrower(new TypeError("x is undefined")) }),
            rule("unclear", {
              when: { kind: "check", text: "x", test: thrower(new Error("odd")), values: () => ({}) },
            }),
            rule("after", { after: [after("bug", "fails")] }),
          ],
        }),
      }),
    );
    expect((await parts.coordinator.startDue(10)).map((call) => call.action)).toEqual(["after"]);
    const runs = await parts.coordinator.runs({ status: "failed" });
    expect(runs.map((run) => run.reason)).toEqual([
      "there is no rate between EUR and CHF",
      "the arguments could not be worked out: x is undefined",
      "the condition could not be worked out: odd",
    ]);
  });

  it("fails alone where its arguments cannot be stored", async () => {
    const parts = await enter(
      kit({
        rules: ruleSet("unstorable", {
          on: ["New"],
          // No rule that compiles gives this: it stands for a fault of the program.
          rules: [rule("odd", { args: () => ({ big: 1n as unknown as number }) }), rule("fine")],
        }),
      }),
    );
    expect((await parts.coordinator.startDue(10)).map((call) => call.action)).toEqual(["fine"]);
    expect(await parts.coordinator.run("deals-1-1-odd")).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/^it could not be started: /),
    });
  });
});

describe("the clock", () => {
  it("is woken when something may be due earlier than it knows, and only then", async () => {
    const parts = await enter(kit({ rules: ruleSet("one", { on: ["New"], rules: [rule("greet")] }) }));
    expect(parts.wakes).toHaveLength(1);
    await parts.coordinator.startDue(10);
    value(await parts.coordinator.update(deal, { amount: 5 }, "anna"));
    expect(parts.wakes).toHaveLength(1);
    await parts.coordinator.settle("deals-1-1-greet", {
      kind: "failed",
      how: "transient",
      reason: "no network",
    });
    expect(parts.wakes).toHaveLength(2);
    expect(await parts.coordinator.nextDue()).toBe(START + 1000);
  });
});
