import { Decimal, type Maybe } from "../rules/values.ts";
import { scaled } from "./duration.ts";
import { firstOf } from "./first-of.ts";
import { momentOf, msOf } from "./instant.ts";
import { addToMoment, type Place } from "./moments.ts";
import { daysOff, type PlanStep } from "./plan-steps.ts";
import { localText, movedText } from "./plan-text.ts";
import type { Occasion, Plan, Resolved, Timetable } from "./timetable.ts";
import { timetableMoment } from "./timetable-moment.ts";
import { type Hours, hoursOf, isWorkingDay } from "./working-days.ts";
import { nextOpening } from "./working-hours.ts";
import { localOf } from "./zones.ts";

/** What has to be known before anything can be planned. */
function obstacle({ at, within }: Timetable, resolved: Resolved): Plan | undefined {
  const isMissing =
    (at?.anchor !== undefined && resolved.anchor === undefined) ||
    (at?.time !== undefined && resolved.time === undefined);
  if (at !== undefined && isMissing) {
    const waits = at.fields.length === 0 ? "has no value" : `waits for ${at.fields.join(", ")}`;
    return { kind: "field", fields: at.fields, why: [`\`${at.text}\` ${waits}`] };
  }
  if (within?.of === undefined || (resolved.user !== undefined && resolved.user.active !== false)) {
    return undefined;
  }
  const who = resolved.user === undefined ? "there is nobody" : `${resolved.user.name} is not active`;
  return { kind: "user", why: [`waits for somebody whose working hours count: ${who}`] };
}

/** A moment of the grid, before and after working hours have moved it. */
interface Slot {
  readonly unmoved: string;
  readonly planned: string;
}

/** The moment of a repetition; 0 for the start of the grid, and for what happens once. */
type Grid = (number: number) => Maybe<Slot>;

function gridOf(timetable: Timetable, start: string, hours: Hours | undefined, place: Place): Grid {
  return (number) => {
    const by = timetable.repeat && scaled(timetable.repeat.every, new Decimal(number));
    const moment = timetable.repeat === undefined ? start : by && addToMoment(start, by, place);
    const planned = moment && within(moment, hours, place);
    return moment === undefined || planned === undefined ? undefined : { unmoved: moment, planned };
  };
}

/** Moves a moment into the hours, where there are any to keep to; missing where they never open. */
function within(moment: string, hours: Hours | undefined, { timezone }: Place): Maybe<string> {
  if (hours === undefined) return moment;
  const ms = nextOpening(msOf(moment), timezone, hours);
  return ms === undefined ? undefined : momentOf(ms);
}

/** The first repetition that is still to come, and is later than the last one was. */
function nextNumber(grid: Grid, times: number, { repetitions }: Occasion): Maybe<number> {
  const last = repetitions?.last ?? null;
  return firstOf((repetitions?.done ?? 0) + 1, times, (number) => {
    const slot = grid(number);
    return slot === undefined || last === null || slot.planned > last;
  });
}

/** That hours moved a moment, and over which days off. */
function hoursStep(from: string, to: string, hours: Hours, of: string | null, { timezone }: Place): PlanStep {
  const first = localOf(msOf(from), timezone).day;
  const last = localOf(msOf(to), timezone).day;
  const closed = isWorkingDay(first, hours);
  return { step: "hours", of, from, to, closed, off: daysOff(first, last, hours) };
}

/**
 * Works out when a rule runs, by its schedule: its delay, the time or day it is bound to, the hours it keeps to, and
 * its repetitions, which stand on a fixed grid. Repetitions whose moment passed before the last one ran are passed
 * over, so that a service that stood still does not send three reminders at once.
 *
 * @param timetable the schedule
 * @param resolved the day, the time and the user that its functions gave
 * @param occasion from when it counts, and the moment of planning
 * @param place zone and calendar
 */
export function plan(timetable: Timetable, resolved: Resolved, occasion: Occasion, place: Place): Plan {
  const waits = obstacle(timetable, resolved);
  if (waits !== undefined) return waits;
  const never: Plan = { kind: "never", why: ["its moment never comes"] };
  const reckoned = timetableMoment(timetable, resolved, occasion.base, place);
  if (reckoned === undefined) return never;
  const start = reckoned.moment;

  const user = timetable.within?.of === undefined ? undefined : resolved.user?.id;
  const hours = timetable.within && hoursOf(place.calendar, user);
  const grid = gridOf(timetable, start, hours, place);
  const times = timetable.repeat?.times;
  const number = times === undefined ? 0 : nextNumber(grid, times, occasion);
  if (number === undefined) return { kind: "over", why: [`all ${times} repetitions have been`] };
  const slot = grid(number);
  if (slot === undefined) return never;
  const { unmoved, planned } = slot;
  const late = planned < occasion.now;
  const due = late ? within(occasion.now, hours, place) : planned;
  if (due === undefined) return never;

  const why = [
    ...(times === undefined ? [] : [`${number} of ${times}`]),
    ...(hours === undefined || unmoved === planned
      ? []
      : [movedText(unmoved, planned, place.timezone, hours)]),
    ...(late ? [`planned for ${localText(planned, place.timezone)}, late`] : []),
  ];
  const whose = timetable.within?.of === undefined ? null : (resolved.user?.name ?? null);
  const moved = (from: string, to: string): readonly PlanStep[] =>
    hours === undefined || from === to ? [] : [hoursStep(from, to, hours, whose, place)];
  const steps: readonly PlanStep[] = [
    ...reckoned.steps,
    ...(times === undefined ? [] : [{ step: "turn", number, of: times, to: unmoved } as const]),
    ...moved(unmoved, planned),
    ...(late ? [{ step: "late", planned, to: due } as const, ...moved(occasion.now, due)] : []),
  ];
  return {
    kind: "at",
    planned,
    due,
    late,
    ...(times !== undefined && { repetition: { number, of: times } }),
    why,
    steps,
  };
}
