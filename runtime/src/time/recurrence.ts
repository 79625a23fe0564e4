import type { Recurrence } from "../rules/ruleset.ts";
import type { Maybe } from "../rules/values.ts";
import { type Day, dateOf, daysInMonth, timeOfDay, weekdayOf } from "./days.ts";
import { momentOf, msOf } from "./instant.ts";
import { nextInterval } from "./intervals.ts";
import type { Place } from "./moments.ts";
import { HORIZON, hoursOf, isWorkingDay } from "./working-days.ts";
import { instantAt, localOf } from "./zones.ts";

type ByDay = Exclude<Recurrence, { readonly kind: "interval" }>;

function isDayOfMonth(day: Day, wanted: number | "last"): boolean {
  const date = dateOf(day);
  if (date === undefined) return false;
  const last = daysInMonth(date);
  return Number(date.slice(8)) === (wanted === "last" ? last : Math.min(wanted, last));
}

function fallsOn(day: Day, every: ByDay, place: Place): boolean {
  switch (every.kind) {
    case "day":
      return true;
    case "weekday":
      return weekdayOf(day) <= 5;
    case "workingDay":
      return isWorkingDay(day, hoursOf(place.calendar));
    case "namedDays":
      return every.days.includes(weekdayOf(day));
    case "month":
      return isDayOfMonth(day, every.day);
  }
}

function nextByDay(every: ByDay, at: string, after: number, place: Place): Maybe<number> {
  const time = timeOfDay(at);
  const today = localOf(after, place.timezone).day;
  for (let day = today; day <= today + HORIZON; day += 1) {
    if (!fallsOn(day, every, place)) continue;
    const ms = instantAt(day, time, place.timezone);
    if (ms > after) return ms;
  }
  return undefined;
}

/**
 * When a calendar block comes round next. A time that a clock change skips comes later that day; one that comes twice
 * counts once, the first time.
 *
 * @param at `HH:MM:SS`; of no meaning for intervals
 * @param after ISO 8601 in UTC
 * @returns the first moment after it, in the same form; missing where there is none within a hundred years
 */
export function nextOccurrence(every: Recurrence, at: string, after: string, place: Place): Maybe<string> {
  const ms =
    every.kind === "interval"
      ? nextInterval(every.every, msOf(after), place)
      : nextByDay(every, at, msOf(after), place);
  return ms === undefined ? undefined : momentOf(ms);
}
