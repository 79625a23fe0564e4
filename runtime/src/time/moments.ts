import type { Maybe } from "../rules/values.ts";
import type { Calendar } from "./calendar.ts";
import { addMonths, DAY, type Day, dateOf, dayOf, timeOfDay, timeText, weekdayOf } from "./days.ts";
import { type Duration, duration } from "./duration.ts";
import { momentOf, msOf } from "./instant.ts";
import { addWorkingDays, hoursOf } from "./working-days.ts";
import { addWorkingTime } from "./working-hours.ts";
import { instantAt, localOf } from "./zones.ts";

/*
 * Days are ISO dates, times of day `HH:MM:SS`, moments ISO 8601 in UTC with milliseconds. What would fall outside the
 * years 0 to 9999, or on a working day that never comes, is missing.
 */

/** Where the clocks and the calendar of rules are. Every `Setting` is one. */
export interface Place {
  /** IANA name of the zone. */
  readonly timezone: string;
  readonly calendar: Calendar;
}

/** The day that a moment falls on, in a zone. */
export function dateIn(moment: string, zone: string): Maybe<string> {
  return dateOf(localOf(msOf(moment), zone).day);
}

/** The time of day of a moment, in a zone, without what is less than a second. */
export function timeIn(moment: string, zone: string): string {
  return timeText(localOf(msOf(moment), zone).time);
}

/** The moment at which the clocks of a zone show a time on a day: skipped times move forward, of two it is the first. */
export function momentAt(date: string, time: string, zone: string): Maybe<string> {
  return momentOf(instantAt(dayOf(date), timeOfDay(time), zone));
}

/** The first moment of a day in a zone. */
export function startOf(date: string, zone: string): Maybe<string> {
  return momentAt(date, "00:00", zone);
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOfDate(date: string): number {
  return weekdayOf(dayOf(date));
}

/** Months, then days, then working days. */
function movedDay(day: Day, by: Duration, calendar: Calendar): Maybe<Day> {
  const sameDay = addMonths(day, by.months);
  if (sameDay === undefined) return undefined;
  const moved = sameDay + by.days;
  if (by.workingDays === 0 || dateOf(moved) === undefined) return moved;
  return addWorkingDays(moved, by.workingDays, hoursOf(calendar));
}

/** A day moved by months, days and working days; other parts, which a day has no place for, do not count. */
export function addToDate(date: string, by: Duration, calendar: Calendar): Maybe<string> {
  const day = movedDay(dayOf(date), by, calendar);
  return day === undefined ? undefined : dateOf(day);
}

function addToMs(ms: number, by: Duration, { timezone, calendar }: Place): Maybe<number> {
  let moved: Maybe<number> = ms;
  const { day, time } = localOf(ms, timezone);
  const to = movedDay(day, by, calendar);
  if (to === undefined || dateOf(to) === undefined) return undefined;
  // A moment that stays on its day stays itself: of a time that comes twice, it may be the second.
  if (to !== day) moved = instantAt(to, time, timezone);
  moved += by.milliseconds;
  if (by.workingMilliseconds === 0 || momentOf(moved) === undefined) return moved;
  return addWorkingTime(moved, by.workingMilliseconds, timezone, hoursOf(calendar));
}

/**
 * A moment moved by a length of time: calendar units first and by the clock of the zone, with the same time of day;
 * then elapsed time; then working time.
 */
export function addToMoment(moment: string, by: Duration, place: Place): Maybe<string> {
  const ms = addToMs(msOf(moment), by, place);
  return ms === undefined ? undefined : momentOf(ms);
}

/** A time of day moved round the clock by elapsed time; days, and time of work, do not move it. */
export function addToTime(time: string, by: Duration): string {
  const moved = (timeOfDay(time) + by.milliseconds) % DAY;
  return timeText(moved < 0 ? moved + DAY : moved);
}

/** From the second day to the first, in days. */
export function daysBetween(date: string, from: string): Duration {
  return duration({ days: dayOf(date) - dayOf(from) });
}

/** From the second moment to the first, as elapsed time. */
export function timeBetween(moment: string, from: string): Duration {
  return duration({ milliseconds: msOf(moment) - msOf(from) });
}
