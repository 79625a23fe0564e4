/*
 * Time as a patient person works it out: with the clocks that the system's own zone data shows, a quarter of an hour at
 * a time, and day by day. It shares nothing with `src/time`, and is far too slow for anything but being right.
 */

export const QUARTER = 15 * 60_000;
const DAY = 24 * 60 * 60_000;

/** What the clocks of a zone show, as if it were UTC: a day is `Math.floor(wall / DAY)`. */
export type Wall = (ms: number) => number;

/** The clocks of a zone, by `Intl`. */
export function clocksOf(zone: string): Wall {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const known = new Map<number, number>();
  const read = (ms: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
  return (ms) => {
    const wall = known.get(ms) ?? read(ms);
    known.set(ms, wall);
    return wall;
  };
}

/**
 * Moments at which the clocks of a zone were changed in some years. Left out is what falls between two quarters of an
 * hour, which a patient person would not see: the clocks of Casey Station, changed at a minute past midnight.
 */
export function changesOf(wall: Wall, fromYear: number, toYear: number): readonly number[] {
  const offset = (ms: number): number => wall(ms) - ms;
  const changes: number[] = [];
  for (let ms = Date.UTC(fromYear, 0, 1); ms < Date.UTC(toYear, 0, 1); ms += 7 * DAY) {
    if (offset(ms) === offset(ms + 7 * DAY)) continue;
    for (let at = ms; at < ms + 7 * DAY; at += QUARTER) {
      const isSeen = offset(at) === offset(at + QUARTER - 60_000);
      if (offset(at) !== offset(at + QUARTER) && isSeen) changes.push(at + QUARTER);
    }
  }
  return changes;
}

/** The first moment at which the clocks show a time; where they never do, as much later as they jumped. */
export function momentShowing(target: number, wall: Wall): number {
  const from = target - 36 * 60 * 60_000;
  let last = from;
  for (let at = from; at <= target + 13 * 60 * 60_000; at += QUARTER) {
    if (wall(at) === target) return at;
    if (wall(at) < target) last = at;
  }
  return last + (target - wall(last));
}

/** Hours of work by ISO weekday, in quarters of an hour since midnight; days off by their date. */
export interface NaiveHours {
  readonly week: Readonly<Record<number, readonly (readonly [from: number, to: number])[]>>;
  readonly off: readonly string[];
}

function stretchesOn(day: number, { week, off }: NaiveHours) {
  const date = new Date(day * DAY);
  if (off.includes(date.toISOString().slice(0, 10))) return [];
  return week[date.getUTCDay() === 0 ? 7 : date.getUTCDay()] ?? [];
}

/** Whether somebody works at a moment. */
export function works(ms: number, wall: Wall, hours: NaiveHours): boolean {
  const day = Math.floor(wall(ms) / DAY);
  const quarter = (wall(ms) - day * DAY) / QUARTER;
  return stretchesOn(day, hours).some(([from, to]) => from <= quarter && quarter < to);
}

/** The first moment from one on at which somebody works. */
export function firstWorked(ms: number, wall: Wall, hours: NaiveHours): number {
  let at = ms;
  while (!works(at, wall, hours)) at += QUARTER;
  return at;
}

/** So many quarters of an hour of work later. */
export function workedLater(ms: number, quarters: number, wall: Wall, hours: NaiveHours): number {
  let at = firstWorked(ms, wall, hours);
  for (let left = quarters; left > 0; left -= 1) at = firstWorked(at + QUARTER, wall, hours);
  return at;
}

/** So many days later by the calendar, with the same time of day; with hours, so many days of work. */
export function daysLater(ms: number, count: number, wall: Wall, hours?: NaiveHours): number {
  const start = wall(ms);
  let target = start;
  for (let left = count; left > 0; ) {
    target += DAY;
    if (hours === undefined || stretchesOn(Math.floor(target / DAY), hours).length > 0) left -= 1;
  }
  return target === start ? ms : momentShowing(target, wall);
}

/** The first time of day, in quarters of an hour since midnight, that is not before a moment. */
export function firstShowing(ms: number, quarter: number, wall: Wall): number {
  const today = Math.floor(wall(ms) / DAY);
  const on = (day: number): number => momentShowing(day * DAY + quarter * QUARTER, wall);
  return on(today) >= ms ? on(today) : on(today + 1);
}
