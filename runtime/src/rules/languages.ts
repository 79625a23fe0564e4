import type { Duration } from "../time/duration.ts";
import type { Decimal } from "./values.ts";

/** Kinds of spaces that some languages set before a unit, and that many fonts do not have. */
const uncommonSpaces = /[\u2009\u202F]/g;

/** What a formatter is made from: formatters are slow to make and quick to use. */
function remembered<T>(make: (locale: string, options: string) => T): (locale: string, options: string) => T {
  const made = new Map<string, T>();
  return (locale, options) => {
    const key = `${locale} ${options}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const formatter = make(locale, options);
    made.set(key, formatter);
    return formatter;
  };
}

const numberFormatter = remembered(
  (locale, options) =>
    new Intl.NumberFormat(locale, {
      ...JSON.parse(options),
      roundingMode: "halfEven",
      // Less than nothing, rounded to nothing, has no sign.
      signDisplay: "negative",
    }),
);

const dateFormatter = remembered((locale, options) => new Intl.DateTimeFormat(locale, JSON.parse(options)));

const day: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  short: { dateStyle: "short" },
  medium: { dateStyle: "medium" },
  long: { dateStyle: "long" },
  full: { dateStyle: "full" },
  date: { dateStyle: "medium" },
  time: { timeStyle: "short" },
  weekday: { weekday: "long" },
  month: { month: "long" },
  year: { year: "numeric" },
};

/** A number in a language, without passing through a binary fraction. Halves are rounded to even. */
export function formattedNumber(value: Decimal, options: Intl.NumberFormatOptions, locale: string): string {
  // Digits and a point, which is what the type asks for.
  const exact = value.toFixed() as Intl.StringNumericLiteral;
  return numberFormatter(locale, JSON.stringify(options)).format(exact).replace(uncommonSpaces, "\u00A0");
}

/**
 * A day or a moment in a language.
 *
 * @param ms milliseconds since 1970
 * @param format how: `long`, `weekday`…
 * @param timed whether it is a moment, of which the longer formats also say the time of day
 */
export function formattedDate(
  ms: number,
  format: string,
  timed: boolean,
  locale: string,
  timeZone: string,
): string {
  const options = day[format] ?? {};
  const withTime =
    timed && options.dateStyle !== undefined && format !== "date" ? { timeStyle: "short" } : {};
  const formatter = dateFormatter(locale, JSON.stringify({ ...options, ...withTime, timeZone }));
  return formatter.format(ms).replace(uncommonSpaces, "\u00A0");
}

function counted(count: number, unit: string, locale: string): readonly string[] {
  const options = { style: "unit", unit, unitDisplay: "long" };
  return count === 0 ? [] : [numberFormatter(locale, JSON.stringify(options)).format(count)];
}

/** A length of time in the words of a language: `2 Stunden 30 Minuten`. Working time has no words in most of them. */
export function formattedLength({ months, days, milliseconds }: Duration, locale: string): string {
  const minutes = Math.trunc(milliseconds / 60_000);
  const words = [
    ...counted(Math.trunc(months / 12), "year", locale),
    ...counted(months % 12, "month", locale),
    ...counted(days, "day", locale),
    ...counted(Math.trunc(minutes / 60), "hour", locale),
    ...counted(minutes % 60, "minute", locale),
    ...counted((milliseconds % 60_000) / 1000, "second", locale),
  ];
  const nothing = numberFormatter(
    locale,
    JSON.stringify({ style: "unit", unit: "minute", unitDisplay: "long" }),
  );
  return words.length === 0 ? nothing.format(0) : words.join(" ");
}
