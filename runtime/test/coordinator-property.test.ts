import fc from "fast-check";
import { expect, it } from "vitest";
import type { ActionOutcome, Run, Visit } from "../src/index.ts";
import { after, kit, rule, ruleSet, virtualWorld } from "./coordinator-kit.ts";

const deal = { entity: "deals", id: 1 };
const STAGES = ["New", "Qualified", "Won"] as const;

const rules = ruleSet(
  "property",
  {
    on: ["New", "Qualified"],
    rules: [
      rule("a", { repeatable: true }),
      rule("b", { uses: ["a"] }),
      rule("c", { after: [after("a", "fails"), after("d")] }),
      rule("d", { after: [after("b", "succeeds")] }),
      rule("e", { uses: ["d", "a"], repeatable: true }),
    ],
  },
  { on: ["Qualified", "Won"], rules: [rule("a"), rule("f", { after: [after("a")] })] },
);

type Act =
  | { readonly kind: "create" | "start" | "restart" }
  | { readonly kind: "move"; readonly stage: string }
  | { readonly kind: "pass"; readonly ms: number }
  | { readonly kind: "settle"; readonly pick: number; readonly outcome: ActionOutcome }
  | {
      readonly kind: "decide";
      readonly pick: number;
      readonly what: "retry" | "runNow" | "stop" | "sent" | "send-again";
    };

const outcome: fc.Arbitrary<ActionOutcome> = fc.oneof(
  fc.record({
    kind: fc.constant("done" as const),
    result: fc.constantFrom(null, "made"),
    changes: fc.array(
      fc.record({
        kind: fc.constant("move" as const),
        stage: fc.constantFrom("NEW", "QUALIFIED", "WON", "NONE"),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    kind: fc.constant("failed" as const),
    how: fc.constantFrom("transient" as const, "permanent" as const, "uncertain" as const),
    reason: fc.constant("it broke"),
  }),
);

const pick = fc.nat(40);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constantFrom("create" as const, "restart" as const) }),
  { arbitrary: fc.record({ kind: fc.constant("start" as const) }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant("settle" as const), pick, outcome }), weight: 5 },
  fc.record({ kind: fc.constant("move" as const), stage: fc.constantFrom(...STAGES) }),
  fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(1, 1000, 700_000, 3_600_000) }),
  fc.record({
    kind: fc.constant("decide" as const),
    pick,
    what: fc.constantFrom(
      "retry" as const,
      "runNow" as const,
      "stop" as const,
      "sent" as const,
      "send-again" as const,
    ),
  }),
);

type Kit = ReturnType<typeof kit>;

interface Seen {
  readonly runs: readonly Run[];
  readonly visits: readonly Visit[];
}

async function look({ coordinator }: Kit): Promise<Seen> {
  const view = await coordinator.item(deal);
  return { runs: view?.visits.flatMap((visit) => visit.runs) ?? [], visits: view?.visits ?? [] };
}

/** Mostly a run that runs for an outcome, and any run for a person. */
function pickRun(one: Act, { runs }: Seen): Run | undefined {
  if (one.kind !== "settle" && one.kind !== "decide") return undefined;
  const running = runs.filter((run) => run.status === "running");
  const choice = one.kind === "settle" && running.length > 0 && one.pick % 5 > 0 ? running : runs;
  return choice[one.pick % choice.length];
}

/** Does one thing; returns the run that a person has decided about, if they could. */
async function perform(one: Act, { coordinator, world }: Kit, seen: Seen): Promise<string | null> {
  const picked = pickRun(one, seen);
  switch (one.kind) {
    case "create":
      await coordinator.create("deals", { id: 1, title: "Acme" }, "api");
      return null;
    case "start":
      await coordinator.startDue(3);
      return null;
    case "restart":
      await coordinator.recover();
      return null;
    case "move":
      await coordinator.move(deal, one.stage, "anna");
      return null;
    case "pass":
      world.pass(one.ms);
      return null;
    case "settle":
      if (picked !== undefined) await coordinator.settle(picked.id, one.outcome);
      return null;
    case "decide": {
      if (picked === undefined) return null;
      const { what } = one;
      const answer =
        what === "sent" || what === "send-again"
          ? await coordinator.confirm(picked.id, what, "anna")
          : await coordinator[what](picked.id, "anna");
      return answer.ok ? picked.id : null;
    }
  }
}

