import type { Type } from "../types/types.ts";
import { type Kind, kindOf } from "./kinds.ts";

/** A word behind the colon of a hole: `{closeDate:long}`. */
export interface FormatRow {
  readonly of: readonly Kind[];
  readonly name: string;
  /** For tables: what it does. */
  readonly is: string;
}

const texts: readonly Kind[] = ["text", "option", "user", "stage", "pipeline"];
const numbers: readonly Kind[] = ["number", "money"];
const days: readonly Kind[] = ["date", "moment"];

/** All formats. Names of months and days, and signs in numbers, are those of the project's language. */
export const formats: readonly FormatRow[] = [
  { of: texts, name: "upper", is: "in capital letters" },
  { of: texts, name: "lower", is: "in small letters" },
  { of: texts, name: "capital", is: "with a capital letter at its start" },
  { of: texts, name: "trim", is: "without spaces at its ends" },
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map(
    (digits): FormatRow => ({
      of: numbers,
      name: String(digits),
      is: "rounded to so many digits behind the point",
    }),
  ),
  { of: numbers, name: "plain", is: "digits and a point, as the rules write them" },
  { of: numbers, name: "grouped", is: "with a sign between thousands" },
  { of: days, name: "short", is: "as short as it is usual: 24/12/2026" },
  { of: days, name: "medium", is: "24 Dec 2026" },
  { of: days, name: "long", is: "24 December 2026" },
  { of: days, name: "full", is: "Thursday, 24 December 2026" },
  { of: days, name: "iso", is: "2026-12-24" },
  { of: ["moment"], name: "date", is: "its day alone" },
  { of: ["moment"], name: "time", is: "its time of day alone" },
  { of: days, name: "weekday", is: "Thursday" },
  { of: days, name: "month", is: "December" },
  { of: days, name: "year", is: "2026" },
  { of: ["duration"], name: "long", is: "in words: 2 hours 30 minutes" },
];

const names = new Map<Kind, readonly string[]>();
for (const row of formats) {
  for (const kind of row.of) names.set(kind, [...(names.get(kind) ?? []), row.name]);
}

/** The formats that values of a type can be written in. A list is written in those of its members. */
export function formatsOf(type: Type): readonly string[] {
  if (type.kind === "optional" || type.kind === "list") return formatsOf(type.of);
  const kind = kindOf(type);
  return (kind && names.get(kind)) ?? [];
}
