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

it("starts everything in the end, whatever limits, pauses and ends there are, and never more than it may", async () => {
  await fc.assert(
    fc.asyncProperty(life, async ({ limits, shared, capacity, calls, ends }) => {
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
        for (const [name, { concurrent = 99 }] of Object.entries(limits)) {
          const uses = ({ call: { action } }: (typeof open)[number]) =>
            action === name || rules.providers?.[action]?.includes(name) === true;
          expect(open.filter(uses).length).toBeLessThanOrEqual(concurrent);
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
      const left = async () =>
        (await coordinator.runs({ limit: 1000 })).filter((run) => run.status !== "done");
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
    }),
    { numRuns: 25 },
  );
}, 120_000);