const ENDED = new Set(["done", "failed", "skipped", "cancelled"]);

function checkState({ runs, visits }: Seen): void {
  expect(visits.filter((visit) => visit.left === null).length).toBe(visits.length === 0 ? 0 : 1);
  expect(visits.map((visit) => visit.visit)).toEqual(visits.map((_, place) => place + 1));
  expect(new Set(runs.map((run) => run.key)).size).toBe(runs.length);
  for (const run of runs) {
    const ended = ENDED.has(run.status);
    expect(run.ended !== null, `${run.id} is ${run.status}`).toBe(ended);
    if (run.attempts === 1 && (run.status === "running" || run.status === "done")) {
      expect(
        run.due !== null && run.started !== null && run.due <= run.started,
        `${run.id} started early`,
      ).toBe(true);
    }
    if (run.status !== "done") expect(run.reason).toBeTruthy();
    if (run.uncertain) expect(run.status).toBe("failed");
    if (run.attempts > 0) expect(run.started).not.toBeNull();
    const left = visits.some((visit) => visit.visit === run.visit && visit.left !== null);
    if (left) expect(run.status, `${run.id} waits in a stage that was left`).not.toBe("waiting");
  }
}

function checkChange(before: Seen, now: Seen, decided: string | null): void {
  const former = new Map(before.runs.map((run) => [run.id, run]));
  const open = now.visits.find((visit) => visit.left === null)?.visit;
  for (const run of now.runs) {
    const old = former.get(run.id);
    if (old === undefined) continue;
    expect(run.key).toBe(old.key);
    expect(run.attempts).toBeGreaterThanOrEqual(old.attempts);
    // What was skipped for want of a run waits again when a person starts that run anew.
    const waitsAgain = decided !== null && old.status === "skipped" && old.due === null;
    if (ENDED.has(old.status) && run.id !== decided && !waitsAgain) expect(run).toEqual(old);
    if (run.id === decided) expect(["waiting", "failed"], "a person may decide").toContain(old.status);
    if (run.attempts > old.attempts) expect(run.visit, `${run.id} started after leaving`).toBe(open);
  }
  expect(now.runs.length).toBeGreaterThanOrEqual(before.runs.length);
}

/** Carries out everything that is still to come, as a service without faults would. */
async function finish(parts: Kit): Promise<void> {
  const { coordinator, world } = parts;
  for (;;) {
    await coordinator.startDue(100);
    const running = (await look(parts)).runs.filter((run) => run.status === "running");
    for (const run of running)
      await coordinator.settle(run.id, { kind: "done", result: "made", changes: [] });
    const next = await coordinator.nextDue();
    if (running.length === 0 && next === null) return;
    if (next !== null) world.set(Math.max(world.now(), next));
  }
}

it("keeps its promises whatever happens, in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40, size: "max" }), async (acts) => {
      const parts = kit({ rules, world: virtualWorld(0.5) });
      await parts.coordinator.create("deals", { id: 1, title: "Acme" }, "api");
      let seen = await look(parts);
      checkState(seen);
      for (const one of acts) {
        const decided = await perform(one, parts, seen);
        const now = await look(parts);
        checkState(now);
        checkChange(seen, now, decided);
        seen = now;
      }
      await finish(parts);
      const last = await look(parts);
      checkState(last);
      expect(last.runs.filter((run) => !ENDED.has(run.status))).toEqual([]);
      await parts.ledger.close();
    }),
    { numRuns: 200 },
  );
});
