import { type Duration, negated } from "../time/duration.ts";
import * as time from "../time/moments.ts";
import type { Looking } from "./ruleset.ts";
import type { Maybe } from "./values.ts";

/*
 * Days are `2026-06-11`, times of day `09:00:00`, moments ISO 8601 in UTC with milliseconds. Each operator gives a
 * missing value where one of its values is missing, and where the result would lie outside the years 0 to 9999.
 */

/** A moment written as the clocks of the project's zone show it, `2026-12-24T18:00:00`. */
export function momentIn(local: string, { setting }: Looking): Maybe<string> {
  const [date = "", clock = ""] = local.split("T");
  return time.momentAt(date, clock, setting.timezone);
}

/** The day of looking, in the zone of the project. */
export function today({ now, setting }: Looking): Maybe<string> {
  return time.dateIn(now, setting.timezone);
}

/** The moment at which a day begins in the zone of the project. */
export function midnight(date: Maybe<string>, { setting }: Looking): Maybe<string> {
  return date === undefined ? undefined : time.startOf(date, setting.timezone);
}

/** A day and a length of time without hours in it. */
export function addToDate(date: Maybe<string>, by: Maybe<Duration>, { setting }: Looking): Maybe<string> {
  return date === undefined || by === undefined ? undefined : time.addToDate(date, by, setting.calendar);
}

/** A day less a length of time without hours in it. */
export function subtractFromDate(date: Maybe<string>, by: Maybe<Duration>, s: Looking): Maybe<string> {
  return by && addToDate(date, negated(by), s);
}

/** A moment and a length of time: days by the calendar, hours as time that passes. */
export function addToMoment(moment: Maybe<string>, by: Maybe<Duration>, { setting }: Looking): Maybe<string> {
  return moment === undefined || by === undefined ? undefined : time.addToMoment(moment, by, setting);
}

/** A moment less a length of time: days by the calendar, hours as time that passes. */
export function subtractFromMoment(moment: Maybe<string>, by: Maybe<Duration>, s: Looking): Maybe<string> {
  return by && addToMoment(moment, negated(by), s);
}

/** A time of day moved round the clock. */
export function addToTime(clock: Maybe<string>, by: Maybe<Duration>): Maybe<string> {
  return clock === undefined || by === undefined ? undefined : time.addToTime(clock, by);
}

/** A time of day moved back round the clock. */
export function subtractFromTime(clock: Maybe<string>, by: Maybe<Duration>): Maybe<string> {
  return by && addToTime(clock, negated(by));
}

/** `a - b` of days: how many lie between them. */
export function daysBetween(a: Maybe<string>, b: Maybe<string>): Maybe<Duration> {
  return a === undefined || b === undefined ? undefined : time.daysBetween(a, b);
}

/** `a - b` of moments: the time that passes between them. */
export function timeBetween(a: Maybe<string>, b: Maybe<string>): Maybe<Duration> {
  return a === undefined || b === undefined ? undefined : time.timeBetween(a, b);
}
