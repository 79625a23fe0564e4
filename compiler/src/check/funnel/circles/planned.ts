import type { CheckedMoment, DurationValue } from "../../checked.ts";
import { leastOf, mostOf, roughlyOf } from "../durations.ts";
import type { RuleFacts } from "../facts.ts";
import { day, momentShowing, shownAt } from "../logic/calendar.ts";
import { evaluate } from "../logic/evaluate.ts";
import { expand } from "../logic/expand.ts";
import type { Looking } from "../logic/items.ts";
import type { Reader } from "../logic/reader.ts";

/** When a rule starts, in milliseconds from where it is looked at. */
export interface Planned {
  /** Not before this. */
  readonly earliest: number;
  readonly due: number;
  /** Working time stands in it, so that others may come first. */
  readonly isRough: boolean;
}

/** The first moment from another on at which clocks show a time of day, in seconds. */
function firstShowing(time: number, from: number, timezone: string): number {
  const today = Math.floor(shownAt(from, timezone) / day) * day + time * 1000;
  const found = momentShowing(today, timezone);
  return found >= from ? found : momentShowing(today + day, timezone);
}

/** A fixed length of time; undefined where it hangs on the calendar. */
function fixed({ months, days, milliseconds, workingDays, workingMilliseconds }: DurationValue) {
  const hangs = months !== 0 || workingDays !== 0 || workingMilliseconds !== 0;
  return hangs ? undefined : days * day + milliseconds;
}

/** The moment that a rule is bound to; undefined where it is not known. */
function boundTo(at: CheckedMoment, from: number, looking: Looking, reader: Reader): number | undefined {
  const answer = (one: typeof at.time) => one && evaluate(expand(one, reader.find), looking);
  const [time, anchor] = [answer(at.time), answer(at.anchor)];
  const seconds = time !== undefined && time !== "unclear" && time.kind === "time" ? time.at : undefined;
  if (at.time !== undefined && seconds === undefined) return undefined;
  if (at.anchor === undefined)
    return seconds === undefined ? undefined : firstShowing(seconds, from, looking.timezone);
  const length = at.offset === undefined ? 0 : fixed(at.offset.duration);
  if (anchor === undefined || anchor === "unclear" || length === undefined) return undefined;
  const moved = at.offset?.direction === "before" ? -length : length;
  if (anchor.kind === "moment") return seconds === undefined ? anchor.at + moved : undefined;
  if (anchor.kind !== "day" || moved % day !== 0) return undefined;
  return momentShowing(anchor.at * day + moved + (seconds ?? 0) * 1000, looking.timezone);
}

/**
 * When a rule starts that could start now; undefined where nobody can tell.
 *
 * @param looking the item, and the moment now
 */
export function plannedFor({ rule }: RuleFacts, looking: Looking, reader: Reader): Planned | undefined {
  const { delay, at, repeat } = rule.schedule;
  if (repeat !== undefined) return undefined;
  const isRough = delay !== undefined && mostOf(delay) === undefined;
  const most = delay === undefined ? 0 : (mostOf(delay) ?? roughlyOf(delay));
  const least = delay === undefined ? 0 : leastOf(delay);
  if (at === undefined) return { earliest: least, due: most, isRough };
  const moment = boundTo(at, looking.now + most, looking, reader);
  if (moment === undefined) return undefined;
  const late = moment < looking.now;
  if (late && rule.modifiers.skipIfLate) return undefined;
  const due = Math.max(0, moment - looking.now);
  return { earliest: delay === undefined ? due : least, due, isRough: delay !== undefined };
}
