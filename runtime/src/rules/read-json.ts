import { type Duration, durationFrom as readDuration } from "../time/duration.ts";
import { momentOf } from "../time/instant.ts";
import { type UserValue, userOf } from "./item.ts";
import type { CrmSchema } from "./schema.ts";
import { Decimal, finite, type Maybe, type MoneyValue } from "./values.ts";

/*
 * What an action returned, or an event brought with it, as values of the language. It comes from outside: what is not of
 * its kind counts as missing.
 */

/** An exact decimal as text; what an action writes as a number is one as well. */
const DECIMAL = /^-?\d{1,40}(\.\d{1,40})?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/i;

/** What stands under a name of an object, its own only; missing in everything else. */
export function own<T extends object, K extends keyof T>(value: Maybe<T | null>, name: K): Maybe<T[K]>;
export function own(value: unknown, name: string): unknown;
export function own(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** Text, of any kind. */
export function textFrom(value: unknown): Maybe<string> {
  return typeof value === "string" ? value : undefined;
}

/** One of a few fixed texts. */
export function choiceFrom<const T extends string>(value: unknown, texts: readonly T[]): Maybe<T> {
  return texts.find((text) => text === value);
}

/** Yes or no. */
export function flagFrom(value: unknown): Maybe<boolean> {
  return typeof value === "boolean" ? value : undefined;
}

/** A number, exact again. */
export function numberFrom(value: unknown): Maybe<Decimal> {
  const isNumber = typeof value === "number" || (typeof value === "string" && DECIMAL.test(value));
  return isNumber ? finite(new Decimal(value)) : undefined;
}

/** Money, exact again. */
export function moneyFrom(value: unknown): Maybe<MoneyValue> {
  const amount = numberFrom(own(value, "amount"));
  const currency = textFrom(own(value, "currency"));
  return amount && currency ? { amount, currency } : undefined;
}

/** A day that exists. */
export function dateFrom(value: unknown): Maybe<string> {
  if (typeof value !== "string" || !DATE.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== value ? undefined : value;
}

/** A time of day, with its seconds. */
export function timeFrom(value: unknown): Maybe<string> {
  if (typeof value !== "string" || !TIME.test(value)) return undefined;
  return value.length === 5 ? `${value}:00` : value;
}

/** A moment with its offset, in UTC. */
export function momentFrom(value: unknown): Maybe<string> {
  if (typeof value !== "string" || !MOMENT.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : momentOf(ms);
}

/** A length of time. */
export function durationFrom(value: unknown): Maybe<Duration> {
  return readDuration(value);
}

/** A user, by the id. */
export function userFrom(value: unknown, schema: CrmSchema): Maybe<UserValue> {
  const id = numberFrom(own(value, "id"));
  return id && userOf(schema, id.toNumber());
}

/** A list, value by value. What is not of its kind is left out. */
export function listFrom<T>(value: unknown, read: (one: unknown) => Maybe<T>): Maybe<readonly T[]> {
  const list: Maybe<readonly unknown[]> = Array.isArray(value) ? value : undefined;
  return list?.map(read).filter((one) => one !== undefined);
}

/** What reads the fields of a record, each by its name. */
type Readers = Readonly<Record<string, (one: unknown) => unknown>>;

/** A record, field by field. */
export function recordFrom<R extends Readers>(
  value: unknown,
  readers: R,
): Maybe<{ readonly [K in keyof R]: ReturnType<R[K]> }> {
  if (typeof value !== "object" || value === null) return undefined;
  const entries = Object.entries(readers).map(([name, read]) => [name, read(own(value, name))] as const);
  // Each field has just been read by the reader that has its name.
  return Object.fromEntries(entries) as { readonly [K in keyof R]: ReturnType<R[K]> };
}
