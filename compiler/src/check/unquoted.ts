import { type Fix, replace } from "../diagnostics/diagnostic.ts";
import type { Expression } from "../syntax/tree.ts";
import { durationValue } from "./durations.ts";
import type { Kind } from "./kinds.ts";
import { bare, constantText } from "./literals.ts";

/** How to mend a mistake, in words and as changes. */
export interface Mending {
  readonly help?: string;
  readonly fixes: readonly Fix[];
}

/** What a text in quotes says, as a rule writes it without them. */
interface Written {
  readonly code: string | undefined;
  readonly help: string;
}

const numbers = "numbers are written without quotes, and with a point: `50000.50`";
const dates = "dates are written without quotes, the year first: `2026-12-24`";

function asNumber(text: string, isMoney: boolean): Written | undefined {
  const [, digits, currency] = /^(\d[\d_ ']*(?:\.\d+)?) ?([A-Z]{3})?$/.exec(text) ?? [];
  if (digits !== undefined && (isMoney || currency === undefined)) {
    const number = digits.replaceAll(/[_ ']/g, "");
    return { code: currency === undefined ? number : `${number} ${currency}`, help: numbers };
  }
  if (!isMoney || !/^[A-Z]{3}$/.test(text)) return undefined;
  return { code: undefined, help: "ask for the currency alone: `amount.currency`" };
}

function asBoolean(text: string): Written | undefined {
  const word = text.toLowerCase();
  const help = "yes and no are written `true` and `false`, without quotes";
  if (["true", "yes"].includes(word)) return { code: "true", help };
  return ["false", "no"].includes(word) ? { code: "false", help } : undefined;
}

function asDate(text: string): Written | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { code: text, help: dates };
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  if (day !== undefined && month !== undefined && year !== undefined) {
    return { code: `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`, help: dates };
  }
  // Which of the two is the day, nobody knows.
  return /^\d{1,4}[/-]\d{1,2}[/-]\d{1,4}$/.test(text) ? { code: undefined, help: dates } : undefined;
}

function asMoment(text: string): Written | undefined {
  const help = "moments are written without quotes: `2026-12-24T18:00`";
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)$/.exec(text) ?? [];
  if (day !== undefined && time !== undefined) return { code: `${day}T${time}`, help };
  return asDate(text) === undefined ? undefined : { code: undefined, help };
}

function asTime(text: string): Written | undefined {
  const [, hour, rest] = /^(\d{1,2})(:\d{2}(?::\d{2})?)$/.exec(text) ?? [];
  if (hour === undefined || rest === undefined) return undefined;
  return {
    code: `${hour.padStart(2, "0")}${rest}`,
    help: "times of day are written without quotes: `09:00`",
  };
}

function asDuration(text: string): Written | undefined {
  const [, count, working, unit] =
    /^(\d+) (working )?(second|minute|hour|day|week|month|year)s?$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const units = ["second", "minute", "hour", "day", "week", "month", "year"] as const;
  const known = units.find((one) => one === unit);
  const value = known && durationValue(count, known, working !== undefined);
  const help = "lengths of time are written without quotes: `3 days`";
  return typeof value === "object" ? { code: text, help } : undefined;
}

function written(text: string, wanted: Kind | undefined): Written | undefined {
  switch (wanted) {
    case "number":
    case "money":
      return asNumber(text, wanted === "money");
    case "boolean":
      return asBoolean(text);
    case "date":
      return asDate(text);
    case "moment":
      return asMoment(text);
    case "time":
      return asTime(text);
    case "duration":
      return asDuration(text);
    default:
      return undefined;
  }
}

/** How to write a text in quotes where a value of another kind is wanted, if it says one. */
export function withoutQuotes(node: Expression, wanted: Kind | undefined): Mending {
  const text = bare(node);
  const value = text.kind === "Text" ? constantText(text) : undefined;
  const found = value === undefined ? undefined : written(value.trim(), wanted);
  if (found === undefined) return { fixes: [] };
  const { code, help } = found;
  return { help, fixes: code === undefined ? [] : [replace(`Write \`${code}\``, text, code, false)] };
}
