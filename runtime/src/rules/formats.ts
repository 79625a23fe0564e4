import { durationText, isDuration } from "../time/duration.ts";
import { dateIn, timeIn } from "../time/moments.ts";
import { formattedDate, formattedLength, formattedNumber } from "./languages.ts";
import type { Looking } from "./ruleset.ts";
import { show, tail } from "./show.ts";
import { isDecimal, isMoney } from "./values.ts";

const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8"] as const;
const days = ["short", "medium", "long", "full", "iso", "weekday", "month", "year"] as const;

/** The formats that a value can have in a text, `{closeDate:long}`, by its kind. The compiler knows the same. */
export const formats = {
  text: ["upper", "lower", "capital", "trim"],
  number: [...digits, "plain", "grouped"],
  money: [...digits, "plain", "grouped"],
  date: days,
  moment: [...days, "date", "time"],
  time: [],
  duration: ["long"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A kind of value that texts write in more than one way. */
export type FormattedKind = keyof typeof formats;

function formattedText(text: string, format: string, locale: string): string {
  switch (format) {
    case "upper":
      return text.toLocaleUpperCase(locale);
    case "lower":
      return text.toLocaleLowerCase(locale);
    case "capital": {
      const [first = ""] = text;
      return first.toLocaleUpperCase(locale) + text.slice(first.length);
    }
    default:
      return text.trim();
  }
}

/** Rounded to so many digits; `grouped` keeps those that there are. */
function roundedTo(format: string): Intl.NumberFormatOptions {
  if (format === "grouped") return { maximumFractionDigits: tail };
  return { minimumFractionDigits: Number(format), maximumFractionDigits: Number(format) };
}

function formattedAmount(value: unknown, format: string, locale: string): string {
  if (format === "plain") return show(value);
  if (isDecimal(value)) return formattedNumber(value, roundedTo(format), locale);
  // A field beside an amount may hold any text for its currency.
  if (!isMoney(value) || !/^[A-Z]{3}$/i.test(value.currency)) return show(value);
  const style = { style: "currency", currency: value.currency } as const;
  return formattedNumber(
    value.amount,
    format === "grouped" ? style : { ...style, ...roundedTo(format) },
    locale,
  );
}

/** `2026-06-11 09:00`, as the clocks of the zone show it. */
function plainMoment(moment: string, zone: string): string {
  return `${dateIn(moment, zone) ?? ""} ${timeIn(moment, zone).slice(0, 5)}`;
}

/** A time of day; its seconds are said where there are any. */
function plainTime(time: string): string {
  return time.endsWith(":00") ? time.slice(0, 5) : time;
}

function formattedOne(value: unknown, kind: FormattedKind, s: Looking, format?: string): string {
  if (value === undefined || value === null) return "";
  const { locale, timezone } = s.setting;
  switch (kind) {
    case "text":
      return format === undefined ? show(value) : formattedText(show(value), format, locale);
    case "number":
    case "money":
      return formattedAmount(value, format ?? "plain", locale);
    case "duration": {
      if (!isDuration(value) || format === undefined) return show(value);
      const hasWork = value.workingDays !== 0 || value.workingMilliseconds !== 0;
      return hasWork ? durationText(value) : formattedLength(value, locale);
    }
    case "time":
      return plainTime(String(value));
    case "date":
      return format === undefined || format === "iso"
        ? String(value)
        : formattedDate(Date.parse(String(value)), format, false, locale, "UTC");
    case "moment": {
      const moment = String(value);
      if (format === undefined) return plainMoment(moment, timezone);
      if (format === "iso") return dateIn(moment, timezone) ?? "";
      return formattedDate(Date.parse(moment), format, true, locale, timezone);
    }
  }
}

/**
 * A value as a person reads it inside a text, where its kind matters: moments in the zone of the project, and
 * whatever has a format, in the project's language. Missing is empty; a list is written value by value.
 *
 * @param format the word behind the colon, as `formats` has it; without one, days are ISO dates, moments
 *   `2026-06-11 09:00`, and everything else is as `show` writes it
 */
export function formatted(value: unknown, kind: FormattedKind, s: Looking, format?: string): string {
  const parts: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  return (
    parts?.map((one) => formattedOne(one, kind, s, format)).join(", ") ?? formattedOne(value, kind, s, format)
  );
}
