import { dateIn, timeIn, weekdayOfDate } from "../time/moments.ts";
import type { Looking } from "./ruleset.ts";
import { show } from "./show.ts";
import { Decimal, type Maybe } from "./values.ts";

/*
 * What follows a dot on a value that has no fields: `createdAt.time`, `closeDate.weekday`, `contacts.count`. Each is
 * missing where the value is.
 */

/** The day of a moment, in the zone of the project. */
export function dateOf(moment: Maybe<string>, { setting }: Looking): Maybe<string> {
  return moment === undefined ? undefined : dateIn(moment, setting.timezone);
}

/** The time of day of a moment, in the zone of the project. */
export function timeOf(moment: Maybe<string>, { setting }: Looking): Maybe<string> {
  return moment === undefined ? undefined : timeIn(moment, setting.timezone);
}

/** The number that stands at a place of ISO 8601 text. */
function digits(text: Maybe<string>, start: number, end: number): Maybe<Decimal> {
  return text === undefined ? undefined : new Decimal(Number(text.slice(start, end)));
}

/** The year of a day. */
export function yearOf(date: Maybe<string>): Maybe<Decimal> {
  return digits(date, 0, 4);
}

/** The month of a day, 1 to 12. */
export function monthOf(date: Maybe<string>): Maybe<Decimal> {
  return digits(date, 5, 7);
}

/** The day of the month. */
export function dayOf(date: Maybe<string>): Maybe<Decimal> {
  return digits(date, 8, 10);
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(date: Maybe<string>): Maybe<Decimal> {
  return date === undefined ? undefined : new Decimal(weekdayOfDate(date));
}

/** The hour of a time of day, 0 to 23. */
export function hourOf(time: Maybe<string>): Maybe<Decimal> {
  return digits(time, 0, 2);
}

/** The minute of a time of day, 0 to 59. */
export function minuteOf(time: Maybe<string>): Maybe<Decimal> {
  return digits(time, 3, 5);
}

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** How long a text is, in characters as people count them; that of a file is its address or its name. */
export function lengthOf(text: Maybe<string>): Maybe<Decimal> {
  return text === undefined ? undefined : new Decimal([...characters.segment(show(text))].length);
}

/** How many there are in a list. */
export function countOf(list: Maybe<readonly unknown[]>): Maybe<Decimal> {
  return list === undefined ? undefined : new Decimal(list.length);
}

/** The first of a list; missing where it is empty. */
export function firstOf<T>(list: Maybe<readonly T[]>): Maybe<T> {
  return list?.[0];
}

/** The last of a list; missing where it is empty. */
export function lastOf<T>(list: Maybe<readonly T[]>): Maybe<T> {
  return list?.at(-1);
}
