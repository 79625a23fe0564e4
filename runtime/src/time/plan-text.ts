import { type Day, dayText, timeText, weekdayOf } from "./days.ts";
import { msOf } from "./instant.ts";
import { absenceOn, type Hours, isWorkingDay } from "./working-days.ts";
import { localOf } from "./zones.ts";

const weekdays = ["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** A moment as the clocks of a zone show it: `2026-06-11 10:00`. */
export function localText(moment: string, zone: string): string {
  const { day, time } = localOf(msOf(moment), zone);
  return `${dayText(day)} ${timeText(time).replace(/:00$/, "")}`;
}

/** The same with the day of the week: `Thu 2026-06-11 10:00`. */
export function weekdayText(moment: string, zone: string): string {
  const weekday = weekdays[weekdayOf(localOf(msOf(moment), zone).day)] ?? "";
  return `${weekday.slice(0, 3)} ${localText(moment, zone)}`;
}

/** Days off named in a sentence; further ones are counted. */
const MOST_NAMED = 3;

/** Days more than this apart are not looked through for what was off between them. */
const FARTHEST = 60;

/** Why somebody does not work from one day to another, beyond the usual days off. */
function reasons(from: Day, to: Day, hours: Hours): readonly string[] {
  const named = new Set<string>();
  for (let day = from; day < Math.min(to, from + FARTHEST); day += 1) {
    const away = absenceOn(day, hours);
    if (away !== undefined) named.add(`away from ${dayText(away[0])} to ${dayText(away[1])}`);
    else if (hours.holidays.has(day) && !isWorkingDay(day, hours)) named.add(`${dayText(day)} is a day off`);
  }
  const all = [...named];
  const rest = all.length - MOST_NAMED;
  return [...all.slice(0, MOST_NAMED), ...(rest > 0 ? [`${rest} more days off`] : [])];
}

/**
 * How working hours moved a moment, and why: `Sunday 2026-04-05 11:00 → Tuesday 2026-04-07 09:00, 2026-04-06 is a day
 * off`.
 */
export function movedText(from: string, to: string, zone: string, hours: Hours): string {
  const first = localOf(msOf(from), zone).day;
  const last = localOf(msOf(to), zone).day;
  const moved = [
    `${weekdays[weekdayOf(first)]} ${localText(from, zone)} → ${weekdays[weekdayOf(last)]} ${localText(to, zone)}`,
  ];
  return [...moved, ...reasons(first, last, hours)].join(", ");
}
