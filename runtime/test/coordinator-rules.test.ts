import { describe, expect, it } from "vitest";
import { openSqliteLedger } from "../src/index.ts";
import { duration } from "../src/time/duration.ts";
import {
  after,
  deal,
  done,
  enter,
  type Kit,
  kit,
  rule,
  ruleSet,
  START,
  statuses,
  value,
  virtualWorld,
} from "./coordinator-kit.ts";

const HOUR = 3_600_000;
const iso = (after = 0) => new Date(START + after).toISOString();
const inTwoHours = { schedule: { delay: duration({ milliseconds: 2 * HOUR }) } };

const rules = ruleSet("one", {
  on: ["New"],
  rules: [
    rule("remind", inTwoHours),
    rule("note", { after: [after("remind")] }),
    rule("other", inTwoHours),
    rule("onTime", { ...inTwoHours, skipIfLate: true }),
  ],
});
const REMIND = "rules/test.rules#deals/SALES/NEW#remind";

/** Looks at what waits until there is nothing more to look at; what was started, in the order of the names. */
async function settleDown({ coordinator, world }: Kit): Promise<readonly string[]> {
  const calls: string[] = [];
  for (let round = 0; round < 20; round += 1) {
    calls.push(...(await coordinator.startDue(50)).map((call) => call.run.rule));
    const next = await coordinator.nextDue();
    if (next === null || next > world.now()) return calls.toSorted();
  }
  throw new Error("it does not come to rest");
}

describe("a rule that is disabled in the running service", () => {
  it("holds its waiting runs with who and since when, and nobody else's", async () => {
    const own = await enter(kit({ rules }));
    expect(value(await own.coordinator.disableRule("remind", "anna"))).toMatchObject({
      key: REMIND,
      disabled: { by: "anna", at: iso() },
      waiting: 1,
    });
    expect(own.wakes.length).toBeGreaterThan(0);
    await settleDown(own);
    expect(await own.coordinator.run("deals-1-1-remind")).toMatchObject({
      status: "waiting",
      due: null,
      reason: "disabled by anna at 2026-06-08 10:00",
      why: { code: "disabled", by: "anna", at: iso() },
    });
    expect(await own.coordinator.run("deals-1-1-other")).toMatchObject({ due: iso(2 * HOUR) });
    own.world.pass(3 * HOUR);
    expect(await settleDown(own)).toEqual(["onTime", "other"]);
    expect(await statuses(own)).toMatchObject({ "1.remind": "waiting", "1.note": "waiting" });
  });

  it("does not start even where its moment comes before it was looked at", async () => {
    const own = await enter(kit({ rules }));
    own.world.pass(2 * HOUR);
    await own.coordinator.disableRule("remind", "anna");
    expect(await settleDown(own)).toEqual(["onTime", "other"]);
  });

  it("holds what new visits make of it, and what other rules release", async () => {
    const chain = ruleSet("chain", { on: ["New"], rules: [rule("a"), rule("b", { after: [after("a")] })] });
    const own = kit({ rules: chain });
    await own.coordinator.disableRule("b", "anna");
    await enter(own);
    expect(await settleDown(own)).toEqual(["a"]);
    await own.coordinator.settle("deals-1-1-a", done);
    expect(await settleDown(own)).toEqual([]);
    expect(await own.coordinator.run("deals-1-1-b")).toMatchObject({ why: { code: "disabled" } });
    await own.coordinator.enableRule("b", "anna");
    expect(await settleDown(own)).toEqual(["b"]);
  });

  it("is planned as before once it is enabled in time", async () => {
    const own = await enter(kit({ rules }));
    await own.coordinator.disableRule("remind", "anna");
    await settleDown(own);
    own.world.pass(HOUR);
    expect(value(await own.coordinator.enableRule(REMIND, "ben"))).toMatchObject({ disabled: null });
    await settleDown(own);
    expect(await own.coordinator.run("deals-1-1-remind")).toMatchObject({
      due: iso(2 * HOUR),
      late: false,
      why: { code: "moment", until: iso(2 * HOUR) },
    });
  });

  it("runs late where its moment went by, or is skipped where it says so", async () => {
    const own = await enter(kit({ rules }));
    for (const name of ["remind", "onTime"]) await own.coordinator.disableRule(name, "anna");
    own.world.pass(5 * HOUR);
    await settleDown(own);
    for (const name of ["remind", "onTime"]) await own.coordinator.enableRule(name, "anna");
    expect(await settleDown(own)).toContain("remind");
    expect(await own.coordinator.run("deals-1-1-remind")).toMatchObject({ status: "running", late: true });
    expect(await own.coordinator.run("deals-1-1-onTime")).toMatchObject({
      status: "skipped",
      why: { code: "late", planned: iso(2 * HOUR) },
    });
  });

  it("lets what runs end, and holds its next attempt with the attempts it had", async () => {
    const own = await enter(kit({ rules: ruleSet("try", { on: ["New"], rules: [rule("a")] }) }));
    await own.coordinator.startDue(10);
    await own.coordinator.disableRule("a", "anna");
    await own.coordinator.settle("deals-1-1-a", { kind: "failed", how: "transient", reason: "busy" });
    own.world.pass(HOUR);
    expect(await settleDown(own)).toEqual([]);
    expect(await own.coordinator.run("deals-1-1-a")).toMatchObject({
      status: "waiting",
      attempts: 1,
      why: { code: "disabled" },
    });
    await own.coordinator.enableRule("a", "anna");
    expect(await settleDown(own)).toEqual(["a"]);
    expect(await own.coordinator.run("deals-1-1-a")).toMatchObject({ status: "running", attempts: 2 });
  });

  it("repeats an attempt that may have happened just as it was, though its rule skips what is late", async () => {
    let calls = 0;
    const args = () => {
      calls += 1;
      return { call: calls };
    };
    const once = ruleSet("late", {
      on: ["New"],
      rules: [rule("a", { repeatable: true, skipIfLate: true, args })],
    });
    const own = await enter(kit({ rules: once }));
    await own.coordinator.startDue(10);
    await own.coordinator.disableRule("a", "anna");
    await own.coordinator.settle("deals-1-1-a", {
      kind: "failed",
      how: "transient",
      reason: "cut",
      begun: true,
    });
    own.world.pass(HOUR);
    expect(await settleDown(own)).toEqual([]);
    await own.coordinator.enableRule("a", "anna");
    const [call] = await own.coordinator.startDue(10);
    expect(call).toMatchObject({ args: { call: 1 }, run: { attempt: 2 } });
  });

  it("is not run now by a person before it is enabled", async () => {
    const own = await enter(kit({ rules }));
    await own.coordinator.disableRule("remind", "anna");
    expect(await own.coordinator.runNow("deals-1-1-remind", "ben")).toMatchObject({
      ok: false,
      detail: "`remind` is disabled by anna at 2026-06-08 10:00; enable it first.",
    });
  });

  it("is held in the next build as well, and cancelled when the item leaves", async () => {
    const own = await enter(kit({ rules }));
    await own.coordinator.disableRule("remind", "anna");
    own.load({ ...rules, hash: "two" });
    value(await own.coordinator.create("deals", { title: "Next" }, "api"));
    await settleDown(own);
    expect(await own.coordinator.run("deals-2-1-remind")).toMatchObject({
      ruleSet: "two",
      why: { code: "disabled" },
    });
    value(await own.coordinator.move(deal, "Won", "api"));
    expect(await own.coordinator.run("deals-1-1-remind")).toMatchObject({
      status: "cancelled",
      why: { code: "left", stage: "New", at: iso() },
    });
  });

  it.each(["disable", "enable"] as const)(
    "is looked at again after a crash in the middle of %s",
    async (what) => {
      const world = virtualWorld();
      const ledger = openSqliteLedger(":memory:");
      const own = await enter(kit({ rules, ledger, world }));
      await own.coordinator.disableRule("remind", "anna");
      if (what === "enable") {
        await settleDown(own);
        await own.coordinator.enableRule("remind", "anna");
      }
      const next = kit({ rules, ledger, world });
      expect(await next.coordinator.nextDue()).toBe(world.now());
      await settleDown(next);
      expect(await next.coordinator.run("deals-1-1-remind")).toMatchObject({
        why: { code: what === "disable" ? "disabled" : "moment" },
      });
    },
  );

  it("is remembered with who did it, once for what happened once", async () => {
    const own = await enter(kit({ rules }));
    await own.coordinator.disableRule("remind", "anna");
    await own.coordinator.disableRule("remind", "ben");
    await own.coordinator.enableRule("remind", "carl");
    await own.coordinator.enableRule("remind", "carl");
    const deed = { at: iso(), subject: REMIND, data: null };
    expect(await own.coordinator.deeds(10)).toEqual([
      { ...deed, what: "enable", by: "carl" },
      { ...deed, what: "disable", by: "anna" },
    ]);
  });
});

