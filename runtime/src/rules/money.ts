import { worth } from "./rates.ts";
import type { Looking } from "./ruleset.ts";
import { type Decimal, finite, type Maybe, type MoneyValue } from "./values.ts";

function amountIn(currency: string, amount: Decimal): Maybe<MoneyValue> {
  return finite(amount) && { amount, currency };
}

/** Two amounts in a currency they have in common: their own, or that of the project. */
function together(a: MoneyValue, b: MoneyValue, s: Looking): readonly [Decimal, Decimal, string] {
  return a.currency === b.currency
    ? [a.amount, b.amount, a.currency]
    : [worth(a, s), worth(b, s), s.setting.currency];
}

/** A number in the currency of the project; missing where it is. */
export function moneyOf(amount: Maybe<Decimal>, s: Looking): Maybe<MoneyValue> {
  return amount && { amount, currency: s.setting.currency };
}

/**
 * `a + b` of money; missing where either is. Two currencies give an amount in that of the project, by the rates of the
 * day; without a rate it fails.
 */
export function addMoney(a: Maybe<MoneyValue>, b: Maybe<MoneyValue>, s: Looking): Maybe<MoneyValue> {
  if (a === undefined || b === undefined) return undefined;
  const [left, right, currency] = together(a, b, s);
  return amountIn(currency, left.plus(right));
}

/** `a - b` of money; missing where either is. Two currencies are treated as in `addMoney`. */
export function subtractMoney(a: Maybe<MoneyValue>, b: Maybe<MoneyValue>, s: Looking): Maybe<MoneyValue> {
  if (a === undefined || b === undefined) return undefined;
  const [left, right, currency] = together(a, b, s);
  return amountIn(currency, left.minus(right));
}

/** Money times a number; missing where either is. */
export function scaleMoney(a: Maybe<MoneyValue>, by: Maybe<Decimal>): Maybe<MoneyValue> {
  return a === undefined || by === undefined ? undefined : amountIn(a.currency, a.amount.times(by));
}

/** Money by a number; missing where either is, and by zero. */
export function divideMoney(a: Maybe<MoneyValue>, by: Maybe<Decimal>): Maybe<MoneyValue> {
  return a === undefined || by === undefined || by.isZero()
    ? undefined
    : amountIn(a.currency, a.amount.div(by));
}

/** How many times one amount goes into another; missing where either is, and by zero. */
export function ratio(a: Maybe<MoneyValue>, b: Maybe<MoneyValue>, s: Looking): Maybe<Decimal> {
  if (a === undefined || b === undefined || b.amount.isZero()) return undefined;
  const [left, right] = together(a, b, s);
  return right.isZero() ? undefined : finite(left.div(right));
}

/** `-a` of money; missing where it is. */
export function negateMoney(a: Maybe<MoneyValue>): Maybe<MoneyValue> {
  return a && { amount: a.amount.negated(), currency: a.currency };
}
