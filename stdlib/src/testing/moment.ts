import { fieldOf } from "@onstage/runtime/rules";
import { Temporal } from "temporal-polyfill";

const UNITS: Readonly<Record<string, "seconds" | "minutes" | "hours" | "days" | "weeks">> = {
  s: "seconds",
  second: "seconds",
  m: "minutes",
  minute: "minutes",
  h: "hours",
  hour: "hours",
  d: "days",
  day: "days",
  w: "weeks",
  week: "weeks",
};
const PART = /^(\d{1,6})\s*([a-z]+)[\s,]*/iu;

/**
 * Reads a span of time such as `2 h`, `30m`, `1 day 12 hours` or `2w`.
 *
 * @returns undefined where it is none
 */
export function parseSpan(text: string): Temporal.Duration | undefined {
  let rest = text.trim();
  let span = new Temporal.Duration();
  if (rest === "" || rest.length > 100) return undefined;
  while (rest !== "") {
    const [found, count, word] = PART.exec(rest) ?? [];
    const name = word?.toLowerCase() ?? "";
    const unit = fieldOf(UNITS, name) ?? fieldOf(UNITS, name.replace(/s$/u, ""));
    if (found === undefined || unit === undefined) return undefined;
    span = span.with({ [unit]: span[unit] + Number(count) });
    rest = rest.slice(found.length);
  }
  return span;
}

/**
 * A moment moved by a span. Seconds, minutes and hours are elapsed time; days and weeks are those of the calendar
 * in the zone and keep the time of day.
 *
 * @param from milliseconds since 1970
 * @returns milliseconds since 1970
 */
export function addSpan(from: number, span: Temporal.Duration, timezone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timezone).add(span)
    .epochMilliseconds;
}

/** Whether there is a time zone of this name. */
export function isTimezone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/**
 * Reads a moment: ISO 8601 with an offset (`2026-03-02T10:00:00+01:00`), or without one, in the zone.
 *
 * @returns milliseconds since 1970, or undefined where it is none
 */
export function parseMoment(text: string, timezone: string): number | undefined {
  if (text.length > 60) return undefined;
  const instant = orUndefined(() => Temporal.Instant.from(text));
  if (instant !== undefined) return instant.epochMilliseconds;
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/u.test(text)) return undefined;
  return orUndefined(() => Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds);
}

/**
 * The same moment as a person in the zone writes it, with the offset: `2026-03-02T10:00:00.000+01:00`.
 *
 * @param utc ISO 8601 in UTC
 */
export function inTimezone(utc: string, timezone: string): string {
  const local = Temporal.Instant.from(utc).toZonedDateTimeISO(timezone);
  return local.toString({ timeZoneName: "never", smallestUnit: "millisecond" });
}
