import { atLeast, atMost, type Comparable, equal, less, type Ordered, same } from "./compare.ts";
import type { Looking } from "./ruleset.ts";
import { show } from "./show.ts";
import type { Maybe } from "./values.ts";

/*
 * Each answers yes or no, and nothing where a value is missing: `x in list` is then false, and so is `x not in list`.
 */

type Listed<T> = Maybe<readonly Maybe<T>[]>;

/** `x in list`, and `list contains x`: whether one of the list has the same value. Money needs the moment of looking. */
export function inList(value: Maybe<Comparable>, list: Listed<Comparable>, s?: Looking): Maybe<boolean> {
  if (value === undefined || list === undefined) return undefined;
  return list.some((one) => equal(value, one, s));
}

/** `x in list` of users, items and options: whether one of the list is the same one. */
export function among(value: unknown, list: Listed<unknown>): Maybe<boolean> {
  return value === undefined || list === undefined ? undefined : list.some((one) => same(value, one));
}

/** `x in a..b`, both ends included. Money needs the moment of looking. */
export function between(
  value: Maybe<Ordered>,
  from: Maybe<Ordered>,
  to: Maybe<Ordered>,
  s?: Looking,
): Maybe<boolean> {
  if (value === undefined || from === undefined || to === undefined) return undefined;
  return atLeast(value, from, s) && atMost(value, to, s);
}

/**
 * `x in 20:00..08:00` of times of day: the end is excluded, a range that ends before it begins goes over midnight, and
 * one that ends where it begins is the whole day.
 */
export function inHours(time: Maybe<string>, from: Maybe<string>, to: Maybe<string>): Maybe<boolean> {
  if (time === undefined || from === undefined || to === undefined) return undefined;
  return less(from, to) ? from <= time && time < to : from <= time || time < to;
}

/** A text as it is looked into: case does not count. An option is looked into by its title. */
function folded(value: unknown): string {
  return (typeof value === "string" ? value : show(value)).toLowerCase();
}

/** `text contains part`; case does not count. */
export function textContains(text: unknown, part: unknown): Maybe<boolean> {
  return text === undefined || part === undefined ? undefined : folded(text).includes(folded(part));
}

/** `text starts with part`; case does not count. */
export function startsWith(text: unknown, part: unknown): Maybe<boolean> {
  return text === undefined || part === undefined ? undefined : folded(text).startsWith(folded(part));
}

/** `text ends with part`; case does not count. */
export function endsWith(text: unknown, part: unknown): Maybe<boolean> {
  return text === undefined || part === undefined ? undefined : folded(text).endsWith(folded(part));
}
