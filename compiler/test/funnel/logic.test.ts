import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holds } from "../../src/check/funnel/logic/evaluate.ts";
import { not } from "../../src/check/funnel/logic/formula.ts";
import { readCondition } from "../../src/check/funnel/logic/read.ts";
import type { Reader } from "../../src/check/funnel/logic/reader.ts";
import { recollectionOf } from "../../src/check/funnel/logic/recollection.ts";
import {
  lookingAt,
  type Sample,
  sampleOf,
  plainItem as thoughtUp,
  type Workshop,
} from "../../src/check/funnel/logic/sample.ts";
import { chanceOf, type Effort, solve } from "../../src/check/funnel/logic/solve.ts";
import { conditions, deals, schema } from "./conditions.ts";
import { items, plainItem, plainly } from "./plain.ts";

const reader: Reader = {
  schema,
  currency: "EUR",
  timezone: "Europe/Berlin",
  entity: deals,
  find: () => undefined,
  known: recollectionOf(deals.entity, "EUR", "Europe/Berlin"),
};
const effort = (): Effort => ({ left: 1_000_000 });
const now = Date.parse("2026-06-08T08:00:00Z");
const today = Date.parse("2026-06-08") / 86_400_000;
const workshop: Workshop = { reader, now };
const start: Sample = { now, item: thoughtUp("deals", [], workshop), previous: new Map() };
const runs = { numRuns: Number(process.env.FUNNEL_RUNS ?? 1000) };

const dayOfNow = (moment: number) => Math.floor((moment + 2 * 60 * 60 * 1000) / 86_400_000);

describe("what is said of a condition", () => {
  test("an item that is thought up satisfies it", () => {
    const counts = { never: 0, sometimes: 0, unclear: 0 };
    fc.assert(
      fc.property(conditions, (condition) => {
        let sample: Sample | undefined;
        let tries = 0;
        const chance = solve(
          readCondition(condition, reader),
          (state) => {
            tries += 1;
            sample = sampleOf(
              state,
              start,
              workshop,
              (one) => holds(condition, lookingAt(one, workshop)) === true,
            );
            return sample !== undefined || tries === 12;
          },
          effort(),
        );
        counts[chance === "sometimes" && sample === undefined ? "unclear" : chance] += 1;
        if (sample === undefined) return;
        expect(plainly(condition, plainItem(sample.item), dayOfNow(sample.now))).toBe(true);
      }),
      runs,
    );
    // Silence would be right as well, and of no use.
    expect(counts.unclear).toBeLessThan(counts.sometimes / 8);
    expect(counts.never).toBeGreaterThan(0);
  });

  test("where it never holds, it holds for no item", () => {
    fc.assert(
      fc.property(conditions, fc.array(items, { minLength: 30, maxLength: 30 }), (condition, some) => {
        const formula = readCondition(condition, reader);
        const never = chanceOf(formula, effort()) === "never";
        const always = chanceOf(not(formula), effort()) === "never";
        for (const item of some) {
          const holdsPlainly = plainly(condition, item, today) === true;
          if (never) expect(holdsPlainly).toBe(false);
          if (always) expect(holdsPlainly).toBe(true);
        }
      }),
      runs,
    );
  });

  test("what holds for some item is not said to hold never", () => {
    fc.assert(
      fc.property(conditions, items, (condition, item) => {
        fc.pre(plainly(condition, item, today) === true);
        expect(chanceOf(readCondition(condition, reader), effort())).not.toBe("never");
      }),
      runs,
    );
  });
});
