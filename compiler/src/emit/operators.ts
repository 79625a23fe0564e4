import type { Computation, Test } from "../check/checked.ts";
import type { ComparisonOperator } from "../syntax/tree.ts";

/** What comparisons are called in `@onstage/runtime/rules`. */
export const comparisons: Readonly<Record<ComparisonOperator, string>> = {
  "==": "equal",
  "!=": "differs",
  "<": "less",
  "<=": "atMost",
  ">": "greater",
  ">=": "atLeast",
};

/** Computations that need the moment of looking or the setting: rates, the zone, the calendar. */
export const looking: ReadonlySet<Computation> = new Set<Computation>([
  "addMoney",
  "subtractMoney",
  "ratio",
  "addToDate",
  "subtractFromDate",
  "addToMoment",
  "subtractFromMoment",
]);

/** What the computation of a day becomes where its result is a moment. */
export const onMoments: ReadonlyMap<Computation, Computation> = new Map<Computation, Computation>([
  ["addToDate", "addToMoment"],
  ["subtractFromDate", "subtractFromMoment"],
]);

/** Tests of texts, which are called the same in `@onstage/runtime/rules`. */
export const textTests: ReadonlySet<Test> = new Set<Test>(["textContains", "startsWith", "endsWith"]);
