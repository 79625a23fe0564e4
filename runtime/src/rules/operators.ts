import { type Decimal, isDecimal, isMoney, type Maybe, type MoneyValue, RuleFailure } from "./values.ts";

/** What can be put in an order. Dates and times are ISO 8601 text of one shape, so their text order is their order. */
export type Ordered = Decimal | MoneyValue | string;
/** What can be compared for equality. */
export type Comparable = Ordered | boolean;

function sameCurrency(a: MoneyValue, b: MoneyValue): void {
  if (a.currency !== b.currency) {
    throw new RuleFailure(`there is no rate between ${a.currency} and ${b.currency}`);
  }
}

function order(a: Ordered, b: Ordered): number {
  if (isMoney(a) && isMoney(b)) {
    sameCurrency(a, b);
    return a.amount.comparedTo(b.amount);
  }
  if (isDecimal(a) && isDecimal(b)) return a.comparedTo(b);
  const left = String(a);
  const right = String(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `a == b`. False where either is missing. */
export function equal(a: Maybe<Comparable>, b: Maybe<Comparable>): boolean {
  if (a === undefined || b === undefined) return false;
  if (typeof a === "boolean" || typeof b === "boolean") return a === b;
  return order(a, b) === 0;
}

/** `a != b`. False where either is missing: nothing is known of a missing value. */
export function differs(a: Maybe<Comparable>, b: Maybe<Comparable>): boolean {
  return a !== undefined && b !== undefined && !equal(a, b);
}

/** Who a user, an item or an option is. */
function identity(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("id" in value)) return value;
  return isDecimal(value.id) ? value.id.toFixed() : value.id;
}

/** `a == b` of users, items and options: whether they are the same one. False where either is missing. */
export function same(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && identity(a) === identity(b);
}

/** `a != b` of users, items and options. False where either is missing. */
export function other(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && identity(a) !== identity(b);
}

/** `a < b`. False where either is missing. */
export function less(a: Maybe<Ordered>, b: Maybe<Ordered>): boolean {
  return a !== undefined && b !== undefined && order(a, b) < 0;
}

/** `a <= b`. False where either is missing. */
export function atMost(a: Maybe<Ordered>, b: Maybe<Ordered>): boolean {
  return a !== undefined && b !== undefined && order(a, b) <= 0;
}

/** `a > b`. False where either is missing. */
export function greater(a: Maybe<Ordered>, b: Maybe<Ordered>): boolean {
  return a !== undefined && b !== undefined && order(a, b) > 0;
}

/** `a >= b`. False where either is missing. */
export function atLeast(a: Maybe<Ordered>, b: Maybe<Ordered>): boolean {
  return a !== undefined && b !== undefined && order(a, b) >= 0;
}

/** `x is set`: there is a value, and it is not empty text or an empty list. */
export function isSet<T>(value: Maybe<T>): value is T {
  return (
    value !== undefined &&
    !(typeof value === "string" && value === "") &&
    !(Array.isArray(value) && value.length === 0)
  );
}

/** A yes/no value as a condition: a missing one is false. */
export function isTrue(value: Maybe<boolean>): boolean {
  return value === true;
}

/** `a ?? b`: the second where the first is missing or empty. */
export function orElse<A, B>(value: Maybe<A>, other: B): A | B {
  return isSet(value) ? value : other;
}

type Sum = (a: Decimal, b: Decimal) => Decimal;

function added(a: MoneyValue, b: MoneyValue, combine: Sum): MoneyValue {
  sameCurrency(a, b);
  return { amount: combine(a.amount, b.amount), currency: a.currency };
}

const plus: Sum = (a, b) => a.plus(b);
const minus: Sum = (a, b) => a.minus(b);

/** `a + b` of numbers; missing where either is. */
export function add(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined ? undefined : a.plus(b);
}
/** `a - b` of numbers; missing where either is. */
export function subtract(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined ? undefined : a.minus(b);
}
/** `a * b` of numbers; missing where either is. */
export function multiply(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined ? undefined : a.times(b);
}
/** `a / b` of numbers; missing where either is, and by zero. */
export function divide(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined || b.isZero() ? undefined : a.div(b);
}
/** `-a`; missing where it is. */
export function negate(a: Maybe<Decimal>): Maybe<Decimal> {
  return a?.negated();
}
/** `a + b` of money in one currency; missing where either is. Fails where there is no rate between the two. */
export function addMoney(a: Maybe<MoneyValue>, b: Maybe<MoneyValue>): Maybe<MoneyValue> {
  return a === undefined || b === undefined ? undefined : added(a, b, plus);
}
/** `a - b` of money in one currency; missing where either is. Fails where there is no rate between the two. */
export function subtractMoney(a: Maybe<MoneyValue>, b: Maybe<MoneyValue>): Maybe<MoneyValue> {
  return a === undefined || b === undefined ? undefined : added(a, b, minus);
}
/** Money times a number; missing where either is. */
export function scaleMoney(a: Maybe<MoneyValue>, by: Maybe<Decimal>): Maybe<MoneyValue> {
  return a === undefined || by === undefined
    ? undefined
    : { amount: a.amount.times(by), currency: a.currency };
}
/** Money by a number; missing where either is, and by zero. */
export function divideMoney(a: Maybe<MoneyValue>, by: Maybe<Decimal>): Maybe<MoneyValue> {
  return a === undefined || by === undefined || by.isZero()
    ? undefined
    : { amount: a.amount.div(by), currency: a.currency };
}
/** How many times one amount goes into another; missing where either is, and by zero. */
export function ratio(a: Maybe<MoneyValue>, b: Maybe<MoneyValue>): Maybe<Decimal> {
  if (a === undefined || b === undefined || b.amount.isZero()) return undefined;
  sameCurrency(a, b);
  return a.amount.div(b.amount);
}
/** `-a` of money; missing where it is. */
export function negateMoney(a: Maybe<MoneyValue>): Maybe<MoneyValue> {
  return a && { amount: a.amount.negated(), currency: a.currency };
}
/** `a + b` of text; a missing part is empty, as a person reading the message would expect. */
export function join(...parts: readonly unknown[]): string {
  return parts.map(show).join("");
}

/** Digits behind the point beyond which a number in a text is the tail of a division, and is rounded away. */
const tail = 8;

function shownMoney({ amount, currency }: MoneyValue): string {
  const decimals = amount.decimalPlaces();
  return `${amount.toFixed(decimals > tail ? 2 : Math.max(2, decimals))} ${currency}`;
}

/**
 * A value as a person reads it inside a text. Missing is empty. Money has at least the two decimals of a price and
 * its code behind it: `50000.00 EUR`. A number that a division has left without end is rounded, halves to even.
 */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (isDecimal(value)) return value.toDecimalPlaces(tail).toFixed();
  if (isMoney(value)) return shownMoney(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(show).join(", ");
  if (typeof value === "object" && "url" in value) return String(value.url);
  if (typeof value === "object" && "title" in value) return String(value.title);
  if (typeof value === "object" && "name" in value) return String(value.name);
  return String(value);
}
