import { dateIn, timeIn } from "../time/moments.ts";
import type { Looking } from "./ruleset.ts";
import { show } from "./show.ts";
import { type Decimal, isDecimal, isMoney, type MoneyValue } from "./values.ts";

/** The formats that a value can have in a text, `{closeDate:long}`, by its kind. The compiler knows the same. */
export const formats = {
  Date: ["short", "medium", "long", "full", "weekday", "month", "year"],
  DateTime: ["short", "medium", "long", "full", "date", "time", "weekday", "month", "year"],
  Time: ["short", "medium"],
  Number: ["0", "1", "2", "3", "4"],
  Money: ["0", "2", "long", "code"],
  Text: ["upper", "lower"],
} as const;

/** A kind of value that texts write in more than one way. */
export type FormattedKind = keyof typeof formats;

/** Kinds of spaces that some languages set before a unit: plain text has one that does not break. */
const narrowSpaces = /[\u2009\u202F]/g;

type DateStyle = "short" | "medium" | "long" | "full";

const dateOptions: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  short: { dateStyle: "short" },
  medium: { dateStyle: "medium" },
  long: { dateStyle: "long" },
  full: { dateStyle: "full" },
  weekday: { weekday: "long" },
  month: { month: "long" },
  year: { year: "numeric" },
};

const withTime = (dateStyle: DateStyle): Intl.DateTimeFormatOptions => ({ dateStyle, timeStyle: "short" });

const momentOptions: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  ...dateOptions,
  short: withTime("short"),
  medium: withTime("medium"),
  long: withTime("long"),
  full: withTime("full"),
  date: { dateStyle: "medium" },
  time: { timeStyle: "short" },
};

const timeOptions: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  short: { timeStyle: "short" },
  medium: { timeStyle: "medium" },
};

/** Formatters are slow to make and quick to use. */
const dateFormatters = new Map<string, Intl.DateTimeFormat>();
const numberFormatters = new Map<string, Intl.NumberFormat>();

function formattedAt(
  ms: number,
  options: Intl.DateTimeFormatOptions | undefined,
  locale: string,
  timeZone: string,
): string {
  const key = JSON.stringify([locale, timeZone, options]);
  let formatter = dateFormatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    dateFormatters.set(key, formatter);
  }
  return formatter.format(ms).replace(narrowSpaces, "\u00A0");
}

function formattedNumber(value: Decimal, options: Intl.NumberFormatOptions, locale: string): string {
  const key = JSON.stringify([locale, options]);
  let formatter = numberFormatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.NumberFormat(locale, { ...options, roundingMode: "halfEven" });
    numberFormatters.set(key, formatter);
  }
  // As text, so that no digit passes through a binary fraction.
  return formatter.format(value.toFixed() as Intl.StringNumericLiteral).replace(narrowSpaces, "\u00A0");
}

function digits(format: string): Intl.NumberFormatOptions {
  return { minimumFractionDigits: Number(format), maximumFractionDigits: Number(format) };
}

function formattedMoney({ amount, currency }: MoneyValue, format: string, locale: string): string {
  const style = { style: "currency", currency } as const;
  if (format === "long") return formattedNumber(amount, { ...style, currencyDisplay: "name" }, locale);
  if (format === "code") return formattedNumber(amount, { ...style, currencyDisplay: "code" }, locale);
  return formattedNumber(amount, { ...style, ...digits(format) }, locale);
}

/** Seconds are said where there are any. */
const shortTime = (time: string): string => (time.endsWith(":00") ? time.slice(0, 5) : time);

function withoutFormat(value: unknown, kind: FormattedKind, timezone: string): string {
  if (typeof value !== "string") return show(value);
  if (kind === "Time") return shortTime(value);
  return kind === "DateTime"
    ? `${dateIn(value, timezone) ?? ""} ${timeIn(value, timezone).slice(0, 5)}`
    : value;
}

function formattedText(text: string, kind: FormattedKind, format: string, { setting }: Looking): string {
  const { locale, timezone } = setting;
  switch (kind) {
    case "Date":
      return formattedAt(Date.parse(text), dateOptions[format], locale, "UTC");
    case "DateTime":
      return formattedAt(Date.parse(text), momentOptions[format], locale, timezone);
    case "Time":
      return formattedAt(Date.parse(`1970-01-01T${text}Z`), timeOptions[format], locale, "UTC");
    default:
      return format === "upper" ? text.toLocaleUpperCase(locale) : text.toLocaleLowerCase(locale);
  }
}

/**
 * A value as a person reads it inside a text, where its kind matters: moments in the zone of the project, and
 * whatever has a format, in its language. Missing is empty; a list is written value by value.
 *
 * @param format the word behind the colon, as `formats` has it; without one, days are ISO dates, moments
 *   `2026-06-11 09:00`, and everything else is as `show` writes it
 */
export function formatted(value: unknown, kind: FormattedKind, s: Looking, format?: string): string {
  const parts: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (parts !== undefined) return parts.map((one) => formatted(one, kind, s, format)).join(", ");
  if (format === undefined) return withoutFormat(value, kind, s.setting.timezone);
  if (typeof value === "string") return formattedText(value, kind, format, s);
  if (isDecimal(value)) return formattedNumber(value, digits(format), s.setting.locale);
  return isMoney(value) ? formattedMoney(value, format, s.setting.locale) : show(value);
}
