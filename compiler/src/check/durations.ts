import type { DurationUnit } from "../syntax/tree.ts";
import { is, present } from "../types/types.ts";
import type { CheckedExpression, DurationValue } from "./checked.ts";

const nothing: DurationValue = {
  months: 0,
  days: 0,
  milliseconds: 0,
  workingDays: 0,
  workingMilliseconds: 0,
};

/** What one of each unit is. Days, weeks, months and years are counted on the calendar, the others are elapsed time. */
const units: Readonly<Record<DurationUnit, { readonly part: keyof DurationValue; readonly size: number }>> = {
  second: { part: "milliseconds", size: 1_000 },
  minute: { part: "milliseconds", size: 60_000 },
  hour: { part: "milliseconds", size: 3_600_000 },
  day: { part: "days", size: 1 },
  week: { part: "days", size: 7 },
  month: { part: "months", size: 1 },
  year: { part: "months", size: 12 },
};

/** A hundred years: a longer time is a slip of the keyboard, and no calendar is asked for it. */
const longest: DurationValue = {
  months: 1_200,
  days: 36_525,
  milliseconds: 36_525 * 86_400_000,
  workingDays: 36_525,
  workingMilliseconds: 36_525 * 86_400_000,
};

/** Why a number and a unit are no length of time. */
export type DurationProblem = "part of a day" | "too long";

const parts = ["months", "days", "milliseconds", "workingDays", "workingMilliseconds"] as const;

/** Whether a length of time is longer than any that makes sense. */
export function isTooLong(value: DurationValue): boolean {
  return parts.some((part) => Math.abs(value[part]) > longest[part]);
}

function checked(value: DurationValue): DurationValue | DurationProblem {
  if (isTooLong(value)) return "too long";
  return parts.every((part) => Number.isInteger(value[part])) ? value : "part of a day";
}

/**
 * The length of time of a number and a unit. Only elapsed and working time can be cut in pieces: nobody knows how long
 * half a month is.
 */
export function durationValue(
  count: string,
  unit: DurationUnit,
  working: boolean,
): DurationValue | DurationProblem {
  const { part, size } = units[unit];
  const amount = Number(count) * size;
  if (!working) return checked({ ...nothing, [part]: part === "milliseconds" ? Math.round(amount) : amount });
  return part === "milliseconds"
    ? checked({ ...nothing, workingMilliseconds: Math.round(amount) })
    : checked({ ...nothing, workingDays: amount });
}

function combined(
  left: DurationValue | undefined,
  right: DurationValue | undefined,
  sign: 1 | -1,
): DurationValue | undefined {
  if (left === undefined || right === undefined) return undefined;
  const sum = (part: keyof DurationValue): number => left[part] + sign * right[part];
  return {
    months: sum("months"),
    days: sum("days"),
    milliseconds: sum("milliseconds"),
    workingDays: sum("workingDays"),
    workingMilliseconds: sum("workingMilliseconds"),
  };
}

function scaled(value: DurationValue | undefined, by: number | undefined): DurationValue | undefined {
  if (value === undefined || by === undefined) return undefined;
  const found = {
    months: value.months * by,
    days: value.days * by,
    milliseconds: Math.round(value.milliseconds * by),
    workingDays: value.workingDays * by,
    workingMilliseconds: Math.round(value.workingMilliseconds * by),
  };
  return checked(found) === "part of a day" ? undefined : found;
}

function fixedNumber(value: CheckedExpression | undefined): number | undefined {
  switch (value?.kind) {
    case "number":
      return Number(value.value);
    case "group":
      return fixedNumber(value.inner);
    case "constant":
      return fixedNumber(value.value);
    default:
      return undefined;
  }
}

/**
 * The length of time that an expression always is: a literal, a constant, or what is computed from those. Undefined
 * where it is known only when a rule runs.
 */
export function fixedDuration(value: CheckedExpression | undefined): DurationValue | undefined {
  switch (value?.kind) {
    case "duration":
      return value.value;
    case "group":
      return fixedDuration(value.inner);
    case "constant":
      return fixedDuration(value.value);
    case "compute": {
      const [left, right] = value.operands;
      switch (value.operation) {
        case "addDurations":
          return combined(fixedDuration(left), fixedDuration(right), 1);
        case "subtractDurations":
          return combined(fixedDuration(left), fixedDuration(right), -1);
        case "negateDuration":
          return combined(nothing, fixedDuration(left), -1);
        case "scaleDuration":
          return scaled(fixedDuration(left), fixedNumber(right));
        default:
          return undefined;
      }
    }
    default:
      return undefined;
  }
}

function isWhole(value: CheckedExpression | undefined): boolean {
  return value !== undefined && (is(present(value.type), "Integer") || Number.isInteger(fixedNumber(value)));
}

/** Whether a length of time may have hours in it, so that a day moved by it is a moment. */
export function mayHaveHours(value: CheckedExpression | undefined): boolean {
  switch (value?.kind) {
    case "duration":
      return value.value.milliseconds !== 0 || value.value.workingMilliseconds !== 0;
    case "group":
      return mayHaveHours(value.inner);
    case "constant":
      return mayHaveHours(value.value);
    case "orElse":
      return mayHaveHours(value.left) || mayHaveHours(value.right);
    case "if":
      return mayHaveHours(value.then) || mayHaveHours(value.otherwise);
    case "compute":
      switch (value.operation) {
        case "daysBetween":
          return false;
        case "addDurations":
        case "subtractDurations":
          return value.operands.some(mayHaveHours);
        case "negateDuration":
          return mayHaveHours(value.operands[0]);
        case "scaleDuration":
          // Half a day has hours in it.
          return mayHaveHours(value.operands[0]) || !isWhole(value.operands[1]);
        default:
          return true;
      }
    default:
      return true;
  }
}
