import { addToMoment, type Duration, duration, fieldOf, type Setting } from "@onstage/runtime/rules";
import { parseMoment } from "./moment.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

type Unit = (count: number) => Partial<Duration>;

const UNITS: Readonly<Record<string, Unit>> = {
  second: (count) => ({ milliseconds: count * SECOND }),
  minute: (count) => ({ milliseconds: count * MINUTE }),
  hour: (count) => ({ milliseconds: count * HOUR }),
  day: (count) => ({ days: count }),
  week: (count) => ({ days: 7 * count }),
  month: (count) => ({ months: count }),
  year: (count) => ({ months: 12 * count }),
  "working minute": (count) => ({ workingMilliseconds: count * MINUTE }),
  "working hour": (count) => ({ workingMilliseconds: count * HOUR }),
  "working day": (count) => ({ workingDays: count }),
};

const SHORT: Readonly<Record<string, string>> = { s: "second", m: "minute", h: "hour", d: "day", w: "week" };

const PART = /^(\d{1,6})\s*((?:working\s+)?[a-z]+)[\s,]*/iu;

/** Reads a length of time such as `2 h`, `1 day 12 hours`, `3 months` or `2 working days`; undefined where it is none. */
export function parseLength(text: string): Duration | undefined {
  let rest = text.trim();
  let length = duration({});
  if (rest === "" || rest.length > 100) return undefined;
  while (rest !== "") {
    const [found, count, written = ""] = PART.exec(rest) ?? [];
    const word = written.toLowerCase().replace(/\s+/gu, " ");
    const name = fieldOf(SHORT, word) ?? word.replace(/s$/u, "");
    const unit = fieldOf(UNITS, name);
    if (found === undefined || unit === undefined) return undefined;
    const more = duration(unit(Number(count)));
    length = {
      months: length.months + more.months,
      days: length.days + more.days,
      milliseconds: length.milliseconds + more.milliseconds,
      workingDays: length.workingDays + more.workingDays,
      workingMilliseconds: length.workingMilliseconds + more.workingMilliseconds,
    };
    rest = rest.slice(found.length);
  }
  return length;
}

/**
 * A length of time as tests write it.
 *
 * @throws Error where it is none
 */
export function lengthOf(text: string): Duration {
  const length = parseLength(text);
  if (length === undefined)
    throw new Error(`“${text}” is no span of time. Write it as 2 h, 1 day or 3 working days.`);
  return length;
}

/**
 * A moment moved by a length of time, as rules move it: by the calendar of the zone and its working days.
 *
 * @param from milliseconds since 1970
 * @returns milliseconds since 1970
 * @throws Error where there is no such moment
 */
export function later(from: number, by: Duration, setting: Setting): number {
  const now = new Date(from).toISOString();
  const moved = addToMoment(now, by, { now, setting });
  if (moved === undefined) throw new Error(`there is no such moment behind ${now}`);
  return Date.parse(moved);
}

/**
 * A moment as tests write it: `2026-06-11 10:00` on the clocks of the zone, or ISO 8601.
 *
 * @returns milliseconds since 1970
 * @throws Error where it is none
 */
export function momentOf(text: string, timezone: string): number {
  const moment = parseMoment(text.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d)/u, "$1T"), timezone);
  if (moment === undefined)
    throw new Error(`“${text}” is no moment. Write it as 2026-06-11 10:00 or 2026-06-11T10:00:00+02:00.`);
  return moment;
}
