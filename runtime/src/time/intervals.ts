import { Decimal, type Maybe } from "../rules/values.ts";
import { DAY, type Day, dayOf, weekdayOf } from "./days.ts";
import { compareDurations, type Duration, duration, lengthOf, scaled } from "./duration.ts";
import { firstOf } from "./first-of.ts";
import { momentOf, msOf } from "./instant.ts";
import { addToMoment, type Place } from "./moments.ts";
import { HORIZON, type Hours, hoursOf, isWorkingDay, nextWorkingDay } from "./working-days.ts";
import { addWorkingTime, firstOpeningOfWeek } from "./working-hours.ts";
import { instantAt, localOf } from "./zones.ts";

/** Elapsed time counts from midnight, and begins anew every day. */
function nextWithinDay(every: number, after: number, { timezone }: Place): number {
  const { day } = localOf(after, timezone);
  const midnight = instantAt(day, 0, timezone);
  const next = midnight + (Math.floor((after - midnight) / every) + 1) * every;
  return Math.min(next, instantAt(day + 1, 0, timezone));
}

/** The first opening of a week that is later than a moment. */
function nextWeek(monday: Day, after: number, zone: string, hours: Hours): Maybe<number> {
  for (let week = monday; week <= monday + HORIZON; week += 7) {
    const opening = firstOpeningOfWeek(week, zone, hours);
    if (opening !== undefined && opening > after) return opening;
  }
  return undefined;
}

/** Working time counts from the first opening of the week, and begins anew every week. */
function nextWithinWeek(every: number, after: number, { timezone, calendar }: Place): Maybe<number> {
  const hours = hoursOf(calendar);
  const { day } = localOf(after, timezone);
  const monday = day - weekdayOf(day) + 1;
  const opening = firstOpeningOfWeek(monday, timezone, hours);
  const anew = nextWeek(monday, after, timezone, hours);
  if (opening === undefined || opening > after) return anew;
  const moment = (number: number): number =>
    addWorkingTime(opening, number * every, timezone, hours) ?? Number.POSITIVE_INFINITY;
  const number = firstOf(1, Math.ceil((8 * DAY) / every), (one) => moment(one) > after);
  const next = number === undefined ? Number.POSITIVE_INFINITY : moment(number);
  return anew === undefined || next < anew ? next : anew;
}

/** A Monday, the first of a month and of a year: everything longer than a day counts from it. */
const ORIGIN = dayOf("2024-01-01");

function nextFromOrigin(every: Duration, after: number, place: Place): Maybe<number> {
  const hours = hoursOf(place.calendar);
  const isWorked = every.workingDays === 0 || isWorkingDay(ORIGIN, hours);
  const first = isWorked ? ORIGIN : nextWorkingDay(ORIGIN, hours);
  const origin = first === undefined ? undefined : momentOf(instantAt(first, 0, place.timezone));
  if (origin === undefined) return undefined;
  const slot = (number: number): number => {
    const by = scaled(every, new Decimal(number));
    const moment = by && addToMoment(origin, by, place);
    // Outside the calendar: after all moments, or before them.
    return moment === undefined ? number * Number.POSITIVE_INFINITY : msOf(moment);
  };
  const isLater = (number: number): boolean => slot(number) > after;
  // A guess by what the interval counts for, and around it a stretch that has the answer in it.
  const guess = Math.round((after - msOf(origin)) / lengthOf(every));
  let reach = 2;
  while (isLater(guess - reach) || !isLater(guess + reach)) reach *= 2;
  const next = slot(firstOf(guess - reach, guess + reach, isLater) ?? guess);
  return Number.isFinite(next) ? next : undefined;
}

/**
 * The next moment of an interval. Those shorter than a day count from each midnight; working time counts from the first
 * opening of each week; all others from Monday, 1 January 2024.
 *
 * @param after milliseconds since 1970
 * @returns the first one after it; undefined where there is none, as for an interval that is not longer than nothing
 */
export function nextInterval(every: Duration, after: number, place: Place): Maybe<number> {
  if (compareDurations(every, duration({})) <= 0) return undefined;
  const is = (part: keyof Duration): boolean =>
    lengthOf(every) === lengthOf(duration({ [part]: every[part] }));
  if (is("milliseconds") && every.milliseconds < DAY) return nextWithinDay(every.milliseconds, after, place);
  if (is("workingMilliseconds")) return nextWithinWeek(every.workingMilliseconds, after, place);
  return nextFromOrigin(every, after, place);
}