describe("a rule is chosen", () => {
  const twice = ruleSet(
    "twice",
    { on: ["New"], rules: [rule("mail"), rule("call")] },
    { on: ["Won"], rules: [rule("mail")] },
  );

  it("by its key, where several have its name", async () => {
    const { coordinator } = kit({ rules: twice });
    expect(await coordinator.disableRule("mail", "anna")).toEqual({
      ok: false,
      problem: "conflict",
      field: "key",
      detail:
        "Several rules are named “mail”: say which one by its key, “rules/test.rules#deals/SALES/NEW#mail”, “rules/test.rules#deals/SALES/WON#mail”.",
    });
    value(await coordinator.disableRule("rules/test.rules#deals/SALES/WON#mail", "anna"));
    expect((await coordinator.rules()).map(({ key, disabled }) => [key, disabled !== null])).toEqual([
      ["rules/test.rules#deals/SALES/NEW#mail", false],
      ["rules/test.rules#deals/SALES/NEW#call", false],
      ["rules/test.rules#deals/SALES/WON#mail", true],
    ]);
  });

  it("from those there are, with the one that was meant where it is near", async () => {
    const { coordinator } = kit({ rules: twice });
    expect(await coordinator.enableRule("cal", "anna")).toMatchObject({
      ok: false,
      problem: "not-found",
      detail: "There is no rule “cal”. Did you mean “call”?",
    });
  });

  it("although the current rules do not have it any more, as long as something waits for it", async () => {
    const own = await enter(kit({ rules }));
    own.load(twice);
    expect((await own.coordinator.rules()).find(({ key }) => key === REMIND)).toEqual({
      key: REMIND,
      rule: "remind",
      place: null,
      disabled: null,
      waiting: 1,
    });
    value(await own.coordinator.disableRule(REMIND, "anna"));
    await settleDown(own);
    expect(await own.coordinator.run("deals-1-1-remind")).toMatchObject({ why: { code: "disabled" } });
  });
});
