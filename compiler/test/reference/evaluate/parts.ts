import type { ValuePart } from "../../../src/check/checked.ts";
import { localDate, localTime } from "./calendar.ts";
import { exact } from "./exact.ts";
import { shown } from "./texts.ts";
import { type Surroundings, text, type Value } from "./values.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What stands behind a dot on a value that has no fields. */
export function partOf(value: Value | undefined, part: ValuePart, around: Surroundings): Value | undefined {
  const { timezone } = around;
  const number = (count: number): Value => ({ kind: "number", exact: exact(count) });
  if (value === undefined) return undefined;
  const date =
    value.kind === "date"
      ? value.date
      : value.kind === "moment"
        ? localDate(value.instant, timezone)
        : undefined;
  const time =
    value.kind === "time"
      ? value.time
      : value.kind === "moment"
        ? localTime(value.instant, timezone)
        : undefined;
  switch (part) {
    case "date":
      return date && { kind: "date", date };
    case "time":
      return time && { kind: "time", time };
    case "year":
    case "month":
    case "day":
      return date && number(date[part]);
    case "weekday":
      return date && number(date.dayOfWeek);
    case "hour":
    case "minute":
      return time && number(time[part]);
    case "length":
      return number([...graphemes.segment(shown(value, around))].length);
    case "count":
      return value.kind === "list" ? number(value.members.length) : undefined;
    case "first":
      return value.kind === "list" ? value.members[0] : undefined;
    case "last":
      return value.kind === "list" ? value.members.at(-1) : undefined;
    case "amount":
      return value.kind === "money" ? { kind: "number", exact: value.exact } : undefined;
    case "currency":
      return value.kind === "money" ? text(value.currency) : undefined;
  }
}
