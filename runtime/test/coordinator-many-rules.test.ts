import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ActionOutcome, RunStatus } from "../src/index.ts";
import type { Condition } from "../src/rules/condition.ts";
import type { Dependency } from "../src/rules/ruleset.ts";
import {
  after,
  broken,
  deal,
  enter,
  type Kit,
  kit,
  rule,
  ruleSet,
  statuses,
  value,
} from "./coordinator-kit.ts";

/*
 * Small blocks are gone through, large ones are found by indexes: what becomes of their rules is reckoned here from the
 * rules alone.
 */

interface Planned {
  readonly after: readonly Dependency[];
  readonly uses: readonly string[];
  readonly end: "done" | "failed" | "skipped";
}

const never = { kind: "check", text: "never", test: () => false, values: () => ({}) } as Condition<never>;

const block: fc.Arbitrary<readonly Planned[]> = fc
  .array(
    fc.record({
      end: fc.constantFrom<Planned["end"]>("done", "done", "done", "failed", "skipped"),
      others: fc.array(
        fc.record({ back: fc.nat(), how: fc.constantFrom("ended", "succeeds", "fails", "uses") }),
        { maxLength: 3 },
      ),
    }),
    { minLength: 17, maxLength: 60 },
  )
  .map((all) =>
    all.map(({ end, others }, place) => {
      const named = place === 0 ? [] : others.map(({ back, how }) => ({ rule: `r${back % place}`, how }));
      return {
        end,
        after: named.flatMap(({ rule: name, how }) => (how === "uses" ? [] : [{ rule: name, when: how }])),
        uses: named.flatMap(({ rule: name, how }) => (how === "uses" ? [name] : [])),
      };
    }),
  );

function makeRule({ after: order, uses, end }: Planned, place: number) {
  return rule(`r${place}`, {
    action: end,
    after: order,
    uses,
    args: ({ results }: { readonly results: Readonly<Record<string, string>> }) => ({
      used: uses.map((name) => results[name] ?? null),
    }),
    ...(end === "skipped" && { when: never }),
  });
}

function outcomeOf(action: string, name: string): ActionOutcome {
  return action === "failed" ? broken : { kind: "done", result: `made by ${name}`, changes: [] };
}

function reckon(rules: readonly Planned[], visit: number): Record<string, RunStatus> {
  const became: Record<string, RunStatus> = {};
  for (const [place, { after: order, uses, end }] of rules.entries()) {
    const status = (name: string) => became[`${visit}.${name}`];
    const fits = order.every(({ rule: name, when }) => {
      if (when === "ended") return true;
      return status(name) === (when === "succeeds" ? "done" : "failed");
    });
    became[`${visit}.r${place}`] = fits && uses.every((name) => status(name) === "done") ? end : "skipped";
  }
  return became;
}

/** Starts and ends all that becomes due. */
async function play({ coordinator }: Kit): Promise<void> {
  for (;;) {
    const calls = await coordinator.startDue(7);
    if (calls.length === 0) return;
    for (const { run, action } of calls) await coordinator.settle(run.id, outcomeOf(action, run.rule));
  }
}

describe("a stage with many rules", () => {
  it("comes to what its rules say, in whatever order they stand, at each visit anew", async () => {
    await fc.assert(
      fc.asyncProperty(block, fc.boolean(), async (planned, backwards) => {
        const made = planned.map(makeRule);
        const rules = ruleSet("many", { on: ["New"], rules: backwards ? made.toReversed() : made });
        const parts = await enter(kit({ rules }));
        await play(parts);
        value(await parts.coordinator.move(deal, "Won", "anna"));
        value(await parts.coordinator.move(deal, "New", "anna"));
        await play(parts);
        expect(await statuses(parts)).toEqual({ ...reckon(planned, 1), ...reckon(planned, 3) });
        for (const run of await parts.coordinator.runs({ item: deal, status: "done", limit: 1000 })) {
          const { uses = [] } = planned[Number(run.rule.slice(1))] ?? {};
          expect(run.args).toEqual({ used: uses.map((name) => `made by ${name}`) });
        }
        await parts.ledger.close();
      }),
      { numRuns: 40, seed: 20261122 },
    );
  });

  it("lets what was skipped for want of a run wait again when that is retried", async () => {
    const made = Array.from({ length: 40 }, (_, place) =>
      rule(`r${place}`, {
        action: "act",
        after: place === 0 ? [] : [{ rule: `r${place - 1}`, when: "succeeds" }],
      }),
    );
    const parts = await enter(kit({ rules: ruleSet("many", { on: ["New"], rules: made.toReversed() }) }));
    const [first] = await parts.coordinator.startDue(1);
    await parts.coordinator.settle(first?.run.id ?? "", broken);
    const ofAll = (status: RunStatus) =>
      Object.fromEntries(made.map((_, place) => [`1.r${place}`, status] as const));
    expect(await statuses(parts)).toEqual({ ...ofAll("skipped"), "1.r0": "failed" });
    value(await parts.coordinator.retry("deals-1-1-r0", "anna"));
    await play(parts);
    expect(await statuses(parts)).toEqual(ofAll("done"));
    await parts.ledger.close();
  });

  it("is not gone through as a whole for each of its rules", async () => {
    /** How often the name of a rule is read until all are done, for each rule. */
    const reads = async (count: number): Promise<number> => {
      const chain = Array.from({ length: count }, (_, place) =>
        rule(`r${place}`, { action: "act", after: place === 0 ? [] : [after(`r${place - 1}`)] }),
      );
      let times = 0;
      const watched = chain.map((make) => (block: number, place: number) => {
        const { name, ...made } = make(block, place);
        return {
          ...made,
          get name() {
            times += 1;
            return name;
          },
        };
      });
      const parts = await enter(kit({ rules: ruleSet("many", { on: ["New"], rules: watched }) }));
      await play(parts);
      expect(Object.values(await statuses(parts))).toEqual(chain.map(() => "done"));
      await parts.ledger.close();
      return times / count;
    };
    expect(await reads(320)).toBeLessThan(2 * (await reads(40)));
  });
});
