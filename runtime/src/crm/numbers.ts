import { Decimal, type Json } from "../rules/values.ts";

/** Plain decimals, with room for every sum that exact arithmetic with 40 digits can hold. */
const DECIMAL = /^-?\d{1,25}(\.\d{1,15})?$/;

/** A double shows every decimal of up to this many significant digits as it was written. */
const EXACT_DIGITS = 15;

function significantDigits(value: number): number {
  const [digits = ""] = String(Math.abs(value)).split("e");
  return digits.replace(".", "").replace(/^0+/, "").replace(/0+$/, "").length;
}

/** Whether a number or text is an exact decimal: one that no binary fraction has touched. */
export function isExact(value: Json): value is number | string {
  if (typeof value === "string") return DECIMAL.test(value);
  return (
    typeof value === "number" &&
    Number.isFinite(value) &&
    Math.abs(value) < 1e21 &&
    significantDigits(value) <= EXACT_DIGITS
  );
}

/** Whether a number or text is a whole number that is held exactly. */
export function isWhole(value: Json): value is number | string {
  return isExact(value) && (typeof value === "number" ? Number.isSafeInteger(value) : !value.includes("."));
}

/** An exact amount of money as text: no zeros but the two decimals that a price has at least. */
export function moneyText(amount: number | string): string {
  const exact = new Decimal(amount);
  // Minus nothing would keep its sign.
  return exact.isZero() ? "0.00" : exact.toFixed(Math.max(2, exact.decimalPlaces()));
}

/** Whether two stored values are exact decimals of one value, however they are written. */
export function sameNumber(a: Json, b: Json): boolean {
  return isExact(a) && isExact(b) && new Decimal(a).equals(new Decimal(b));
}
