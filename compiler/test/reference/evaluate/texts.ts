import type { DurationValue } from "../../../src/check/checked.ts";
import { present, type Type } from "../../../src/types/types.ts";
import { localDate, localTime } from "./calendar.ts";
import { decimals, type Exact, rounded, written } from "./exact.ts";
import type { Surroundings, Value } from "./values.ts";

type Setting = Pick<Surroundings, "timezone" | "locale">;

/** Digits behind the point that a text shows; what has more is the tail of a division. */
const TAIL = 8;

function counted(count: number, unit: string): string[] {
  return count === 0 ? [] : [`${count} ${unit}${count === 1 || count === -1 ? "" : "s"}`];
}

/** Hours, minutes and seconds, each with the sign of the whole. */
function clock(milliseconds: number): readonly [number, number, number] {
  const sign = Math.sign(milliseconds) || 1;
  const all = Math.abs(milliseconds);
  const hours = Math.floor(all / 3_600_000);
  const minutes = Math.floor(all / 60_000) - hours * 60;
  const seconds = (all - (hours * 60 + minutes) * 60_000) / 1000;
  return [sign * hours, sign * minutes, sign * seconds];
}

function yearsAndMonths(months: number): readonly [number, number] {
  const years = Math.trunc(months / 12);
  return [years, months - years * 12];
}

function lengthText({ months, days, milliseconds, workingDays, workingMilliseconds }: DurationValue): string {
  const [years, rest] = yearsAndMonths(months);
  const [hours, minutes, seconds] = clock(milliseconds);
  const [workingHours, workingMinutes, workingSeconds] = clock(workingMilliseconds);
  const words = [
    ...counted(years, "year"),
    ...counted(rest, "month"),
    ...counted(days, "day"),
    ...counted(hours, "hour"),
    ...counted(minutes, "minute"),
    ...counted(seconds, "second"),
    ...counted(workingDays, "working day"),
    ...counted(workingHours, "working hour"),
    ...counted(workingMinutes, "working minute"),
    ...counted(workingSeconds, "working second"),
  ];
  return words.join(" ") || "0 minutes";
}

function amountText(exact: Exact, currency: string): string {
  const places = decimals(exact);
  return `${written(exact, places > TAIL ? 2 : Math.max(2, places))} ${currency}`;
}

const firstText = (values: readonly (Value | undefined)[]): string | undefined => {
  for (const value of values) if (value?.kind === "text" && value.text !== "") return value.text;
  return undefined;
};

/** What stands for a value in a text, without a format. Missing is empty. */
export function shown(value: Value | undefined, { timezone }: Setting): string {
  switch (value?.kind) {
    case undefined:
      return "";
    case "number":
      return written(rounded(value.exact, TAIL));
    case "money":
      return amountText(value.exact, value.currency);
    case "text":
      return value.text;
    case "flag":
      return value.flag ? "yes" : "no";
    case "date":
      return value.date.toString();
    case "time":
      return value.time.toString({ smallestUnit: value.time.second === 0 ? "minute" : "second" });
    case "moment":
      return `${localDate(value.instant, timezone)?.toString() ?? ""} ${localTime(value.instant, timezone).toString({ smallestUnit: "minute" })}`;
    case "length":
      return lengthText(value.length);
    case "list":
      return value.members.map((one) => shown(one, { timezone, locale: "" })).join(", ");
    case "option":
      return value.title;
    case "user":
      return value.user.name;
    case "stage":
    case "pipeline":
      return value.title;
    case "record": {
      const { fields } = value;
      const name = firstText(["url", "title", "name"].map((key) => fields.get(key)));
      return name ?? [...fields.values()].map((one) => shown(one, { timezone, locale: "" })).join(", ");
    }
    case "file": {
      const texts = Object.values(value.file).map(String);
      const [name] = ["url", "title", "name"]
        .map((key) => value.file[key])
        .filter((one) => typeof one === "string" && one !== "");
      return typeof name === "string" ? name : texts.join(", ");
    }
    case "item":
      throw new Error("an item stands in no text");
  }
}

/** Some languages write spaces that many fonts do not have. */
const plainSpaces = (written: string): string => written.replace(/[\u2009\u202f]/g, "\u00a0");

