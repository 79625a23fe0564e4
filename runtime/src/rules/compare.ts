import { compareDurations, type Duration } from "../time/duration.ts";
import { worth } from "./rates.ts";
import type { Looking } from "./ruleset.ts";
import { show } from "./show.ts";
import { type Decimal, isDecimal, type Maybe, type MoneyValue, RuleFailure } from "./values.ts";

/**
 * What can be put in an order. Days, moments and times of day are ISO 8601 text of one shape each, so their text order
 * is their order.
 */
export type Ordered = Decimal | MoneyValue | Duration | string;
/** What can be compared for equality. */
export type Comparable = Ordered | boolean;

/**
 * Compares two numbers by their digits. The library's own comparison makes a third number first, and most of the time
 * of a condition would go there.
 */
function compareDecimals(a: Decimal, b: Decimal): number {
  const sign = a.d[0] === 0 ? 0 : a.s;
  const signOfB = b.d[0] === 0 ? 0 : b.s;
  if (sign !== signOfB) return sign - signOfB;
  if (a.e !== b.e) return sign * (a.e - b.e);
  const length = Math.min(a.d.length, b.d.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a.d[index] ?? 0) - (b.d[index] ?? 0);
    if (difference !== 0) return sign * difference;
  }
  return sign * (a.d.length - b.d.length);
}

/** A file may be an object, with its address or its name: it counts as that text. */
function compareTexts(a: unknown, b: unknown): number {
  const left = typeof a === "string" ? a : show(a);
  const right = typeof b === "string" ? b : show(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareMoney(a: MoneyValue, b: MoneyValue, s: Looking | undefined): number {
  if (a.currency === b.currency) return compareDecimals(a.amount, b.amount);
  if (s === undefined) throw new RuleFailure(`there is no rate between ${a.currency} and ${b.currency}`);
  return compareDecimals(worth(a, s), worth(b, s));
}

/** Below 0, 0 or above 0. Amounts in two currencies are compared by the rates of the day of looking. */
function compare(a: Ordered, b: Ordered, s: Looking | undefined): number {
  if (typeof a === "string" || typeof b === "string") return compareTexts(a, b);
  if ("d" in a && "d" in b) return compareDecimals(a, b);
  if ("amount" in a && "amount" in b) return compareMoney(a, b, s);
  if ("months" in a && "months" in b) return compareDurations(a, b);
  return compareTexts(a, b);
}

/** `a == b`. False where either is missing. Money needs the moment of looking, for rates. */
export function equal(a: Maybe<Comparable>, b: Maybe<Comparable>, s?: Looking): boolean {
  if (a === undefined || b === undefined) return false;
  if (typeof a === "boolean" || typeof b === "boolean") return a === b;
  return compare(a, b, s) === 0;
}

/** `a != b`. False where either is missing: nothing is known of a missing value. */
export function differs(a: Maybe<Comparable>, b: Maybe<Comparable>, s?: Looking): boolean {
  return a !== undefined && b !== undefined && !equal(a, b, s);
}

/** `a < b`. False where either is missing. */
export function less(a: Maybe<Ordered>, b: Maybe<Ordered>, s?: Looking): boolean {
  return a !== undefined && b !== undefined && compare(a, b, s) < 0;
}

/** `a <= b`. False where either is missing. */
export function atMost(a: Maybe<Ordered>, b: Maybe<Ordered>, s?: Looking): boolean {
  return a !== undefined && b !== undefined && compare(a, b, s) <= 0;
}

/** `a > b`. False where either is missing. */
export function greater(a: Maybe<Ordered>, b: Maybe<Ordered>, s?: Looking): boolean {
  return a !== undefined && b !== undefined && compare(a, b, s) > 0;
}

/** `a >= b`. False where either is missing. */
export function atLeast(a: Maybe<Ordered>, b: Maybe<Ordered>, s?: Looking): boolean {
  return a !== undefined && b !== undefined && compare(a, b, s) >= 0;
}

/** Who a user, an item, an option or a stage is. */
function identity(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("id" in value)) return value;
  return isDecimal(value.id) ? value.id.toFixed() : value.id;
}

/** Of a stage that a rule names, there can be one in each pipeline: any of them will do. */
function isOne(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const [many, one]: readonly [unknown, unknown] = Array.isArray(a) ? [a, b] : [b, a];
  const all: readonly unknown[] | undefined = Array.isArray(many) ? many : undefined;
  return all?.some((each) => isOne(one, each)) === true;
}

/** `a == b` of users, items, options and stages: whether they are the same one. False where either is missing. */
export function same(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && isOne(identity(a), identity(b));
}

/** `a != b` of users, items, options and stages. False where either is missing. */
export function other(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && !isOne(identity(a), identity(b));
}
