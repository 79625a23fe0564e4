import { describe, expect, it } from "vitest";
import type { WaitRequest } from "../src/index.ts";
import { openSqliteLedger } from "../src/index.ts";
import type { JsonObject } from "../src/rules/values.ts";
import { duration } from "../src/time/duration.ts";
import { broken, deal, done, enter, kit, rule, ruleSet, value } from "./coordinator-kit.ts";
import { berlin, local, pass } from "./forms-kit.ts";
import { ASK, asked, asking, request, rulesOf } from "./waits-kit.ts";

describe("a run whose action waits for an event", () => {
  it("waits with what for and until when, and so does what comes after it", async () => {
    const { pass: passTo, ask, coordinator } = await asked();
    await passTo("2026-06-10 16:00");
    const run = await ask();
    expect(run).toMatchObject({
      status: "waiting",
      waits: "event",
      result: null,
      reason: "waits for Max's approval until Fri 2026-06-12 16:00",
      why: { code: "event", what: "Max's approval", events: ["approvalAnswered"] },
    });
    expect(local(run.due)).toBe("2026-06-12 16:00");
    expect(await coordinator.run("deals-1-1-lower")).toMatchObject({
      status: "waiting",
      reason: "waits for `ask`",
    });
  });

  it.each([
    ["approved", "2026-06-11 11:00", []],
    ["rejected", "2026-06-11 11:00", ["2026-06-11 11:00 lower"]],
    ["rejected", "2026-06-12 16:00", ["2026-06-12 16:00 lower"]],
  ])("is done with %s by an event at %s, the last moment included", async (decision, moment, follows) => {
    const { pass: passTo, set, answer, ask } = await asked();
    await passTo("2026-06-11 10:00");
    set(moment);
    expect(await answer(decision)).toMatchObject({ status: "accepted" });
    expect(await ask()).toMatchObject({
      status: "done",
      result: decision,
      reason: `approvalAnswered came on ${moment}`,
      why: { code: "came", event: "approvalAnswered" },
    });
    expect(await passTo("2026-06-30 00:00")).toEqual(follows);
  });

  it("is done with what the action said where the time is over, at that very moment", async () => {
    const { pass: passTo, ask } = await asked();
    expect(await passTo("2026-06-30 00:00")).toEqual(["2026-06-10 16:00 ask", "2026-06-12 16:00 escalate"]);
    expect(await ask()).toMatchObject({
      status: "done",
      result: "timedOut",
      reason: "Max's approval did not come until Fri 2026-06-12 16:00",
      why: { code: "timed-out" },
      attempts: 1,
    });
  });

  it("does not count what comes a moment later, and notes it", async () => {
    const { pass: passTo, set, answer, ask, notes } = await asked();
    await passTo("2026-06-12 15:59");
    set("2026-06-12 16:00:01");
    await answer("approved");
    expect(await ask()).toMatchObject({ status: "waiting" });
    await passTo("2026-06-13 00:00");
    await answer("approved");
    expect(await ask()).toMatchObject({ status: "done", result: "timedOut" });
    const late = "Max's approval came late: `ask` waited until Fri 2026-06-12 16:00";
    expect(await notes()).toEqual([late, late]);
  });

  it("takes the first of several, and says nothing of the others", async () => {
    const { pass: passTo, set, answer, ask, notes } = await asked();
    await passTo("2026-06-11 10:00");
    await answer("rejected");
    set("2026-06-11 10:05");
    await answer("approved");
    expect(await ask()).toMatchObject({ status: "done", result: "rejected" });
    expect(await notes()).toEqual([]);
  });

  it.each<[string, JsonObject, string]>([
    ["another request", { request: "deals-1-1-other", decision: "approved" }, "approvalAnswered"],
    ["another answer", { request: ASK, decision: "perhaps" }, "approvalAnswered"],
    ["nothing", {}, "approvalAnswered"],
    ["another event", { request: ASK, decision: "approved" }, "formSent"],
  ])("goes on waiting where there comes %s", async (_, payload, type) => {
    const { pass: passTo, send, ask, notes } = await asked();
    await passTo("2026-06-11 10:00");
    expect(await send(payload, type)).toMatchObject({ status: "accepted" });
    expect(await ask()).toMatchObject({ status: "waiting", waits: "event" });
    expect(await notes()).toEqual([]);
  });

  it("is cancelled where the item leaves its stage, and what comes then changes nothing", async () => {
    const { pass: passTo, coordinator, answer, ask } = await asked();
    await passTo("2026-06-11 10:00");
    await coordinator.move(deal, "Qualified", "anna");
    await answer("rejected");
    expect(await ask()).toMatchObject({ status: "cancelled", result: null, why: { code: "left" } });
    expect(await passTo("2026-06-30 00:00")).toEqual([]);
  });

  it("is cancelled where its action has moved the item away itself", async () => {
    const { pass: passTo, ask } = await asked((call) =>
      asking(call, {}, "timedOut", [{ kind: "move", stage: "QUALIFIED" }]),
    );
    await passTo("2026-06-11 10:00");
    expect(await ask()).toMatchObject({ status: "cancelled", why: { code: "left" } });
  });

  it("is cancelled together with its item", async () => {
    const { pass: passTo, coordinator, ask } = await asked();
    await passTo("2026-06-11 10:00");
    await coordinator.remove(deal, "anna");
    expect(await ask()).toMatchObject({ status: "cancelled", why: { code: "deleted" } });
  });

  it("can be stopped by a person", async () => {
    const { pass: passTo, coordinator, answer, notes } = await asked();
    await passTo("2026-06-11 10:00");
    expect(value(await coordinator.stop(ASK, "anna"))).toMatchObject({ status: "cancelled" });
    await answer("approved");
    expect(await notes()).toEqual(["Max's approval came late: `ask` was cancelled (stopped by anna)"]);
  });

  it("goes on at once as if its time were over where a person runs it now, and does not ask again", async () => {
    const { pass: passTo, coordinator } = await asked();
    await passTo("2026-06-11 10:00");
    expect(value(await coordinator.runNow(ASK, "anna"))).toMatchObject({
      status: "done",
      result: "timedOut",
      reason: "anna did not wait for Max's approval any longer",
    });
    expect(await passTo("2026-06-11 10:00")).toEqual(["2026-06-11 10:00 escalate"]);
  });

  it("cannot be confirmed as sent where that is uncertain, since no answer would count, and can be sent again", async () => {
    const { coordinator, answer, ask } = await asked();
    await coordinator.startDue(10);
    await coordinator.recover();
    expect(await ask()).toMatchObject({ status: "failed", uncertain: true, why: { code: "cut-off" } });
    expect(await coordinator.confirm(ASK, "sent", "anna")).toMatchObject({
      ok: false,
      problem: "conflict",
      detail: expect.stringContaining("waits for an answer"),
    });
    expect(await ask()).toMatchObject({ status: "failed", uncertain: true });
    value(await coordinator.confirm(ASK, "send-again", "anna"));
    const [call] = await coordinator.startDue(10);
    if (call === undefined) throw new Error("nothing was called");
    await coordinator.settle(ASK, asking(call));
    await answer("approved");
    expect(await ask()).toMatchObject({ status: "done", result: "approved" });
  });

  it("is not held back by disabling its rule, since its action has been called", async () => {
    const { pass: passTo, coordinator, answer, ask } = await asked();
    await passTo("2026-06-11 10:00");
    value(await coordinator.disableRule("ask", "anna"));
    await passTo("2026-06-11 11:00");
    await answer("approved");
    expect(await ask()).toMatchObject({ status: "done", result: "approved" });
  });

  it("survives a restart, with its event and with its deadline", async () => {
    for (const [decision, status] of [
      ["approved", "approved"],
      [undefined, "timedOut"],
    ] as const) {
      const first = await asked();
      await first.pass("2026-06-11 10:00");
      const second = kit({ rules: rulesOf(), ledger: first.ledger, world: first.world });
      await second.coordinator.recover();
      if (decision !== undefined) {
        const event = { id: "again", type: "approvalAnswered", item: "deals/1" };
        await second.coordinator.receive({ ...event, payload: { request: ASK, decision } });
      }
      await pass(second, "2026-06-13 00:00");
      expect(await second.coordinator.run(ASK)).toMatchObject({ status: "done", result: status });
    }
  });

  it("ends as it was told to where the build of its rule is not there any more", async () => {
    const first = await asked();
    await first.pass("2026-06-11 10:00");
    const second = kit({ rules: rulesOf("newer"), ledger: first.ledger, world: first.world });
    await pass(second, "2026-06-13 00:00");
    expect(await second.coordinator.run(ASK)).toMatchObject({ status: "done", result: "timedOut" });
  });

  it("keeps its deadline when a build with another calendar comes: people have been told it", async () => {
    const { pass: passTo, load, ask } = await asked();
    await passTo("2026-06-11 10:00");
    const other = rulesOf("holiday");
    load({ ...other, calendar: { ...other.calendar, holidays: ["2026-06-12"] } });
    await passTo("2026-06-30 00:00");
    const run = await ask();
    expect(local(run.ended)).toBe("2026-06-12 16:00");
  });

  it("takes what comes while its action is still under way", async () => {
    const { coordinator, answer, ask, set } = await asked();
    const [call] = await coordinator.startDue(10);
    if (call === undefined) throw new Error("nothing was called");
    await answer("approved");
    expect(await ask()).toMatchObject({ status: "running" });
    set("2026-06-10 16:01");
    await coordinator.settle(ASK, asking(call));
    expect(await ask()).toMatchObject({
      status: "done",
      result: "approved",
      reason: "approvalAnswered came on 2026-06-10 16:00",
    });
  });

  it("forgets what came meanwhile where its action does not wait, or fails", async () => {
    for (const outcome of [done, broken]) {
      const { coordinator, answer, ask } = await asked();
      await coordinator.startDue(10);
      await answer("approved");
      await coordinator.settle(ASK, outcome);
      expect((await ask()).status).toBe(outcome === done ? "done" : "failed");
    }
  });

  it("waits for ever where nothing says until when", async () => {
    const {
      pass: passTo,
      ask,
      answer,
    } = await asked((call) => {
      const { within: _, ...wait } = { ...request, since: call.now };
      return { kind: "done", result: null, changes: [], wait };
    });
    await passTo("2027-06-30 00:00");
    expect(await ask()).toMatchObject({
      status: "waiting",
      due: null,
      reason: "waits for Max's approval",
    });
    await answer("approved");
    expect(await ask()).toMatchObject({ status: "done", result: "approved" });
  });

  it.each<[Partial<WaitRequest>, string]>([
    [{ until: "2026-06-11T08:00:00.000Z" }, "2026-06-11 10:00"],
    [{ until: "2026-06-01T08:00:00.000Z" }, "2026-06-10 16:00"],
    [{ within: "PT36H" }, "2026-06-12 04:00"],
    [{ within: "P3D" }, "2026-06-13 16:00"],
    [{ within: duration({ workingMilliseconds: 3 * 3_600_000 }) }, "2026-06-11 10:00"],
    [{ within: duration({ workingDays: 3 }) }, "2026-06-15 16:00"],
  ])("waits until a moment, or for elapsed and working time: %j", async (parts, end) => {
    const { pass: passTo, ask } = await asked((call) => {
      const { within: _, ...wait } = { ...request, since: call.now };
      return { kind: "done", result: "timedOut", changes: [], wait: { ...wait, ...parts } };
    });
    await passTo("2026-06-30 00:00");
    const run = await ask();
    expect(run).toMatchObject({ status: "done", result: "timedOut" });
    expect(local(run.ended)).toBe(end);
  });

  it("fails where the moment until which it waits never comes", async () => {
    const {
      pass: passTo,
      ask,
      load,
    } = await asked((call) => asking(call, { within: duration({ workingMilliseconds: 1 }) }));
    const never = rulesOf();
    load({ ...never, calendar: { ...never.calendar, hours: {} } });
    await passTo("2026-06-11 10:00");
    expect(await ask()).toMatchObject({ status: "failed", why: { code: "not-computed" } });
  });
});

