import type { Maybe } from "../rules/values.ts";
import { Temporal } from "./temporal.ts";

/** Milliseconds of a day that no clock change falls on. */
export const DAY = 24 * 60 * 60 * 1000;

/**
 * A day of the calendar as days since 1970-01-01, so that walking over days is counting. The calendar of rules has the
 * years 0 to 9999: those whose text order is their order.
 */
export type Day = number;

const FIRST: Day = Date.parse("0000-01-01") / DAY;
const LAST: Day = Date.parse("9999-12-31") / DAY;

/** The day of an ISO date, `2026-06-12`. */
export function dayOf(date: string): Day {
  return Date.parse(date) / DAY;
}

/** The ISO date of a day; missing outside the years that the calendar has. */
export function dateOf(day: Day): Maybe<string> {
  return day >= FIRST && day <= LAST ? new Date(day * DAY).toISOString().slice(0, 10) : undefined;
}

/** A day as people read it, in whatever year: what a zone shows can lie just outside the calendar. */
export function dayText(day: Day): string {
  return dateOf(day) ?? new Date(day * DAY).toISOString().replace(/^\+0*|T.*$/g, "");
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

const EPOCH = Temporal.PlainDate.from("1970-01-01");

/**
 * Months later, or earlier where negative; a day that the month does not have is its last. Missing where that is farther
 * away than the calendar is long.
 */
export function addMonths(day: Day, months: number): Maybe<Day> {
  if (months === 0) return day;
  if (Math.abs(months) > 12 * 10_000) return undefined;
  return dayOf(EPOCH.add({ days: day }).add({ months }).toString());
}

/** How many days the month of a day has. */
export function daysInMonth(date: string): number {
  return Temporal.PlainDate.from(date).daysInMonth;
}

/** A time of day, `09:00` or `09:00:30`, in milliseconds since midnight. `24:00` is the end of the day. */
export function timeOfDay(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** `HH:MM:SS` of milliseconds since midnight, without what is less than a second. */
export function timeText(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
