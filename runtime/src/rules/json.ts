import { itemRef } from "./item.ts";
import {
  Decimal,
  isDecimal,
  isMoney,
  type Json,
  type JsonObject,
  type Maybe,
  type MoneyValue,
} from "./values.ts";

/** A number that a helper returned, exact again. */
export function numberFrom(value: Maybe<number>): Maybe<Decimal> {
  return value === undefined || value === null ? undefined : new Decimal(value);
}

/** Money that a helper returned, exact again. */
export function moneyFrom(
  value: Maybe<{ readonly amount: string; readonly currency: string }>,
): Maybe<MoneyValue> {
  return value === undefined || value === null
    ? undefined
    : { amount: new Decimal(value.amount), currency: value.currency };
}

function one(value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (isDecimal(value)) return value.toNumber();
  if (isMoney(value)) return { amount: value.amount.toFixed(), currency: value.currency };
  if (Array.isArray(value)) return value.map(one).filter((part) => part !== undefined);
  if (typeof value === "object") {
    const ref: unknown = Reflect.get(value, itemRef);
    // An item goes as what names it: what it links to would follow without end.
    return pass(Object.fromEntries(Object.entries(typeof ref === "object" && ref !== null ? ref : value)));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}

/**
 * Arguments as they are stored and handed to an action: plain JSON. Numbers become numbers of JavaScript, money keeps
 * its digits as text, an item becomes its entity and id, and what is missing is left out.
 */
export function pass(args: Readonly<Record<string, unknown>>): JsonObject {
  const entries = Object.entries(args).flatMap(([name, value]) => {
    const json = one(value);
    return json === undefined ? [] : [[name, json] as const];
  });
  return Object.fromEntries(entries);
}
