import type { DurationValue } from "../../../src/check/checked.ts";
import { type Exact, exact, negative, plus, rounded, times, written } from "./exact.ts";

const parts = ["months", "days", "milliseconds", "workingDays", "workingMilliseconds"] as const;
type Parts = Record<(typeof parts)[number], bigint>;

const DAY = 86_400_000n;
const LONGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Days of 24 hours, months of 30 days, and years of 365, in milliseconds. */
function weightOf({ months, days, milliseconds, workingDays, workingMilliseconds }: Parts): bigint {
  const years = months / 12n;
  return (
    (years * 365n + (months % 12n) * 30n + days + workingDays) * DAY + milliseconds + workingMilliseconds
  );
}

function partsOf(length: DurationValue): Parts {
  const [months, days, milliseconds, workingDays, workingMilliseconds] = parts.map((part) =>
    BigInt(length[part]),
  );
  return {
    months: months ?? 0n,
    days: days ?? 0n,
    milliseconds: milliseconds ?? 0n,
    workingDays: workingDays ?? 0n,
    workingMilliseconds: workingMilliseconds ?? 0n,
  };
}

const nothing: Parts = { months: 0n, days: 0n, milliseconds: 0n, workingDays: 0n, workingMilliseconds: 0n };
const isTooLong = (weight: bigint): boolean => weight > LONGEST || -weight > LONGEST;

/** Missing where it is longer than anything that can be counted on a calendar. */
function length(found: Parts): DurationValue | undefined {
  if (
    isTooLong(weightOf(found)) ||
    parts.some((part) => isTooLong(weightOf({ ...nothing, [part]: found[part] })))
  ) {
    return undefined;
  }
  return {
    months: Number(found.months),
    days: Number(found.days),
    milliseconds: Number(found.milliseconds),
    workingDays: Number(found.workingDays),
    workingMilliseconds: Number(found.workingMilliseconds),
  };
}

export function compareLengths(a: DurationValue, b: DurationValue): number {
  const difference = weightOf(partsOf(a)) - weightOf(partsOf(b));
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function addLengths(a: DurationValue, b: DurationValue): DurationValue | undefined {
  const [left, right] = [partsOf(a), partsOf(b)];
  return length({
    months: left.months + right.months,
    days: left.days + right.days,
    milliseconds: left.milliseconds + right.milliseconds,
    workingDays: left.workingDays + right.workingDays,
    workingMilliseconds: left.workingMilliseconds + right.workingMilliseconds,
  });
}

export function oppositeLength(of: DurationValue): DurationValue {
  const { months, days, milliseconds, workingDays, workingMilliseconds } = partsOf(of);
  return {
    months: Number(-months),
    days: Number(-days),
    milliseconds: Number(-milliseconds),
    workingDays: Number(-workingDays),
    workingMilliseconds: Number(-workingMilliseconds),
  };
}

/** Cut off behind the point. */
function truncated(value: Exact): Exact {
  return exact(written(value).replace(/\..*$/, ""));
}

const whole = (value: Exact): bigint => BigInt(written(rounded(value, 0)));

/** Fractions of months become days, and of days hours; working days are rounded. */
export function scaleLength(of: DurationValue, by: Exact): DurationValue | undefined {
  const product = (count: number): Exact | undefined => times(exact(count), by);
  const [months, days, milliseconds] = [product(of.months), product(of.days), product(of.milliseconds)];
  const [workingDays, workingMilliseconds] = [product(of.workingDays), product(of.workingMilliseconds)];
  if (months === undefined || days === undefined || milliseconds === undefined) return undefined;
  if (workingDays === undefined || workingMilliseconds === undefined) return undefined;
  const wholeMonths = truncated(months);
  const restOfMonths = plus(months, negative(wholeMonths));
  const daysOfMonths = restOfMonths && times(restOfMonths, exact(30));
  const allDays = daysOfMonths && plus(days, daysOfMonths);
  if (allDays === undefined) return undefined;
  const wholeDays = truncated(allDays);
  const restOfDays = plus(allDays, negative(wholeDays));
  const timeOfDays = restOfDays && times(restOfDays, exact(86_400_000));
  const time = timeOfDays && plus(milliseconds, timeOfDays);
  if (time === undefined) return undefined;
  return length({
    months: whole(wholeMonths),
    days: whole(wholeDays),
    milliseconds: whole(time),
    workingDays: whole(workingDays),
    workingMilliseconds: whole(workingMilliseconds),
  });
}

/** From one count to another, missing where it is too long. */
export function lengthOf(part: "days" | "milliseconds", count: number): DurationValue | undefined {
  return length({ ...nothing, [part]: BigInt(count) });
}