describe("a rule that repeats and waits each time", () => {
  it("has its next turn once the wait of the last one is over", async () => {
    const rules = ruleSet("turns", {
      on: ["New"],
      rules: [
        rule("ask", {
          schedule: { repeat: { every: duration({ days: 1 }), times: 3 } },
        }),
      ],
    });
    const parts = kit({ rules: { ...rules, events: ["approvalAnswered"] } });
    parts.world.set(berlin("2026-06-10 16:00"));
    await enter(parts);
    const log = await pass(parts, "2026-06-30 00:00", (call) => asking(call, { within: "PT12H" }));
    expect(log).toEqual(["2026-06-11 16:00 ask", "2026-06-12 16:00 ask", "2026-06-13 16:00 ask"]);
    expect(await parts.coordinator.run(ASK)).toMatchObject({ status: "done", attempts: 3 });
  });
});

describe("runs that wait for events", () => {
  it("are rows and nothing else: a service that starts knows the next moment, and calls nothing", async () => {
    const ledger = openSqliteLedger(":memory:");
    const parts = kit({ rules: rulesOf(), ledger });
    for (let count = 0; count < 20; count += 1) {
      value(await parts.coordinator.create("deals", { title: "Acme" }, "api"));
    }
    const calls = await parts.coordinator.startDue(100);
    for (const call of calls) await parts.coordinator.settle(call.run.id, asking(call));
    const later = kit({ rules: rulesOf(), ledger, world: parts.world });
    expect(await later.coordinator.startDue(100)).toEqual([]);
    expect(await later.coordinator.nextDue("runs")).toBe(berlin("2026-06-10 10:00"));
  });
});
