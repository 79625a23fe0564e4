import { type Duration, negated, scaled, sumOf } from "../time/duration.ts";
import type { Decimal, Maybe } from "./values.ts";

/** `a + b` of lengths of time, part by part; missing where either is. */
export function addDurations(a: Maybe<Duration>, b: Maybe<Duration>): Maybe<Duration> {
  return a === undefined || b === undefined ? undefined : sumOf(a, b);
}

/** `a - b` of lengths of time, part by part; missing where either is. */
export function subtractDurations(a: Maybe<Duration>, b: Maybe<Duration>): Maybe<Duration> {
  return b && addDurations(a, negated(b));
}

/** A length of time so many times; missing where either is. */
export function scaleDuration(a: Maybe<Duration>, by: Maybe<Decimal>): Maybe<Duration> {
  return a === undefined || by === undefined ? undefined : scaled(a, by);
}

/** `-a` of a length of time; missing where it is. */
export function negateDuration(a: Maybe<Duration>): Maybe<Duration> {
  return a && negated(a);
}
