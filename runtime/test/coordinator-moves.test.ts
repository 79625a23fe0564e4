import { describe, expect, it } from "vitest";
import { after, deal, done, enter, kit, moveTo, rule, ruleSet, statuses, value } from "./coordinator-kit.ts";

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
