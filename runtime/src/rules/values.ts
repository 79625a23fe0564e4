import { Decimal as DecimalJs } from "decimal.js";

/**
 * Exact decimal numbers. 40 significant digits cover every sum a CRM can hold (Bitrix24 stores a double of 17);
 * halves round to even, as in accounting. What grows beyond a number of JSON is no number any more: see `finite`.
 */
export const Decimal = DecimalJs.clone({
  precision: 40,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  maxE: 300,
  minE: -300,
  defaults: true,
});
export type Decimal = DecimalJs;

// Every build carries its own copy of this file, and the service another: a number of one is a number to the other.
Object.defineProperty(Decimal, Symbol.hasInstance, { value: DecimalJs.isDecimal });

/**
 * Tells an exact number from every other value. A build of rules carries its own copy of the decimal library, so
 * `instanceof` would take the numbers of one side for strangers on the other.
 */
export function isDecimal(value: unknown): value is Decimal {
  return DecimalJs.isDecimal(value);
}

/** JSON, as it is stored in the ledger and passed between threads. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** An exact amount in a currency, as rules compute with it. */
export interface MoneyValue {
  readonly amount: Decimal;
  /** ISO 4217 code, such as `EUR`. */
  readonly currency: string;
}

/** A value that may be missing. Comparing a missing value is false; computing with one gives a missing value. */
export type Maybe<T> = T | undefined;

/** A number that came out of a computation: missing where it is too large to be written down. */
export function finite(value: Decimal): Maybe<Decimal> {
  return value.isFinite() ? value : undefined;
}

/** Makes an exact number of a literal. Throws on text that is no number: only the compiler calls it, with checked text. */
export function decimal(literal: string | number): Decimal {
  return new Decimal(literal);
}

/** Makes an amount of a literal and a currency code. */
export function money(literal: string | number, currency: string): MoneyValue {
  return { amount: new Decimal(literal), currency };
}

/** Tells an amount of money from every other value of the language, items with fields of these names included. */
export function isMoney(value: unknown): value is MoneyValue {
  return (
    typeof value === "object" &&
    value !== null &&
    "amount" in value &&
    Object.hasOwn(value, "amount") &&
    Object.hasOwn(value, "currency") &&
    isDecimal(value.amount)
  );
}

/**
 * A rule that cannot be decided, such as two currencies without a rate: the run fails with this sentence.
 * It is for people, not a bug.
 */
export class RuleFailure extends Error {
  override readonly name = "RuleFailure";
}

/** Tells a rule that cannot be decided from a bug, by its name: a build carries its own copy of the class. */
export function isRuleFailure(error: unknown): error is Error {
  return error instanceof Error && error.name === "RuleFailure";
}
