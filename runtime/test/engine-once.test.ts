import { describe, expect, it } from "vitest";
import type { Rule } from "../src/rules/ruleset.ts";
import { duration } from "../src/time/duration.ts";
import { broken, deal, done, enter, type Kit, kit, rule, value } from "./coordinator-kit.ts";
import { berlin, language, pass } from "./forms-kit.ts";

const per90Days = { per: duration({ days: 90 }) };

function rulesWith(once: NonNullable<Rule["once"]>, hash = "once", ...before: readonly string[]) {
  return language(hash, [
    ...before.map((name) => ({ stage: "Won", rules: [rule(name)] })),
    { stage: "New", rules: [rule("greet", { once })] },
    { stage: "Qualified", rules: [rule("greet", { once })] },
    { on: "formSent", rules: [rule("thank", { once })] },
  ]);
}

async function started(once: NonNullable<Rule["once"]>): Promise<Kit> {
  const parts = kit({ rules: rulesWith(once) });
  parts.world.set(berlin("2026-06-08 10:00"));
  return enter(parts);
}

const move = async ({ coordinator }: Kit, stage: string) =>
  value(await coordinator.move(deal, stage, "anna"));
const send = ({ coordinator, world }: Kit) =>
  coordinator.receive({ id: `e${world.id()}`, type: "formSent", item: "deals/1", payload: {} });

describe("a rule that is done once", () => {
  it("is skipped however often the item comes back, and says since when", async () => {
    const parts = await started({});
    expect(await pass(parts, "2026-06-09 10:00")).toEqual(["2026-06-08 10:00 greet"]);
    await move(parts, "Won");
    await move(parts, "New");
    expect(await pass(parts, "2027-06-09 10:00")).toEqual([]);
    expect(await parts.coordinator.run("deals-1-3-greet")).toMatchObject({
      status: "skipped",
      reason: "once: `greet` was done for this item on 2026-06-08 10:00",
    });
  });

  it("is another rule than one of the same name in another stage", async () => {
    const parts = await started({});
    await pass(parts, "2026-06-09 10:00");
    await move(parts, "Qualified");
    expect(await pass(parts, "2026-06-10 10:00")).toEqual(["2026-06-09 10:00 greet"]);
  });

  it("is done again where it failed", async () => {
    const parts = await started({});
    await pass(parts, "2026-06-09 10:00", () => broken);
    await move(parts, "Won");
    await move(parts, "New");
    expect(await pass(parts, "2026-06-10 10:00")).toHaveLength(1);
  });

  it("is not done again where nobody knows whether it was", async () => {
    const parts = await started({});
    await pass(parts, "2026-06-09 10:00", () => ({ kind: "failed", how: "uncertain", reason: "cut off" }));
    await move(parts, "Won");
    await move(parts, "New");
    expect(await pass(parts, "2026-06-10 10:00")).toEqual([]);
    expect(await parts.coordinator.run("deals-1-3-greet")).toMatchObject({
      reason: "once: `greet` may have been done for this item on 2026-06-08 10:00",
    });
  });

  it("is known again in other builds, with other rules around it", async () => {
    const parts = await started({});
    await pass(parts, "2026-06-09 10:00");
    parts.load(rulesWith({}, "next", "one", "two"));
    await move(parts, "Won");
    await move(parts, "New");
    expect(await pass(parts, "2026-06-10 10:00")).toEqual([]);
    expect(await parts.coordinator.run("deals-1-3-greet")).toMatchObject({
      ruleSet: "next",
      status: "skipped",
    });
  });

  it("is done for every item", async () => {
    const parts = await started({});
    value(await parts.coordinator.create("deals", { title: "Next" }, "api"));
    expect(await pass(parts, "2026-06-09 10:00")).toHaveLength(2);
  });

  it("waits for what becomes of a run that has begun, and takes its place where that fails", async () => {
    for (const [outcome, calls] of [
      [done, []],
      [broken, ["thank"]],
    ] as const) {
      const parts = await started({});
      await pass(parts, "2026-06-09 10:00");
      await send(parts);
      await send(parts);
      const [call, ...others] = await parts.coordinator.startDue(10);
      expect([call?.run.id, others]).toEqual(["deals-1-e1-thank", []]);
      expect(await parts.coordinator.run("deals-1-e2-thank")).toMatchObject({
        status: "waiting",
        waits: "rules",
        reason: "waits for what becomes of `thank` in deals-1-e1-thank, since it is done once",
      });
      await parts.coordinator.settle("deals-1-e1-thank", outcome);
      expect((await parts.coordinator.startDue(10)).map(({ action }) => action)).toEqual(calls);
    }
  });
});

describe("a rule that is done once within a time", () => {
  it("is done again when the time is over, to the millisecond", async () => {
    const parts = await started(per90Days);
    await pass(parts, "2026-06-09 10:00");
    for (const [moment, count] of [
      [berlin("2026-09-06 10:00") - 1, 0],
      [berlin("2026-09-06 10:00"), 1],
    ] as const) {
      parts.world.set(moment);
      await move(parts, "Won");
      await move(parts, "New");
      const calls = await parts.coordinator.startDue(10);
      expect(calls).toHaveLength(count);
      for (const { run } of calls) await parts.coordinator.settle(run.id, done);
    }
    const [skipped] = await parts.coordinator.runs({ status: "skipped" });
    expect(skipped?.reason).toBe(
      "once: `greet` was done for this item on 2026-06-08 10:00, and again from 2026-09-06 10:00 on",
    );
  });

  it("counts from the moment it was due, not from when its start got round to it", async () => {
    const parts = await started({ per: duration({ days: 1 }) });
    parts.world.pass(5000);
    await parts.coordinator.startDue(1);
    await parts.coordinator.settle("deals-1-1-greet", done);
    parts.world.set(berlin("2026-06-09 10:00"));
    await move(parts, "Won");
    await move(parts, "New");
    expect(await parts.coordinator.startDue(1)).toHaveLength(1);
  });
});
