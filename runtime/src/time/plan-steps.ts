import { type Day, dateOf, timeOfDay } from "./days.ts";
import { absenceOn, type Hours, isWorkingDay } from "./working-days.ts";
import { localOf, stretchesOf } from "./zones.ts";

/** Days in a row on which nobody works, and why. Days are ISO dates, both included. */
export type DaysOff = {
  readonly why: "weekend" | "holiday" | "absence";
  readonly from: string;
  readonly to: string;
};

/** What a change of clocks did to a time of day: it was skipped, so it moved on; it comes twice, so it is the first. */
export type ClockChange = "skipped" | "twice";

/** One step on the way from the moment that a rule counts from to the moment at which it runs. Moments are in UTC. */
export type PlanStep =
  | {
      readonly step: "delay";
      /** `3 working days` */
      readonly by: string;
      readonly from: string;
      readonly to: string;
      /** Days that did not count as working days. */
      readonly off: readonly DaysOff[];
      readonly clock?: ClockChange;
    }
  | {
      /** The first time of day that is not before the moment. */
      readonly step: "time";
      readonly time: string;
      readonly from: string;
      readonly to: string;
      readonly clock?: ClockChange;
    }
  | {
      /** It is counted from a day or a moment: `at 10:00 on closeDate - 1 day`. */
      readonly step: "anchor";
      readonly text: string;
      /** What the field, or the expression, was. */
      readonly value: string;
      readonly to: string;
      readonly clock?: ClockChange;
    }
  | { readonly step: "turn"; readonly number: number; readonly of: number; readonly to: string }
  | {
      /** The hours that it keeps to moved it. */
      readonly step: "hours";
      /** Whose, by name; null for those of the project. */
      readonly of: string | null;
      readonly from: string;
      readonly to: string;
      /** Whether the day was worked, and the moment before opening, in a break, or after closing. */
      readonly closed: boolean;
      readonly off: readonly DaysOff[];
    }
  /** The moment that was planned is past already. */
  | { readonly step: "late"; readonly planned: string; readonly to: string };

/** Stretches of days off that are listed; who is away for longer is listed with the first ones. */
const MOST_LISTED = 12;

/** Days more than this apart are not looked through. */
const FARTHEST = 366;

function whyOff(day: Day, hours: Hours): DaysOff["why"] | undefined {
  if (isWorkingDay(day, hours)) return undefined;
  if (absenceOn(day, hours) !== undefined) return "absence";
  return hours.holidays.has(day) ? "holiday" : "weekend";
}

/**
 * The days from one to another on which nobody works, with the reason, those in a row together.
 *
 * @param to is not looked at itself
 */
export function daysOff(from: Day, to: Day, hours: Hours): readonly DaysOff[] {
  const found: DaysOff[] = [];
  for (let day = from; day < Math.min(to, from + FARTHEST) && found.length < MOST_LISTED; day += 1) {
    const why = whyOff(day, hours);
    const date = dateOf(day);
    if (why === undefined || date === undefined) continue;
    const last = found.at(-1);
    if (last?.why === why && last.to === dateOf(day - 1)) found[found.length - 1] = { ...last, to: date };
    else found.push({ why, from: date, to: date });
  }
  return found;
}

/**
 * What a change of clocks did to a time of day.
 *
 * @param time `HH:MM` or `HH:MM:SS`
 * @param ms what it came to, in milliseconds since 1970
 */
export function clockChange(time: string, ms: number, zone: string): ClockChange | undefined {
  const asked = timeOfDay(time);
  const { day, time: shown } = localOf(ms, zone);
  // 24:00 is shown as the midnight that follows; what is less than a second is not spoken of.
  if (Math.floor(shown / 1000) !== (asked / 1000) % 86_400) return "skipped";
  const stretches = stretchesOf(day, zone);
  if (stretches.length < 2) return undefined;
  const times = stretches.filter(({ from, to, offset }) => {
    const moment = day * 86_400_000 + shown - offset;
    return from <= moment && moment < to;
  });
  return times.length > 1 ? "twice" : undefined;
}
