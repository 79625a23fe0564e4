import { durationText, isDuration } from "../time/duration.ts";
import { type Decimal, isDecimal, isMoney, type MoneyValue } from "./values.ts";

/** Digits behind the point beyond which a number is the tail of a division, and is rounded away. */
export const tail = 8;

/** Under this key an item's view says which item it is, unseen by anything that lists its fields. */
export const itemRef = Symbol.for("onstage.item");

/** Under this key a stage says by what an action knows it. */
export const stageRef = Symbol.for("onstage.stage");

/** A number with so many digits behind the point. Less than nothing, rounded to nothing, has no sign. */
export function fixed(value: Decimal, digits: number): string {
  return value.toDecimalPlaces(digits).toFixed(digits);
}

function shownMoney({ amount, currency }: MoneyValue): string {
  const decimals = amount.decimalPlaces();
  return `${fixed(amount, decimals > tail ? 2 : Math.max(2, decimals))} ${currency}`;
}

/** What people call an object of the CRM: its address where it is a link, its title, its name. */
function nameOf(value: object): string | undefined {
  for (const key of ["url", "title", "name"]) {
    const name: unknown = Reflect.get(value, key);
    if (typeof name === "string" && name !== "") return name;
  }
  const ref: unknown = Reflect.get(value, itemRef);
  return typeof ref === "object" && ref !== null ? Object.values(ref).join("/") : undefined;
}

/**
 * A value as a person reads it inside a text. Missing is empty. Money has at least the two decimals of a price and
 * its code behind it: `50000.00 EUR`. A number that a division has left without end is rounded, halves to even. Days,
 * moments and times of day are text already: see `formatted`.
 */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (isDecimal(value)) return value.toDecimalPlaces(tail).toFixed();
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object") return String(value);
  if (isMoney(value)) return shownMoney(value);
  if (isDuration(value)) return durationText(value);
  const parts: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  return parts?.map(show).join(", ") ?? nameOf(value) ?? Object.values(value).map(show).join(", ");
}

/** `a + b` of text; a missing part is empty, as a person reading the message would expect. */
export function join(...parts: readonly unknown[]): string {
  return parts.map(show).join("");
}
