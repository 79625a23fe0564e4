import type { Calendar, DayHours } from "./calendar.ts";
import { type Day, dayOf, timeOfDay, weekdayOf } from "./days.ts";
import { remembered } from "./remembered.ts";

/** From and to, in milliseconds since midnight by the clock; the end is outside. */
type ClockStretch = readonly [from: number, to: number];

/** When the project or one person works, read from a `Calendar`. */
export interface Hours {
  /** By ISO day of the week, counted from 1. */
  readonly week: readonly (readonly ClockStretch[])[];
  /** Those of a day that is worked although it would be off. */
  readonly exceptional: readonly ClockStretch[];
  readonly holidays: ReadonlySet<Day>;
  readonly workdays: ReadonlySet<Day>;
  /** First and last day. */
  readonly absences: readonly (readonly [from: Day, to: Day])[];
}

/** How far a day of work is looked for: a hundred years. Who does not work within them never does. */
export const HORIZON = 36_525;

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

function readDay(hours: DayHours = []): readonly ClockStretch[] {
  return hours
    .map(([opens, closes]) => [timeOfDay(opens), timeOfDay(closes)] as const)
    .filter(([from, to]) => from < to);
}

function readHours(calendar: Calendar, user: number | undefined): Hours {
  const person = user === undefined ? undefined : calendar.people[user];
  const hours = person?.hours ?? calendar.hours;
  const week = [[], ...weekdays.map((weekday) => readDay(hours[weekday]))];
  return {
    week,
    exceptional: week.find((day) => day.length > 0) ?? [],
    holidays: new Set(calendar.holidays.map(dayOf)),
    workdays: new Set(calendar.workdays.map(dayOf)),
    absences: (person?.absences ?? []).map(({ from, to }) => [dayOf(from), dayOf(to)]),
  };
}

const read = new WeakMap<Calendar, Map<number | undefined, Hours>>();

/**
 * The hours of the project, or of one user: own hours and absences where the calendar has any.
 *
 * @param user the id of the user; the project's hours where it is left out
 */
export function hoursOf(calendar: Calendar, user?: number): Hours {
  const people = remembered(read, calendar, () => new Map<number | undefined, Hours>());
  const key = user !== undefined && Object.hasOwn(calendar.people, user) ? user : undefined;
  return remembered(people, key, () => readHours(calendar, key));
}

/** Who is away on a day, from when to when; undefined where nobody is. */
export function absenceOn(day: Day, hours: Hours): readonly [from: Day, to: Day] | undefined {
  return hours.absences.find(([from, to]) => from <= day && day <= to);
}

/** The hours of one day, in order; none on a day off. */
export function hoursOn(day: Day, hours: Hours): readonly ClockStretch[] {
  if (absenceOn(day, hours) !== undefined) return [];
  const usual = hours.week[weekdayOf(day)] ?? [];
  if (hours.workdays.has(day)) return usual.length > 0 ? usual : hours.exceptional;
  return hours.holidays.has(day) ? [] : usual;
}

/** Whether anybody works on a day at all. */
export function isWorkingDay(day: Day, hours: Hours): boolean {
  return hoursOn(day, hours).length > 0;
}

/**
 * The nearest working day beside a day.
 *
 * @param step 1 for later, -1 for earlier
 * @returns undefined where there is none within a hundred years
 */
function besideWorkingDay(day: Day, step: 1 | -1, hours: Hours): Day | undefined {
  if (hours.exceptional.length === 0) return undefined;
  for (let next = day + step; Math.abs(next - day) <= HORIZON; next += step) {
    const away = absenceOn(next, hours);
    if (away !== undefined) next = step === 1 ? away[1] : away[0];
    else if (isWorkingDay(next, hours)) return next;
  }
  return undefined;
}

/** The first working day after a day; undefined where there is none within a hundred years. */
export function nextWorkingDay(day: Day, hours: Hours): Day | undefined {
  return besideWorkingDay(day, 1, hours);
}

/** The last working day before a day; undefined where there is none within a hundred years. */
export function lastWorkingDay(day: Day, hours: Hours): Day | undefined {
  return besideWorkingDay(day, -1, hours);
}

/** The day itself where it is worked, and the last working day before it otherwise. */
export function moveBackToWorkingDay(day: Day, hours: Hours): Day | undefined {
  return isWorkingDay(day, hours) ? day : lastWorkingDay(day, hours);
}

/**
 * So many working days later; earlier, where the count is negative. Counting back begins at a working day: from a
 * Sunday, one working day earlier is Thursday, since the Sunday stands for the Friday before it.
 *
 * @returns undefined where that is more than a hundred years away
 */
export function addWorkingDays(day: Day, count: number, hours: Hours): Day | undefined {
  const step = count < 0 ? -1 : 1;
  let reached: Day | undefined = count < 0 ? moveBackToWorkingDay(day, hours) : day;
  for (let left = Math.abs(count); left > 0; left -= 1) {
    if (reached === undefined || Math.abs(reached - day) > HORIZON) return undefined;
    reached = besideWorkingDay(reached, step, hours);
  }
  return reached;
}
