import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createGate } from "../src/dispatch/gate.ts";
import { createLoop, type Loop } from "../src/dispatch/loop.ts";
import type { ActionCall, ActionOutcome } from "../src/index.ts";
import type { LoadedRuleSet } from "../src/rules/index.ts";
import { done, kit, rule, ruleSet, virtualWorld } from "./coordinator-kit.ts";
import { memoryLog } from "./dispatch-support.ts";

const busy = (retryAfter?: number): ActionOutcome => ({
  kind: "failed",
  how: "transient",
  reason: "busy",
  ...(retryAfter !== undefined && { retryAfter }),
});

const limit = fc.record(
  {
    concurrent: fc.integer({ min: 1, max: 4 }),
    perSecond: fc.integer({ min: 1, max: 5 }),
    perMinute: fc.integer({ min: 1, max: 20 }),
  },
  { requiredKeys: [] },
);

const life = fc.record({
  limits: fc.dictionary(fc.constantFrom("a", "b", "p"), limit),
  shared: fc.boolean(),
  capacity: fc.integer({ min: 1, max: 8 }),
  /** How many events a call brings, each in its turn. */
  calls: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
  /** Which of the open attempts ends next, and how. */
  ends: fc.array(fc.tuple(fc.nat(20), fc.constantFrom("done", "done", "done", "busy", "wait")), {
    minLength: 200,
    maxLength: 200,
  }),
});

interface Life {
  readonly limits: NonNullable<LoadedRuleSet["limits"]>;
  readonly shared: boolean;
  readonly capacity: number;
  readonly calls: readonly number[];
  readonly ends: readonly (readonly [number, string])[];
}

/** Lives a life to its end. Where it is eager, nothing that may begin waits for anything else. */
async function live({ limits, shared, capacity, calls, ends }: Life, isEager: boolean): Promise<void> {
  const rules: LoadedRuleSet = {
    ...ruleSet("r", { on: ["New"], rules: [rule("a", { retry: 99 }), rule("b", { retry: 99 })] }),
    limits,
    providers: shared ? { a: ["p"], b: ["p"] } : { a: ["p"] },
  };
  const world = virtualWorld();
  const gate = createGate(() => rules, world.now);
  let loop: Loop | undefined;
  const hands = {
    reserve: (action: string) => loop?.hands.reserve(action) ?? false,
    release: (actions: readonly string[]) => loop?.hands.release(actions),
    start: (all: readonly ActionCall[]) => loop?.hands.start(all),
  };
  const { coordinator, ledger } = kit({
    rules,
    world,
    parts: { gate, hands, wake: () => loop?.wake() },
  });
  const open: { readonly call: ActionCall; readonly end: (outcome: ActionOutcome) => void }[] = [];
  let alarm: number | null = null;
  loop = createLoop({
    coordinator,
    performer: { perform: (call) => new Promise((end) => void open.push({ call, end })) },
    capacity,
    gate,
    alarm: {
      set: (moment) => {
        alarm = moment;
      },
    },
    now: world.now,
    log: memoryLog().log,
  });
  loop.wake();

  const settle = async () => {
    for (let turns = 0; turns < 30; turns += 1) await turn();
    expect(open.length).toBeLessThanOrEqual(capacity);
    const uses = (name: string, action: string) =>
      action === name || rules.providers?.[action]?.includes(name) === true;
    const count = (name: string) => open.filter(({ call }) => uses(name, call.action)).length;
    for (const [name, { concurrent = 99 }] of Object.entries(limits)) {
      expect(count(name)).toBeLessThanOrEqual(concurrent);
    }
    if (!isEager || open.length === capacity) return;
    const waiting = (await ledger.dueActions()).filter(({ due }) => Date.parse(due) <= world.now());
    for (const { action } of waiting) {
      const full = Object.entries(limits).some(
        ([name, { concurrent = 99 }]) => uses(name, action) && count(name) >= concurrent,
      );
      expect(full, `${action} may begin, and does not`).toBe(true);
    }
  };
  let id = 0;
  for (const count of calls) {
    const events = Array.from({ length: count }, () => {
      id += 1;
      return { id: `e${id}`, type: "itemCreated", item: `deals/${id}`, payload: { title: "x" } };
    });
    await Promise.all(events.map((event) => coordinator.receive(event, `call ${count}`)));
    await settle();
  }
  const left = async () => (await coordinator.runs({ limit: 1000 })).filter((run) => run.status !== "done");
  for (let step = 0; (await left()).length > 0; step += 1) {
    // Failures end with the list: then everything that is still there goes well.
    const [which, how] = ends[step] ?? [0, "done"];
    const [one] = open.splice(which % Math.max(open.length, 1), 1);
    if (one) one.end(how === "done" ? done : busy(how === "wait" ? 2000 : undefined));
    else {
      expect(alarm, "nothing runs, and nobody will look again").not.toBeNull();
      world.set(Math.max(alarm ?? 0, world.now()));
      loop.wake();
    }
    await settle();
    expect(step).toBeLessThan(5000);
  }
  await ledger.close();
}

it("starts everything in the end, whatever limits, pauses and ends there are, and never more than it may", async () => {
  await fc.assert(
    fc.asyncProperty(life, (one) => live(one, false)),
    { numRuns: 25 },
  );
}, 120_000);

it("begins what may begin as soon as an attempt has ended, whatever else still runs", async () => {
  const concurrent = fc.record({ concurrent: fc.integer({ min: 1, max: 3 }) });
  const limits = fc.dictionary(fc.constantFrom("a", "b", "p"), concurrent, { minKeys: 1 });
  await fc.assert(
    fc.asyncProperty(life, limits, (one, own) => {
      const ends = one.ends.map(([which]) => [which, "done"] as const);
      return live({ ...one, limits: own, ends }, true);
    }),
    { numRuns: 25 },
  );
}, 120_000);
