import { describe, expect, it } from "vitest";
import {
  after,
  broken,
  deal,
  done,
  enter,
  kit,
  rule,
  ruleSet,
  START,
  statuses,
  value,
} from "./coordinator-kit.ts";

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
