import type { Maybe } from "../rules/values.ts";
import { type Day, dateOf } from "./days.ts";
import { hasTimeOfDay, negated } from "./duration.ts";
import { msOf } from "./instant.ts";
import { addToDate, addToMoment, dateIn, momentAt, type Place, startOf } from "./moments.ts";
import type { Resolved, Timetable } from "./timetable.ts";
import { localOf } from "./zones.ts";

type At = NonNullable<Timetable["at"]>;

/** The first time of day, by the clock of the zone, that is not before a moment. */
function firstAt(time: string, moment: string, place: Place): Maybe<string> {
  const { day } = localOf(msOf(moment), place.timezone);
  const on = (one: Day): Maybe<string> => {
    const date = dateOf(one);
    return date && momentAt(date, time, place.timezone);
  };
  const today = on(day);
  return today !== undefined && today >= moment ? today : on(day + 1);
}

function isDate(value: string): boolean {
  return !value.includes("T");
}

/** The day or the moment that an anchor and its offset come to. */
function anchored(anchor: string, at: At, place: Place): Maybe<string> {
  if (at.offset === undefined) return anchor;
  const { duration, direction } = at.offset;
  const by = direction === "before" ? negated(duration) : duration;
  if (isDate(anchor) && !hasTimeOfDay(by)) return addToDate(anchor, by, place.calendar);
  const from = isDate(anchor) ? startOf(anchor, place.timezone) : anchor;
  return from && addToMoment(from, by, place);
}

function anchorMoment(anchor: string, time: Maybe<string>, at: At, place: Place): Maybe<string> {
  const to = anchored(anchor, at, place);
  if (to === undefined) return undefined;
  const date = isDate(to) ? to : dateIn(to, place.timezone);
  if (time !== undefined) return date && momentAt(date, time, place.timezone);
  return isDate(to) ? startOf(to, place.timezone) : to;
}

function laterOf(a: string, b: string): string {
  return a > b ? a : b;
}

/**
 * The moment that the delay, the time and the day of a schedule come to, before working hours move it.
 *
 * @param base the moment that a delay, or a time without a day, counts from
 * @returns missing where the calendar ends before
 */
export function timetableMoment(
  timetable: Timetable,
  resolved: Resolved,
  base: string,
  place: Place,
): Maybe<string> {
  const { delay, at } = timetable;
  const delayed = delay === undefined ? base : addToMoment(base, delay, place);
  if (delayed === undefined || at === undefined) return delayed;
  if (resolved.anchor !== undefined) {
    const moment = anchorMoment(resolved.anchor, resolved.time, at, place);
    return moment === undefined || delay === undefined ? moment : laterOf(moment, delayed);
  }
  return resolved.time === undefined ? delayed : firstAt(resolved.time, delayed, place);
}
