import { describe, expect, it } from "vitest";
import { after, kit, rule, ruleSet, START, value } from "./coordinator-kit.ts";

const done = { kind: "done", result: null, changes: [] } as const;
const failed = (how: "permanent" | "transient" | "uncertain") =>
  ({ kind: "failed", how, reason: "it broke" }) as const;
const now = new Date(START).toISOString();
const a = "deals-1-1-a";

const rules = ruleSet("people", {
  on: ["New"],
  rules: [
    rule("a", { action: "sendEmail" }),
    rule("b", { after: [after("a")] }),
    rule("c", { uses: ["a"], after: [after("b")] }),
  ],
});

async function entered() {
  const parts = kit({ rules });
  value(await parts.coordinator.create("deals", { title: "Acme" }, "api"));
  return parts;
}

async function after1(how: "permanent" | "transient" | "uncertain") {
  const parts = await entered();
  await parts.coordinator.startDue(10);
  await parts.coordinator.settle(a, failed(how));
  return parts;
}

describe("a person", () => {
  it("retries a failed run, which is recorded with who", async () => {
    const { coordinator } = await after1("permanent");
    expect(value(await coordinator.retry(a, "anna"))).toMatchObject({
      status: "waiting",
      due: now,
      ended: null,
      reason: "retried by anna",
    });
    const [call] = await coordinator.startDue(1);
    expect(call?.run).toMatchObject({ id: a, attempt: 2 });
    await coordinator.settle(a, done);
    expect(await coordinator.run(a)).toMatchObject({ status: "done", attempts: 2 });
    expect(await coordinator.acts(a)).toEqual([{ at: now, run: a, what: "retry", by: "anna" }]);
  });

  it("who retries a failed run brings back what was skipped for want of it", async () => {
    const { coordinator } = await after1("permanent");
    const c = "deals-1-1-c";
    await coordinator.startDue(10);
    await coordinator.settle("deals-1-1-b", done);
    expect(await coordinator.run(c)).toMatchObject({ status: "skipped" });
    value(await coordinator.retry(a, "anna"));
    expect(await coordinator.run(c)).toMatchObject({
      status: "waiting",
      reason: "waits for `a`",
      ended: null,
    });
    await coordinator.startDue(10);
    await coordinator.settle(a, { kind: "done", result: "made", changes: [] });
    expect((await coordinator.startDue(10)).map((call) => call.run.id)).toEqual([c]);
  });

  it("runs a waiting run now that is due later", async () => {
    const { coordinator } = await after1("transient");
    expect(await coordinator.startDue(10)).toEqual([]);
    expect(value(await coordinator.runNow(a, "anna"))).toMatchObject({ due: now, reason: "run now by anna" });
    expect((await coordinator.startDue(10)).map((call) => call.run.id)).toEqual([a]);
  });

  it("runs a run now that waits for other rules, unless it needs what they produce", async () => {
    const { coordinator } = await entered();
    value(await coordinator.runNow("deals-1-1-b", "anna"));
    expect((await coordinator.startDue(10)).map((call) => call.run.rule)).toEqual(["a", "b"]);
    expect(await coordinator.runNow("deals-1-1-c", "anna")).toEqual({
      ok: false,
      problem: "conflict",
      detail: "`c` cannot run now: `a` was not produced: sendEmail has not ended.",
    });
  });

  it("stops a waiting run, and what waited for it goes on", async () => {
    const { coordinator } = await entered();
    expect(value(await coordinator.stop(a, "anna"))).toMatchObject({
      status: "cancelled",
      reason: "stopped by anna",
    });
    expect((await coordinator.startDue(10)).map((call) => call.run.rule)).toEqual(["b"]);
    await coordinator.settle("deals-1-1-b", done);
    expect(await coordinator.run("deals-1-1-c")).toMatchObject({
      status: "skipped",
      reason: "`a` was not produced: sendEmail was cancelled (stopped by anna)",
    });
  });

  it("confirms that an uncertain run has happened", async () => {
    const { coordinator } = await after1("uncertain");
    expect(await coordinator.run(a)).toMatchObject({
      status: "failed",
      uncertain: true,
      reason: "it broke; nobody knows whether it happened, so a person has to say",
    });
    expect(value(await coordinator.confirm(a, "sent", "anna"))).toMatchObject({
      status: "done",
      uncertain: false,
      reason: "confirmed as done by anna",
    });
    expect(await coordinator.acts(a)).toMatchObject([{ what: "sent", by: "anna" }]);
  });

  it("has an uncertain run sent again, with the same key", async () => {
    const { coordinator } = await after1("uncertain");
    const key = (await coordinator.run(a))?.key;
    expect(value(await coordinator.confirm(a, "send-again", "anna"))).toMatchObject({
      status: "waiting",
      due: now,
      uncertain: false,
    });
    expect((await coordinator.startDue(1))[0]?.run).toMatchObject({ attempt: 2, key });
  });

  it("is told in a sentence what cannot be", async () => {
    const { coordinator } = await entered();
    const conflict = (sentence: string) => ({ ok: false, problem: "conflict", detail: sentence });
    expect(await coordinator.retry(a, "anna")).toEqual(
      conflict("`a` is waiting; only a failed run can be retried."),
    );
    expect(await coordinator.runNow(a, "anna")).toEqual(conflict("`a` is due already."));
    expect(await coordinator.confirm(a, "sent", "anna")).toEqual(
      conflict("`a` is waiting; only an uncertain run can be confirmed."),
    );
    await coordinator.startDue(10);
    expect(await coordinator.stop(a, "anna")).toEqual(
      conflict("`a` is running; what has started cannot be stopped."),
    );
    await coordinator.settle(a, failed("uncertain"));
    expect(await coordinator.stop(a, "anna")).toEqual(
      conflict("`a` is failed and uncertain; it has ended already."),
    );
    expect(await coordinator.retry(a, "anna")).toEqual(
      conflict("`a` is failed and uncertain: say first whether it happened, with confirm."),
    );
    expect(await coordinator.retry("deals-9-1-a", "anna")).toEqual({
      ok: false,
      problem: "not-found",
      detail: "There is no run deals-9-1-a.",
    });
    expect(await coordinator.acts(a)).toEqual([]);
  });
});

