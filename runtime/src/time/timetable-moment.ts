import type { Maybe } from "../rules/values.ts";
import { type Day, dateOf } from "./days.ts";
import { type Duration, durationText, hasTimeOfDay, negated } from "./duration.ts";
import { msOf } from "./instant.ts";
import { addToDate, addToMoment, dateIn, momentAt, type Place, startOf, timeIn } from "./moments.ts";
import { clockChange, daysOff, type PlanStep } from "./plan-steps.ts";
import type { Resolved, Timetable } from "./timetable.ts";
import { hoursOf } from "./working-days.ts";
import { localOf } from "./zones.ts";

/** A moment, and the steps that led to it. */
export interface Reckoned {
  readonly moment: string;
  readonly steps: readonly PlanStep[];
}

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

/** What a change of clocks did to the time of day of a step, as a part of it. */
function byClock(time: Maybe<string>, moment: string, { timezone }: Place) {
  const clock = time === undefined ? undefined : clockChange(time, msOf(moment), timezone);
  return clock === undefined ? {} : { clock };
}

function delayStep(by: Duration, from: string, to: string, place: Place): PlanStep {
  const { timezone, calendar } = place;
  const day = (moment: string): Day => localOf(msOf(moment), timezone).day;
  const counts = by.workingDays !== 0 || by.workingMilliseconds !== 0;
  const off = counts && from < to ? daysOff(day(from), day(to), hoursOf(calendar)) : [];
  // Elapsed time does not keep the time of day.
  const clock = hasTimeOfDay(by) ? {} : byClock(timeIn(from, timezone), to, place);
  return { step: "delay", by: durationText(by), from, to, off, ...clock };
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
): Maybe<Reckoned> {
  const { delay, at } = timetable;
  const delayed = delay === undefined ? base : addToMoment(base, delay, place);
  if (delayed === undefined) return undefined;
  const waited = delay === undefined ? [] : [delayStep(delay, base, delayed, place)];
  if (at === undefined) return { moment: delayed, steps: waited };
  const { anchor, time } = resolved;
  if (anchor !== undefined) {
    const moment = anchorMoment(anchor, time, at, place);
    if (moment === undefined) return undefined;
    const clock = byClock(time, moment, place);
    const anchored: PlanStep = { step: "anchor", text: at.text, value: anchor, to: moment, ...clock };
    // Of the two the later one counts, and says alone how it came to be.
    return delay !== undefined && delayed > moment
      ? { moment: delayed, steps: waited }
      : { moment, steps: [anchored] };
  }
  if (time === undefined) return { moment: delayed, steps: waited };
  const moment = firstAt(time, delayed, place);
  if (moment === undefined) return undefined;
  const clock = byClock(time, moment, place);
  return { moment, steps: [...waited, { step: "time", time, from: delayed, to: moment, ...clock }] };
}
