import { optional, plain, type Type } from "../types/types.ts";
import type { ValuePart } from "./checked.ts";
import { type Kind, kindOf } from "./kinds.ts";

/** Something that can be asked of a value behind a dot, although the CRM keeps no field of that name. */
export interface PartRow {
  readonly of: Kind;
  readonly part: ValuePart;
  /** Its type. For the first and the last of a list, that of its members, which an empty list does not have. */
  readonly gives: Type | "member";
  /** For tables: what it is. */
  readonly is: string;
}

const whole = plain("Integer");
const text = plain("Text");

/** All parts of values that are no fields. */
export const valueParts: readonly PartRow[] = [
  { of: "moment", part: "date", gives: plain("Date"), is: "its day in the zone of the project" },
  { of: "moment", part: "time", gives: plain("Time"), is: "its time of day in the zone of the project" },
  { of: "moment", part: "year", gives: whole, is: "the year" },
  { of: "moment", part: "month", gives: whole, is: "1 for January to 12 for December" },
  { of: "moment", part: "day", gives: whole, is: "the day of the month" },
  { of: "moment", part: "weekday", gives: whole, is: "1 for Monday to 7 for Sunday" },
  { of: "moment", part: "hour", gives: whole, is: "0 to 23" },
  { of: "moment", part: "minute", gives: whole, is: "0 to 59" },
  { of: "date", part: "year", gives: whole, is: "the year" },
  { of: "date", part: "month", gives: whole, is: "1 for January to 12 for December" },
  { of: "date", part: "day", gives: whole, is: "the day of the month" },
  { of: "date", part: "weekday", gives: whole, is: "1 for Monday to 7 for Sunday" },
  { of: "time", part: "hour", gives: whole, is: "0 to 23" },
  { of: "time", part: "minute", gives: whole, is: "0 to 59" },
  { of: "text", part: "length", gives: whole, is: "how many characters it has, as people count them" },
  { of: "list", part: "count", gives: whole, is: "how many it holds" },
  { of: "list", part: "first", gives: "member", is: "the first; missing where it is empty" },
  { of: "list", part: "last", gives: "member", is: "the last; missing where it is empty" },
  { of: "money", part: "amount", gives: plain("Number"), is: "the number without its currency" },
  { of: "money", part: "currency", gives: text, is: "the code of its currency, such as `EUR`" },
];

const rows = new Map<string, PartRow>(valueParts.map((row) => [`${row.of} ${row.part}`, row]));

/** The part of a value by its name, and its type; undefined where values of the type have no such part. */
export function partOf(
  type: Type,
  name: string,
): { readonly part: ValuePart; readonly type: Type } | undefined {
  const row = rows.get(`${kindOf(type)} ${name}`);
  if (row === undefined) return undefined;
  if (row.gives !== "member") return { part: row.part, type: row.gives };
  return type.kind === "list" ? { part: row.part, type: optional(type.of) } : undefined;
}

/** The names of the parts that values of a type have. */
export function partNames(type: Type): readonly string[] {
  const kind = kindOf(type);
  return valueParts.flatMap((row) => (row.of === kind ? [row.part] : []));
}
