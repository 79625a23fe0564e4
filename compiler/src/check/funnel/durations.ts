import type { DurationValue } from "../checked.ts";
import { day } from "./logic/calendar.ts";

const hour = 60 * 60 * 1000;

/** The least that a length of time can take, in milliseconds: clocks change, and months are of different length. */
export function leastOf(one: DurationValue): number {
  const days = one.months * 28 + one.days + one.workingDays;
  const calendar = days === 0 ? 0 : days * day - hour;
  return calendar + one.milliseconds + one.workingMilliseconds;
}

/** The most that it can take; undefined where working time stands in it, which may be long in coming. */
export function mostOf(one: DurationValue): number | undefined {
  if (one.workingDays !== 0 || one.workingMilliseconds !== 0) return undefined;
  const days = one.months * 31 + one.days;
  return (days === 0 ? 0 : days * day + hour) + one.milliseconds;
}

/** Of how many hours a working day is taken to be. */
const workingHours = 8;

/** What it usually takes where working time stands in it: five days of work in a week, and one more for each end. */
export function roughlyOf(one: DurationValue): number {
  const working = one.workingDays + Math.ceil(one.workingMilliseconds / (workingHours * hour));
  const days = one.months * 31 + one.days + working + 2 * Math.ceil(working / 5) + 1;
  return days * day + one.milliseconds;
}
