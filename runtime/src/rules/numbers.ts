import { type Decimal, finite, type Maybe } from "./values.ts";

/** `a + b` of numbers; missing where either is. */
export function add(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined ? undefined : finite(a.plus(b));
}

/** `a - b` of numbers; missing where either is. */
export function subtract(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined ? undefined : finite(a.minus(b));
}

/** `a * b` of numbers; missing where either is. */
export function multiply(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined ? undefined : finite(a.times(b));
}

/** `a / b` of numbers; missing where either is, and by zero. */
export function divide(a: Maybe<Decimal>, b: Maybe<Decimal>): Maybe<Decimal> {
  return a === undefined || b === undefined || b.isZero() ? undefined : finite(a.div(b));
}

/** `-a`; missing where it is. */
export function negate(a: Maybe<Decimal>): Maybe<Decimal> {
  return a?.negated();
}