const numeric = (digits: string): Intl.StringNumericLiteral => digits as Intl.StringNumericLiteral;

function formattedNumber(exact: Exact, format: string, locale: string): string {
  const places = format === "grouped" ? TAIL : Number(format);
  const least = format === "grouped" ? 0 : places;
  const formatter = new Intl.NumberFormat(locale, {
    minimumFractionDigits: least,
    maximumFractionDigits: places,
  });
  return formatter.format(numeric(written(rounded(exact, places))));
}

function formattedMoney(exact: Exact, currency: string, format: string, locale: string): string {
  if (!/^[A-Za-z]{3}$/.test(currency)) return amountText(exact, currency);
  const usual = new Intl.NumberFormat(locale, { style: "currency", currency });
  const places = format === "grouped" ? (usual.resolvedOptions().maximumFractionDigits ?? 2) : Number(format);
  const formatter = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  return formatter.format(numeric(written(rounded(exact, places))));
}

function formattedDay(
  at: number,
  isMoment: boolean,
  format: string,
  locale: string,
  timeZone: string,
): string {
  const style =
    format === "short" || format === "medium" || format === "long" || format === "full" ? format : undefined;
  const options: Intl.DateTimeFormatOptions =
    style !== undefined
      ? { dateStyle: style, ...(isMoment ? { timeStyle: "short" } : {}) }
      : format === "date"
        ? { dateStyle: "medium" }
        : format === "time"
          ? { timeStyle: "short" }
          : format === "weekday" || format === "month"
            ? { [format]: "long" }
            : { year: "numeric" };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(at);
}

function formattedLength(length: DurationValue, locale: string): string {
  if (length.workingDays !== 0 || length.workingMilliseconds !== 0) return lengthText(length);
  const [years, months] = yearsAndMonths(length.months);
  const [hours, minutes, seconds] = clock(length.milliseconds);
  const units = {
    year: years,
    month: months,
    day: length.days,
    hour: hours,
    minute: minutes,
    second: seconds,
  };
  const word = (unit: string, count: number): string =>
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit,
      unitDisplay: "long",
      roundingMode: "halfEven",
    }).format(count);
  const words = Object.entries(units).flatMap(([unit, count]) => (count === 0 ? [] : [word(unit, count)]));
  return words.length === 0 ? word("minute", 0) : words.join(" ");
}

function formattedText(text: string, format: string, locale: string): string {
  switch (format) {
    case "upper":
      return text.toLocaleUpperCase(locale);
    case "lower":
      return text.toLocaleLowerCase(locale);
    case "trim":
      return text.trim();
    default: {
      const [first = "", ...rest] = text;
      return first.toLocaleUpperCase(locale) + rest.join("");
    }
  }
}

/** What stands for a value in a text, in the format that is asked for. */
export function formatted(value: Value | undefined, format: string, setting: Setting): string {
  const { locale, timezone } = setting;
  switch (value?.kind) {
    case undefined:
      return "";
    case "list":
      return value.members.map((one) => formatted(one, format, setting)).join(", ");
    case "number":
      return format === "plain"
        ? shown(value, setting)
        : plainSpaces(formattedNumber(value.exact, format, locale));
    case "money":
      return format === "plain"
        ? shown(value, setting)
        : plainSpaces(formattedMoney(value.exact, value.currency, format, locale));
    case "date": {
      if (format === "iso") return value.date.toString();
      const at = value.date.toZonedDateTime("UTC").epochMilliseconds;
      return plainSpaces(formattedDay(at, false, format, locale, "UTC"));
    }
    case "moment":
      if (format === "iso") return localDate(value.instant, timezone)?.toString() ?? "";
      return plainSpaces(formattedDay(value.instant.epochMilliseconds, true, format, locale, timezone));
    case "length":
      return formattedLength(value.length, locale);
    default:
      return formattedText(shown(value, setting), format, locale);
  }
}

/** Whether text is wanted, or one of several types of which one is text. */
export function takesText(type: Type): boolean {
  const wanted = present(type);
  if (wanted.kind === "union") return wanted.of.some(takesText);
  return wanted.kind === "plain" && ["Text", "Email", "Phone", "Url", "File"].includes(wanted.name);
}
