import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";
import type { Lexeme } from "./lexer.ts";
import { spanOf } from "./nodes.ts";
import type { CalendarLiteral } from "./tree.ts";

/*
 * Days and times of day as people and other languages write them. What they mean is plain, so everything behind them is
 * checked as if they were written rightly.
 */

const twoDigits = (text: string): string => text.padStart(2, "0");

function meantDay(image: string): string {
  const [, day, month, year] = /^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{2,4})$/.exec(image) ?? [];
  if (day !== undefined && month !== undefined && year !== undefined) {
    return `${year.length === 2 ? `20${year}` : year}-${twoDigits(month)}-${twoDigits(day)}`;
  }
  return image.split(/[.-]/).map(twoDigits).join("-");
}

function meantTime(image: string): string {
  const [, hour = "", rest, half] = /^([0-9]{1,2})((?::[0-9]{2})*)[ \t]*([AaPp][Mm])?$/.exec(image) ?? [];
  const minutes = rest === undefined || rest === "" ? ":00" : rest;
  if (half === undefined || Number(hour) > 12) return `${twoDigits(hour)}${minutes}`;
  const isLate = half.toLowerCase() === "pm";
  return `${twoDigits(String((Number(hour) % 12) + (isLate ? 12 : 0)))}${minutes}`;
}

/** Seconds in pieces, and a zone: a moment has neither. */
const behindSeconds = /\.[0-9]+|Z|[+-][0-9]{2}:?[0-9]{2}$/g;

function meantMoment(image: string): string {
  const [, day = "", time = ""] = /^([0-9-]+)(?:T|[ \t]+)(.*)$/.exec(image) ?? [];
  return `${meantDay(day)}T${meantTime(time.replaceAll(behindSeconds, ""))}`;
}

const rightly: Readonly<Record<CalendarLiteral["kind"], RegExp>> = {
  Date: /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  Time: /^[0-9]{2}:[0-9]{2}(?::[0-9]{2})?$/,
  DateTime: /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?$/,
};

/** A day, a time of day or a moment as the language writes it. */
export function meantCalendar(kind: CalendarLiteral["kind"], image: string): string {
  if (rightly[kind].test(image)) return image;
  switch (kind) {
    case "Date":
      return meantDay(image);
    case "Time":
      return meantTime(image);
    case "DateTime":
      return meantMoment(image);
  }
}

/** Whether a moment is written as people write it, `2026-06-08 10:00`: tests take it so. */
export function isSpacedMoment({ image }: Pick<Lexeme, "image">): boolean {
  return /^[0-9]{4}-[0-9]{2}-[0-9]{2}[ \t]+[0-9]{2}:[0-9]{2}(?::[0-9]{2})?$/.test(image);
}

/** What is wrong with how a day, a time of day or a moment is written. */
export function calendarProblem(lexeme: Lexeme, kind: CalendarLiteral["kind"]): Diagnostic | undefined {
  const { image: found } = lexeme;
  const meant = meantCalendar(kind, found);
  if (meant === found) return undefined;
  const span = spanOf(lexeme);
  // Who writes 12 am may mean noon, and of two digits of a year nobody knows the others.
  const isPlain = !/^12.*m$|^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}$/i.test(found);
  const zone = kind === "DateTime" ? /(?:Z|[+-][0-9]{2}:?[0-9]{2})$/.exec(found.slice(10))?.[0] : undefined;
  const fixes = [replace(`Write \`${meant}\``, span, meant, isPlain && zone === undefined)];
  if (zone !== undefined) return diagnostic("OS1043", span, { zone, meant }, fixes);
  return kind === "Time"
    ? diagnostic("OS1028", span, { found }, fixes)
    : diagnostic("OS1040", span, { found, what: kind === "Date" ? "day" : "moment" }, fixes);
}