describe("an attempt that fails for a passing reason", () => {
  it("is followed by five more, each later than the one before, and then given up", async () => {
    const { coordinator, world } = await entered();
    const pauses: number[] = [];
    for (;;) {
      await coordinator.startDue(1);
      await coordinator.settle(a, failed("transient"));
      const run = await coordinator.run(a);
      if (run?.status !== "waiting" || run.due === null) break;
      pauses.push(Date.parse(run.due) - world.now());
      world.set(Date.parse(run.due));
    }
    expect(pauses).toEqual([1000, 5000, 30_000, 120_000, 600_000]);
    expect(await coordinator.run(a)).toMatchObject({
      status: "failed",
      attempts: 6,
      reason: "gave up after 6 attempts: it broke",
    });
  });

  it("waits at least as long as the other side asks, and within reason", async () => {
    for (const [retryAfter, pause] of [
      [10, 1000],
      [90_000, 90_000],
      [Number.NaN, 1000],
      [Number.POSITIVE_INFINITY, 30 * 24 * 3_600_000],
    ] as const) {
      const { coordinator } = await entered();
      await coordinator.startDue(1);
      await coordinator.settle(a, { ...failed("transient"), retryAfter });
      expect(await coordinator.nextDue()).toBe(START + pause);
    }
  });

  it("is told as one sentence, however the action ends its own", async () => {
    const { coordinator } = await entered();
    await coordinator.startDue(1);
    await coordinator.settle(a, { kind: "failed", how: "uncertain", reason: "The line went dead." });
    expect(await coordinator.run(a)).toMatchObject({
      reason: "The line went dead; nobody knows whether it happened, so a person has to say",
    });
  });

  it("says nothing about a run that does not run", async () => {
    const { coordinator } = await entered();
    await coordinator.settle(a, done);
    await coordinator.settle("deals-9-1-a", done);
    expect(await coordinator.run(a)).toMatchObject({ status: "waiting", attempts: 0 });
  });
});
