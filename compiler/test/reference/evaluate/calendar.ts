import { Temporal } from "temporal-polyfill";
import type { DurationValue } from "../../../src/check/checked.ts";
import type { Surroundings, WorkCalendar } from "./values.ts";

type Place = Pick<Surroundings, "timezone" | "calendar">;

/** A hundred years: further off, nobody looks for a day of work. */
const DAYS_LOOKED_AT = 36_525;

const inCalendar = (date: Temporal.PlainDate): Temporal.PlainDate | undefined =>
  date.year >= 0 && date.year <= 9999 ? date : undefined;

/** A moment, where its year in UTC is one of those that the calendar has. */
export function momentInCalendar(instant: Temporal.Instant): Temporal.Instant | undefined {
  return inCalendar(instant.toZonedDateTimeISO("UTC").toPlainDate()) && instant;
}

function hoursOn(
  date: Temporal.PlainDate,
  { hours, holidays, workdays }: WorkCalendar,
): readonly (readonly [string, string])[] {
  const usual = hours[date.dayOfWeek] ?? [];
  const iso = date.toString();
  if (workdays.includes(iso)) {
    return usual.length > 0
      ? usual
      : (["1", "2", "3", "4", "5", "6", "7"].map((day) => hours[day] ?? []).find((day) => day.length > 0) ??
          []);
  }
  return holidays.includes(iso) ? [] : usual;
}

const isWorked = (date: Temporal.PlainDate, calendar: WorkCalendar): boolean =>
  hoursOn(date, calendar).length > 0;

function workingDaysFrom(
  start: Temporal.PlainDate,
  count: number,
  calendar: WorkCalendar,
): Temporal.PlainDate | undefined {
  const days = Math.sign(count);
  let date = start;
  let looked = 0;
  const isNear = (): boolean => {
    looked += 1;
    return looked <= DAYS_LOOKED_AT;
  };
  // Counting back begins at a working day.
  while (days < 0 && !isWorked(date, calendar)) {
    if (!isNear()) return undefined;
    date = date.add({ days });
  }
  for (let left = Math.abs(count); left > 0; ) {
    if (!isNear()) return undefined;
    date = date.add({ days });
    if (isWorked(date, calendar)) left -= 1;
  }
  return date;
}

function workingTimeFrom(
  start: Temporal.Instant,
  amount: number,
  { timezone, calendar }: Place,
): Temporal.Instant | undefined {
  const first = start.toZonedDateTimeISO(timezone).toPlainDate();
  const from = start.epochMilliseconds;
  let left = Math.abs(amount);
  for (let days = 0; days <= DAYS_LOOKED_AT; days += 1) {
    const date = amount > 0 ? first.add({ days }) : first.subtract({ days });
    const at = (time: string): number =>
      time === "24:00"
        ? date.add({ days: 1 }).toZonedDateTime(timezone).epochMilliseconds
        : date.toZonedDateTime({ timeZone: timezone, plainTime: time }).epochMilliseconds;
    const open = hoursOn(date, calendar).map(([opens, closes]) => [at(opens), at(closes)] as const);
    for (const [opens, closes] of amount > 0 ? open : open.toReversed()) {
      const [begin, end] = amount > 0 ? [Math.max(opens, from), closes] : [opens, Math.min(closes, from)];
      if (begin >= end) continue;
      // Time ends where it is open: at closing time, that is the next opening.
      if (amount > 0 ? left < end - begin : left <= end - begin) {
        return Temporal.Instant.fromEpochMilliseconds(amount > 0 ? begin + left : end - left);
      }
      left -= end - begin;
    }
  }
  return undefined;
}

/** Months, days, then working days. */
export function movedDate(
  date: Temporal.PlainDate,
  { months, days, workingDays }: DurationValue,
  calendar: WorkCalendar,
): Temporal.PlainDate | undefined {
  if (Math.abs(months) > 120_000 || Math.abs(days) > 8_000_000) return undefined;
  const byDays = inCalendar(date.add({ months }).add({ days }));
  if (byDays === undefined || workingDays === 0) return byDays;
  const worked = workingDaysFrom(byDays, workingDays, calendar);
  return worked && inCalendar(worked);
}

/** Calendar units by the clock of the zone, then elapsed time, then working time. */
export function movedMoment(
  instant: Temporal.Instant,
  by: DurationValue,
  place: Place,
): Temporal.Instant | undefined {
  const local = instant.toZonedDateTimeISO(place.timezone);
  const date = movedDate(local.toPlainDate(), by, place.calendar);
  if (date === undefined) return undefined;
  const onDay = date.equals(local.toPlainDate())
    ? instant
    : date.toZonedDateTime({ timeZone: place.timezone, plainTime: local.toPlainTime() }).toInstant();
  // Longer than everything that the calendar has.
  if (Math.abs(by.milliseconds) > 4e14) return undefined;
  const moved = momentInCalendar(onDay.add({ milliseconds: by.milliseconds }));
  if (moved === undefined || by.workingMilliseconds === 0) return moved;
  const worked = workingTimeFrom(moved, by.workingMilliseconds, place);
  return worked && momentInCalendar(worked);
}

/** The day that the clocks of the zone show. */
export function localDate(instant: Temporal.Instant, timezone: string): Temporal.PlainDate | undefined {
  return inCalendar(instant.toZonedDateTimeISO(timezone).toPlainDate());
}

/** The time that the clocks of the zone show, in whole seconds. */
export function localTime(instant: Temporal.Instant, timezone: string): Temporal.PlainTime {
  return instant
    .toZonedDateTimeISO(timezone)
    .toPlainTime()
    .round({ smallestUnit: "second", roundingMode: "trunc" });
}

/** The first moment of a day. */
export function midnight(date: Temporal.PlainDate, timezone: string): Temporal.Instant | undefined {
  return momentInCalendar(date.toZonedDateTime({ timeZone: timezone, plainTime: "00:00" }).toInstant());
}
