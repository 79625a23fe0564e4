import { fixed, itemRef, stageRef, tail } from "./show.ts";
import { type Decimal, isDecimal, isMoney, type Json, type JsonObject, type MoneyValue } from "./values.ts";

/** A double shows every decimal of up to this many significant digits as it was written. */
const EXACT_DIGITS = 15;

/** A number of JSON. What a division has left without end is cut where a double would no longer be exact. */
function numberJson(value: Decimal): number {
  return value.isInteger() ? value.toNumber() : value.toSignificantDigits(EXACT_DIGITS).toNumber();
}

/** An amount as text. What a division has left without end is rounded to a price, halves to even. */
function moneyJson({ amount, currency }: MoneyValue): Json {
  return { amount: amount.decimalPlaces() > tail ? fixed(amount, 2) : amount.toFixed(), currency };
}

function one(value: unknown): Json | undefined {
  if (value === undefined || value === null) return undefined;
  if (isDecimal(value)) return numberJson(value);
  if (isMoney(value)) return moneyJson(value);
  if (Array.isArray(value)) return value.map(one).filter((part) => part !== undefined);
  if (typeof value === "object") {
    const named: unknown = Reflect.get(value, stageRef);
    if (typeof named === "string") return named;
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
 * its digits as text, an item becomes its entity and id, a length of time its parts, and what is missing is left out.
 */
export function pass(args: Readonly<Record<string, unknown>>): JsonObject {
  const entries = Object.entries(args).flatMap(([name, value]) => {
    const json = one(value);
    return json === undefined ? [] : [[name, json] as const];
  });
  return Object.fromEntries(entries);
}

/** A function that says whether an event fits what a rule asks for: see the events of the standard library. */
type Event = (event: never, ...asked: never[]) => boolean;

/**
 * Whether an event fits what a header asks for.
 *
 * @param brought what the event brought with it
 * @param asked the arguments of the header, as values of the language
 */
export function fits(event: Event, brought: unknown, ...asked: readonly unknown[]): boolean {
  // The checker has compared what is asked for with the parameters; what is brought comes from outside anyway.
  return event(brought as never, ...(asked.map(one) as never[]));
}
