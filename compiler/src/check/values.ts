import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { CalendarLiteral, DurationLiteral, MoneyLiteral, NumberLiteral, Span } from "../syntax/tree.ts";
import { plain, type Type, unknownType } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { durationValue } from "./durations.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix } from "./suggestions.ts";

/** As many digits as exact numbers have: more would be rounded, and nobody means them. */
const mostDigits = 30;

const typedAs = (type: Type, { start, end }: Span) => ({ type, start, end });

function checkLength(value: string, place: Span, scope: RuleScope): void {
  const digits = value.replace(".", "").length;
  if (digits > mostDigits) {
    const words = { what: "number" as const, limit: `${mostDigits} digits` };
    scope.report(diagnostic("OS2123", place, words));
  }
}

/** `50000.5` */
export function checkNumber(node: NumberLiteral, scope: RuleScope): CheckedExpression {
  checkLength(node.value, node, scope);
  const type = plain(node.value.includes(".") ? "Number" : "Integer");
  return { kind: "number", value: node.value, ...typedAs(type, node) };
}

/** The currencies of ISO 4217, as far as they are known here. */
let currencies: ReadonlySet<string> | undefined;

function knownCurrencies(): ReadonlySet<string> {
  currencies ??= new Set(Intl.supportedValuesOf("currency"));
  return currencies;
}

/** Whether there is a currency of this code. */
export const isCurrency = (code: string): boolean => knownCurrencies().has(code);

/** `50000 EUR` */
export function checkMoney(node: MoneyLiteral, scope: RuleScope): CheckedExpression {
  checkLength(node.value, node, scope);
  const { currency } = node;
  if (currency !== scope.world.currency && !isCurrency(currency)) {
    const near = didYouMeanName(currency, [scope.world.currency, "EUR", "USD", ...knownCurrencies()]);
    const place = { start: node.end - currency.length, end: node.end };
    scope.report(diagnostic("OS2024", place, { currency, near }, nearFix(near, place)));
  }
  return { kind: "money", value: node.value, currency, ...typedAs(plain("Money"), node) };
}

/** `2 hours`, `3 working days` */
export function checkDuration(node: DurationLiteral, scope: RuleScope): CheckedExpression {
  const value = durationValue(node.count, node.unit, node.working);
  if (value === "too long") {
    scope.report(diagnostic("OS2123", node, { what: "length of time", limit: "100 years" }));
  } else if (value === "part of a day") {
    scope.report(diagnostic("OS2122", node, { unit: node.unit, working: node.working }));
  } else return { kind: "duration", value, ...typedAs(plain("Duration"), node) };
  return { kind: "broken", ...typedAs(unknownType, node) };
}

/** How many days a month of a year has; undefined for a month that there is not. */
function daysIn(year: number, month: number): number | undefined {
  if (month < 1 || month > 12 || year < 1) return undefined;
  // `setUTCFullYear`, because years below 100 are not those of the last century.
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  return last.getUTCDate();
}

interface Found {
  /** As ISO 8601 writes it. */
  readonly value: string;
}

/** What is wrong with a day or a time of day, and what was most likely meant. */
interface Wrong {
  readonly near?: string;
}

function dayOf(text: string): Found | Wrong {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const days = daysIn(Number(year), Number(month));
  if (days === undefined || Number(day) < 1) return {};
  return Number(day) <= days ? { value: text } : { near: `${year}-${month}-${days}` };
}

function timeOf(text: string): Found | Wrong {
  const [, hour = "", minute = "", second = "00"] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  if (hour === "24" && minute === "00" && second === "00") return { near: "00:00" };
  const isTime = hour !== "" && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  return isTime ? { value: `${hour.padStart(2, "0")}:${minute}:${second}` } : {};
}

const isFound = (one: Found | Wrong): one is Found => "value" in one;

/** `09:00`, `2026-12-24`, `2026-12-24T18:00` */
export function checkCalendar(node: CalendarLiteral, scope: RuleScope): CheckedExpression {
  const type = plain(node.kind);
  const wrong = (what: "day" | "time of day" | "moment", near: string | undefined): CheckedExpression => {
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, node, near, false)];
    // How it is written has been told already.
    if (node.broken !== true) {
      scope.report(diagnostic("OS2121", node, { found: node.value, what, near }, fixes));
    }
    return { kind: "broken", ...typedAs(type, node) };
  };
  switch (node.kind) {
    case "Date": {
      const day = dayOf(node.value);
      return isFound(day)
        ? { kind: "date", value: day.value, ...typedAs(type, node) }
        : wrong("day", day.near);
    }
    case "Time": {
      const time = timeOf(node.value);
      return isFound(time)
        ? { kind: "time", value: time.value, ...typedAs(type, node) }
        : wrong("time of day", time.near);
    }
    case "DateTime": {
      const [date = "", clock = ""] = node.value.split("T");
      const [day, time] = [dayOf(date), timeOf(clock)];
      if (!isFound(day)) return wrong("moment", day.near && `${day.near}T${clock}`);
      if (!isFound(time)) return wrong("moment", time.near && `${date}T${time.near}`);
      return { kind: "moment", value: `${day.value}T${time.value}`, ...typedAs(type, node) };
    }
  }
}
