import { describe, expect, it } from "vitest";
import {
  after,
  deal,
  done,
  enter,
  type Kit,
  kit,
  moveTo,
  payments,
  rule,
  ruleSet,
  START,
  statuses,
  value,
} from "./coordinator-kit.ts";

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
