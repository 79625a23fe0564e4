import { type Day, weekdayOf } from "./days.ts";
import {
  HORIZON,
  type Hours,
  hoursOn,
  isWorkingDay,
  lastWorkingDay,
  nextWorkingDay,
} from "./working-days.ts";
import { localOf, stretchesOf } from "./zones.ts";

/** From and to, in milliseconds since 1970; the end is outside. */
type OpenStretch = readonly [from: number, to: number];

/** When it is open on a day: the moments at which the clocks of the zone show a time within the hours. */
function openOn(day: Day, zone: string, hours: Hours): readonly OpenStretch[] {
  const open = hoursOn(day, hours);
  if (open.length === 0) return [];
  return stretchesOf(day, zone).flatMap((steady) => {
    const midnight = day * 86_400_000 - steady.offset;
    return open
      .map(
        ([from, to]) => [Math.max(midnight + from, steady.from), Math.min(midnight + to, steady.to)] as const,
      )
      .filter(([from, to]) => from < to);
  });
}

/** Whether a moment, in milliseconds since 1970, lies within the hours. Closing time is outside. */
export function isOpen(ms: number, zone: string, hours: Hours): boolean {
  return openOn(localOf(ms, zone).day, zone, hours).some(([from, to]) => from <= ms && ms < to);
}

/** The open stretches that are not over at a moment, in order, for a hundred years. */
function* openFrom(ms: number, zone: string, hours: Hours): Generator<OpenStretch, undefined> {
  const first = localOf(ms, zone).day;
  for (let day: Day | undefined = first; day !== undefined; day = nextWorkingDay(day, hours)) {
    if (day - first > HORIZON) return;
    for (const [from, to] of openOn(day, zone, hours)) if (to > ms) yield [Math.max(from, ms), to];
  }
}

/** The open stretches that have begun before a moment, the latest first, for a hundred years. */
function* openBefore(ms: number, zone: string, hours: Hours): Generator<OpenStretch, undefined> {
  const first = localOf(ms, zone).day;
  for (let day: Day | undefined = first; day !== undefined; day = lastWorkingDay(day, hours)) {
    if (first - day > HORIZON) return;
    for (const [from, to] of openOn(day, zone, hours).toReversed()) {
      if (from < ms) yield [from, Math.min(to, ms)];
    }
  }
}

/**
 * The first open moment that is not before a moment: itself within the hours, and the next opening outside them.
 *
 * @param ms milliseconds since 1970
 * @returns the same; undefined where there is none within a hundred years
 */
export function nextOpening(ms: number, zone: string, hours: Hours): number | undefined {
  return openFrom(ms, zone, hours).next().value?.[0];
}

/**
 * Counts time within the hours only: 30 minutes from Friday 17:45 end on Monday at 09:15. It ends at an open moment,
 * so at the next opening where it would end at closing time. Negative time counts back.
 *
 * @param ms milliseconds since 1970
 * @param amount milliseconds
 * @returns milliseconds since 1970; undefined where that is more than a hundred years away
 */
export function addWorkingTime(ms: number, amount: number, zone: string, hours: Hours): number | undefined {
  if (amount === 0) return ms;
  let left = Math.abs(amount);
  if (amount > 0) {
    for (const [from, to] of openFrom(ms, zone, hours)) {
      if (left < to - from) return from + left;
      left -= to - from;
    }
    return undefined;
  }
  for (const [from, to] of openBefore(ms, zone, hours)) {
    if (left <= to - from) return to - left;
    left -= to - from;
  }
  return undefined;
}

/** When the week of a day is opened, in milliseconds since 1970: undefined where it is not. */
export function firstOpeningOfWeek(day: Day, zone: string, hours: Hours): number | undefined {
  const monday = day - weekdayOf(day) + 1;
  for (let next = monday; next < monday + 7; next += 1) {
    const first = isWorkingDay(next, hours) ? openOn(next, zone, hours)[0] : undefined;
    if (first !== undefined) return first[0];
  }
  return undefined;
}
