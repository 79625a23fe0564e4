import type { Decimal, Maybe } from "../rules/values.ts";
import { DAY } from "./days.ts";
import { Temporal } from "./temporal.ts";

/** A length of time. Calendar units, elapsed time and working time do not turn into each other before a day is known. */
export interface Duration {
  /** 12 for a year. */
  readonly months: number;
  /** 7 for a week. */
  readonly days: number;
  readonly milliseconds: number;
  readonly workingDays: number;
  /** Time counted within working hours only. */
  readonly workingMilliseconds: number;
}

/** Makes a length of time of the parts that are not nothing. */
export function duration(parts: Partial<Duration>): Duration {
  return { months: 0, days: 0, milliseconds: 0, workingDays: 0, workingMilliseconds: 0, ...parts };
}

/** Tells a length of time from every other value of the language. */
export function isDuration(value: unknown): value is Duration {
  return typeof value === "object" && value !== null && "months" in value && "workingMilliseconds" in value;
}

/**
 * What a length of time counts for beside others, in milliseconds: a day has 24 hours, a working day too, a month 30
 * days, and twelve months 365.
 */
export function lengthOf(one: Duration): number {
  const years = Math.trunc(one.months / 12);
  const days = years * 365 + (one.months % 12) * 30 + one.days + one.workingDays;
  return days * DAY + one.milliseconds + one.workingMilliseconds;
}

/** Longer than the calendar of rules, and short enough that every millisecond of it is exact. */
const LONGEST = Number.MAX_SAFE_INTEGER;

const parts = ["months", "days", "milliseconds", "workingDays", "workingMilliseconds"] as const;

/** Missing where a length of time has become longer than any calendar. */
function bounded(one: Duration): Maybe<Duration> {
  const sound = parts.every((part) => Math.abs(lengthOf(duration({ [part]: one[part] }))) <= LONGEST);
  return sound && Math.abs(lengthOf(one)) <= LONGEST ? one : undefined;
}

/** Below 0 where the first is shorter, 0 where both count for the same: 24 hours and a day do. */
export function compareDurations(a: Duration, b: Duration): number {
  return Math.sign(lengthOf(a) - lengthOf(b));
}

/** Part by part; missing where it would be longer than any calendar. */
export function sumOf(a: Duration, b: Duration): Maybe<Duration> {
  return bounded({
    months: a.months + b.months,
    days: a.days + b.days,
    milliseconds: a.milliseconds + b.milliseconds,
    workingDays: a.workingDays + b.workingDays,
    workingMilliseconds: a.workingMilliseconds + b.workingMilliseconds,
  });
}

/** The same length the other way. */
export function negated(one: Duration): Duration {
  return {
    months: 0 - one.months,
    days: 0 - one.days,
    milliseconds: 0 - one.milliseconds,
    workingDays: 0 - one.workingDays,
    workingMilliseconds: 0 - one.workingMilliseconds,
  };
}

function whole(value: Decimal): number {
  // Adding 0 turns -0, which no comparison by identity takes for 0, into 0.
  return value.toDecimalPlaces(0).toNumber() + 0;
}

/**
 * A length of time so many times. Half a month is 15 days and half a day is 12 hours; working days stay whole, and are
 * rounded as numbers are, halves to even.
 *
 * @returns missing where it would be longer than any calendar
 */
export function scaled(one: Duration, by: Decimal): Maybe<Duration> {
  const allMonths = by.times(one.months);
  const months = allMonths.trunc();
  const allDays = by.times(one.days).plus(allMonths.minus(months).times(30));
  const days = allDays.trunc();
  return bounded({
    months: whole(months),
    days: whole(days),
    milliseconds: whole(by.times(one.milliseconds).plus(allDays.minus(days).times(DAY))),
    workingDays: whole(by.times(one.workingDays)),
    workingMilliseconds: whole(by.times(one.workingMilliseconds)),
  });
}

/** Whether it has parts shorter than a day: a day moved by it is a moment. */
export function hasTimeOfDay(one: Duration): boolean {
  return one.milliseconds !== 0 || one.workingMilliseconds !== 0;
}

function hasWorkingTime(one: Duration): boolean {
  return one.workingDays !== 0 || one.workingMilliseconds !== 0;
}

function counted(count: number, unit: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${unit}${Math.abs(count) === 1 ? "" : "s"}`];
}

function clockParts(milliseconds: number, kind = ""): readonly string[] {
  const minutes = Math.trunc(milliseconds / 60_000);
  return [
    ...counted(Math.trunc(minutes / 60), `${kind}hour`),
    ...counted(minutes % 60, `${kind}minute`),
    ...counted((milliseconds % 60_000) / 1000, `${kind}second`),
  ];
}

/** In words: `3 working days`, `1 year 2 months`, `1 hour 30 minutes`. */
export function durationText(one: Duration): string {
  const words = [
    ...counted(Math.trunc(one.months / 12), "year"),
    ...counted(one.months % 12, "month"),
    ...counted(one.days, "day"),
    ...clockParts(one.milliseconds),
    ...counted(one.workingDays, "working day"),
    ...clockParts(one.workingMilliseconds, "working "),
  ];
  return words.length === 0 ? "0 minutes" : words.join(" ");
}

function iso(one: Duration): string {
  const { months, days, milliseconds } = one;
  const seconds = Math.trunc(milliseconds / 1000);
  return Temporal.Duration.from({
    years: Math.trunc(months / 12),
    months: months % 12,
    days,
    hours: Math.trunc(seconds / 3600),
    minutes: Math.trunc(seconds / 60) % 60,
    seconds: seconds % 60,
    milliseconds: milliseconds % 1000,
  }).toString();
}

/**
 * As JSON: ISO 8601, `P1DT2H`. What ISO 8601 has no word for, working time and parts that point different ways, goes
 * as its parts.
 */
export function durationJson(one: Duration): string | Duration {
  const signs = new Set([one.months, one.days, one.milliseconds].map(Math.sign).filter((sign) => sign !== 0));
  return hasWorkingTime(one) || signs.size > 1 ? one : iso(one);
}

/**
 * What `durationJson` wrote, or ISO 8601 of any other origin.
 *
 * @returns undefined for text that is no length of time, and for one longer than any calendar
 */
export function durationFrom(json: unknown): Maybe<Duration> {
  if (isDuration(json)) {
    const whole = parts.every((part) => Number.isSafeInteger(json[part]));
    return whole ? bounded(duration(json)) : undefined;
  }
  if (typeof json !== "string") return undefined;
  try {
    const read = Temporal.Duration.from(json);
    const seconds = (read.hours * 60 + read.minutes) * 60 + read.seconds;
    const fraction = read.milliseconds + read.microseconds / 1e3 + read.nanoseconds / 1e6;
    return bounded(
      duration({
        months: read.years * 12 + read.months,
        days: read.weeks * 7 + read.days,
        milliseconds: seconds * 1000 + Math.round(fraction),
      }),
    );
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
