/** Milliseconds of a day without a change of clocks. */
export const day = 24 * 60 * 60 * 1000;

const firstDay = Date.parse("0000-01-01") / day;
const lastDay = Date.parse("9999-12-31") / day;

/** Whether the calendar of rules has a day: its years are 0 to 9999. */
export function isDay(days: number): boolean {
  return days >= firstDay && days <= lastDay;
}

/** Whether the calendar of rules has a moment, with its neighbours. */
export function isMoment(moment: number): boolean {
  return isDay(moment / day - 1) && isDay(moment / day + 2);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offsetAt(moment: number, timezone: string): number {
  if (!isMoment(moment)) return 0;
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      timeZoneName: "longOffset",
      year: "numeric",
    });
    formats.set(timezone, format);
  }
  const name = format.formatToParts(moment).find((part) => part.type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(name) ?? [];
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -size : size;
}

/** What the clocks of a zone show at a moment, as the moment at which they would show it in UTC. */
export function shownAt(moment: number, timezone: string): number {
  return moment + offsetAt(moment, timezone);
}

/**
 * The moment at which the clocks of a zone show something: a time that a clock change skips moves forward by what was
 * skipped; of one that comes twice it is the first.
 *
 * @param shown as the moment at which it would be shown in UTC
 */
export function momentShowing(shown: number, timezone: string): number {
  const before = offsetAt(shown - day, timezone);
  const after = offsetAt(shown + day, timezone);
  const fits = [before, after].find((offset) => shownAt(shown - offset, timezone) === shown);
  return shown - (fits ?? before);
}

/** Days since 1970 of an ISO date. Undefined for text that is none. */
export function dayOf(date: string): number | undefined {
  const moment = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment / day;
}

/** The ISO date of a day. */
export function dateOf(days: number): string {
  return new Date(days * day).toISOString().slice(0, 10);
}

/** Seconds since midnight of `HH:MM:SS`. Undefined for text that is none. */
export function secondsOf(time: string): number | undefined {
  const [, hours, minutes, seconds = "0"] = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(time) ?? [];
  return hours === undefined ? undefined : (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}

/** `HH:MM:SS` of seconds since midnight. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** The moment of `YYYY-MM-DDTHH:MM:SS` in a zone. Undefined for text that is none. */
export function momentOf(local: string, timezone: string): number | undefined {
  const shown = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  return Number.isNaN(shown) ? undefined : momentShowing(shown, timezone);
}

/** What a length of time counts for beside others, in milliseconds. */
export function lengthOf(one: {
  readonly months: number;
  readonly days: number;
  readonly milliseconds: number;
  readonly workingDays: number;
  readonly workingMilliseconds: number;
}): number {
  const days = Math.trunc(one.months / 12) * 365 + (one.months % 12) * 30 + one.days + one.workingDays;
  return days * day + one.milliseconds + one.workingMilliseconds;
}
