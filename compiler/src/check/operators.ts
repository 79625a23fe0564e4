import type { ArithmeticOperator } from "../syntax/tree.ts";
import type { Type } from "../types/types.ts";
import type { Computation } from "./checked.ts";
import { type Kind, kindOf } from "./kinds.ts";

/*
 * What goes with what. These tables alone decide it, and the table of the documentation is made from them.
 */

/** What an operator makes of two kinds of values. */
export interface ComputationRow {
  readonly operator: Exclude<ArithmeticOperator, "??">;
  readonly left: Kind;
  readonly right: Kind;
  readonly gives: Kind;
  readonly of: Computation;
  /** The computation takes the two the other way round: `0.8 * amount` is `amount * 0.8`. */
  readonly turned?: true;
  /** A number on this side is money in the project's currency. */
  readonly asMoney?: "left" | "right";
  /** Dividing by zero gives a missing value. */
  readonly mayBeMissing?: true;
}

export const computations: readonly ComputationRow[] = [
  { operator: "+", left: "number", right: "number", gives: "number", of: "add" },
  { operator: "+", left: "money", right: "money", gives: "money", of: "addMoney" },
  { operator: "+", left: "money", right: "number", gives: "money", of: "addMoney", asMoney: "right" },
  { operator: "+", left: "number", right: "money", gives: "money", of: "addMoney", asMoney: "left" },
  { operator: "+", left: "text", right: "text", gives: "text", of: "join" },
  { operator: "+", left: "date", right: "duration", gives: "date", of: "addToDate" },
  { operator: "+", left: "duration", right: "date", gives: "date", of: "addToDate", turned: true },
  { operator: "+", left: "moment", right: "duration", gives: "moment", of: "addToMoment" },
  { operator: "+", left: "duration", right: "moment", gives: "moment", of: "addToMoment", turned: true },
  { operator: "+", left: "time", right: "duration", gives: "time", of: "addToTime" },
  { operator: "+", left: "duration", right: "time", gives: "time", of: "addToTime", turned: true },
  { operator: "+", left: "duration", right: "duration", gives: "duration", of: "addDurations" },
  { operator: "+", left: "list", right: "list", gives: "list", of: "joinLists" },
  { operator: "-", left: "number", right: "number", gives: "number", of: "subtract" },
  { operator: "-", left: "money", right: "money", gives: "money", of: "subtractMoney" },
  { operator: "-", left: "money", right: "number", gives: "money", of: "subtractMoney", asMoney: "right" },
  { operator: "-", left: "number", right: "money", gives: "money", of: "subtractMoney", asMoney: "left" },
  { operator: "-", left: "date", right: "duration", gives: "date", of: "subtractFromDate" },
  { operator: "-", left: "date", right: "date", gives: "duration", of: "daysBetween" },
  { operator: "-", left: "moment", right: "duration", gives: "moment", of: "subtractFromMoment" },
  { operator: "-", left: "moment", right: "moment", gives: "duration", of: "timeBetween" },
  { operator: "-", left: "time", right: "duration", gives: "time", of: "subtractFromTime" },
  { operator: "-", left: "duration", right: "duration", gives: "duration", of: "subtractDurations" },
  { operator: "*", left: "number", right: "number", gives: "number", of: "multiply" },
  { operator: "*", left: "money", right: "number", gives: "money", of: "scaleMoney" },
  { operator: "*", left: "number", right: "money", gives: "money", of: "scaleMoney", turned: true },
  { operator: "*", left: "duration", right: "number", gives: "duration", of: "scaleDuration" },
  { operator: "*", left: "number", right: "duration", gives: "duration", of: "scaleDuration", turned: true },
  { operator: "/", left: "number", right: "number", gives: "number", of: "divide", mayBeMissing: true },
  { operator: "/", left: "money", right: "number", gives: "money", of: "divideMoney", mayBeMissing: true },
  { operator: "/", left: "money", right: "money", gives: "number", of: "ratio", mayBeMissing: true },
];

/** What a minus sign before a value makes of it. */
export const negations: readonly { readonly of: Kind; readonly by: Computation }[] = [
  { of: "number", by: "negate" },
  { of: "money", by: "negateMoney" },
  { of: "duration", by: "negateDuration" },
];

/** How values of one kind are compared with each other. */
export interface ComparisonRow {
  readonly of: Kind;
  /** Users, stages, options and items by who they are, the rest by value. */
  readonly by: "value" | "identity";
  /** Whether `<`, `<=`, `>` and `>=` go with them. */
  readonly ordered: boolean;
  /** Whether they can be the ends of a range, and whether its upper end belongs to it. */
  readonly range?: "closed" | "open";
}

export const comparisons: readonly ComparisonRow[] = [
  { of: "number", by: "value", ordered: true, range: "closed" },
  { of: "money", by: "value", ordered: true, range: "closed" },
  { of: "date", by: "value", ordered: true, range: "closed" },
  { of: "moment", by: "value", ordered: true, range: "closed" },
  { of: "time", by: "value", ordered: true, range: "open" },
  { of: "duration", by: "value", ordered: true },
  { of: "text", by: "value", ordered: true },
  { of: "boolean", by: "value", ordered: false },
  { of: "option", by: "identity", ordered: false },
  { of: "user", by: "identity", ordered: false },
  { of: "stage", by: "identity", ordered: false },
  { of: "pipeline", by: "identity", ordered: false },
  { of: "item", by: "identity", ordered: false },
];

const rowsOfComputation = new Map<string, ComputationRow>(
  computations.map((row) => [`${row.left} ${row.operator} ${row.right}`, row]),
);
const rowsOfComparison = new Map(comparisons.map((row) => [row.of, row] as const));
const rowsOfNegation = new Map(negations.map((row) => [row.of, row.by] as const));

/** What an operator makes of values of two types; undefined where it does nothing with them. */
export function computationOf(operator: string, left: Type, right: Type): ComputationRow | undefined {
  return rowsOfComputation.get(`${kindOf(left)} ${operator} ${kindOf(right)}`);
}

/** What a minus sign makes of a value of a type; undefined where it does nothing with it. */
export function negationOf(type: Type): Computation | undefined {
  const kind = kindOf(type);
  return kind && rowsOfNegation.get(kind);
}

/** How values of a type are compared with their like; undefined where they are not. */
export function comparisonOf(type: Type): ComparisonRow | undefined {
  const kind = kindOf(type);
  return kind && rowsOfComparison.get(kind);
}

/**
 * How values of two types are compared; undefined where they cannot be. A number beside money is money in the
 * project's currency.
 */
export function comparability(left: Type, right: Type): ComparisonRow | undefined {
  const [one, other] = [kindOf(left), kindOf(right)];
  if (one === undefined || other === undefined) return undefined;
  if (one !== other) {
    const isAmount = (kind: Kind): boolean => kind === "number" || kind === "money";
    return isAmount(one) && isAmount(other) ? rowsOfComparison.get("money") : undefined;
  }
  if (left.kind === "item" && right.kind === "item" && left.entity !== right.entity) return undefined;
  if (left.kind === "place" && right.kind === "place" && left.entity !== right.entity) return undefined;
  if (left.kind === "option" && right.kind === "option" && left.field !== right.field) return undefined;
  return rowsOfComparison.get(one);
}
