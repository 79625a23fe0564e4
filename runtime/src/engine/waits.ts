import type { WaitRequest } from "../dispatch/port.ts";
import type { Json, Maybe } from "../rules/values.ts";
import { durationFrom } from "../time/duration.ts";
import { isoOf, msOf } from "../time/instant.ts";
import { addToMoment } from "../time/moments.ts";
import { localText, weekdayText } from "../time/plan-text.ts";
import { releaseDependents } from "./dependencies.ts";
import { doneNow } from "./done-now.ts";
import { type Came, expectedBy, resultBy } from "./expected-events.ts";
import { type FoundRule, ruleOf } from "./rule-lookup.ts";
import { eachChanged, runById } from "./run-lookup.ts";
import { closedWhy, ended, hasEnded, isOpen, whyClosed } from "./run-states.ts";
import { settingOf } from "./scope.ts";
import type { Expectation, Heard, ItemState, Run } from "./state.ts";
import { at, changedRuns, type RecordWrite, type Step, type Surroundings, withRun } from "./step.ts";
import type { Reason } from "./why.ts";

/** A run that waits for an event, with what it waits for. */
type Waiting = Run & { readonly awaits: Expectation };

/** Whether a run waits for an event: its action has ended well, and the run has not. */
export function waitsForEvent(run: Run): run is Waiting {
  return run.status === "waiting" && run.waits === "event" && run.awaits?.kind === "events";
}

function zoneOf({ ruleSets }: Surroundings): string {
  return ruleSets.current.timezone;
}

/** The moment until which a run waits: null for ever, undefined where it never comes. */
function deadline(
  { within, until, since }: WaitRequest,
  found: FoundRule | undefined,
  around: Surroundings,
): Maybe<string | null> {
  if (within === undefined) return until === undefined ? null : isoOf(msOf(until));
  const length = durationFrom(within);
  // What is told to people is counted by today's calendar, and stays when that changes.
  const place = found === undefined ? around.ruleSets.current : settingOf(found.ruleSet, around);
  return length && addToMoment(since, length, place);
}

function waitReason({ what, events, until }: Expectation, around: Surroundings): Reason {
  const types = [...new Set(events.map(({ type }) => type))];
  const end = until === null ? "" : ` until ${weekdayText(until, zoneOf(around))}`;
  return { text: `waits for ${what}${end}`, why: { code: "event", what, events: types, until } };
}

/** The run, done with what an event has brought; null where it is not what it waits for, or comes too late. */
function doneBy(run: Waiting, heard: Heard, state: ItemState, around: Surroundings): Run | null {
  const { what, events, until } = run.awaits;
  const event = expectedBy(events, heard);
  // What comes from outside at the very last moment is before the time is over.
  if (event === undefined || (until !== null && heard.at > until)) return null;
  const text = `${heard.type} came on ${localText(heard.at, zoneOf(around))}`;
  const why = { code: "came", what, event: heard.type, at: heard.at } as const;
  const result = resultBy(event, heard.payload);
  return doneNow({ ...run, result }, { text, why }, ruleOf(run, around.ruleSets), state, around);
}

/**
 * The run, waiting for an event behind an attempt that went well; done where that came while the attempt was under way,
 * and cancelled where the item has left its stage meanwhile.
 *
 * @param timedOut the result where nothing comes in time
 */
export function awaiting(
  run: Run,
  request: WaitRequest,
  timedOut: Json,
  state: ItemState,
  around: Surroundings,
): Run {
  const until = deadline(request, ruleOf(run, around.ruleSets), around);
  if (until === undefined) {
    const error = "the moment until which it waits never comes";
    const why = { code: "not-computed", what: "the moment until which it waits", error } as const;
    return { ...ended(run, "failed", { text: error, why }, around.now), awaits: null };
  }
  const { what, events, record } = request;
  const kept = record === undefined ? {} : { record };
  const awaits: Expectation = { kind: "events", what, events, until, ...kept, timedOut };
  const { text: reason, why } = waitReason(awaits, around);
  const next = { ...run, status: "waiting", waits: "event", due: until, awaits, reason, why } as const;
  if (!isOpen(run, state)) {
    const left: Reason = { text: whyClosed(run, state), why: closedWhy(run, state) };
    return ended(next, "cancelled", left, around.now);
  }
  const heard = run.awaits?.kind === "heard" ? run.awaits.events : [];
  for (const one of heard) {
    const done = doneBy(next, one, state, around);
    if (done !== null) return done;
  }
  return next;
}

/** So many events are remembered of those that come while an attempt is under way. */
const MOST_HEARD = 20;

/** The run, having heard of an event that its action may turn out to wait for. */
function hearing(run: Run, heard: Heard, around: Surroundings): Run {
  if (run.tries === 0 || hasEnded(run) || waitsForEvent(run)) return run;
  const types = ruleOf(run, around.ruleSets)?.rule.awaits ?? [];
  const before = run.awaits?.kind === "heard" ? run.awaits.events : [];
  if (!types.includes(heard.type) || before.length >= MOST_HEARD) return run;
  return { ...run, awaits: { kind: "heard", events: [...before, heard] } };
}

/** An event has come: what waits for it is done, and what waited for that is looked at. */
export function eventCame(step: Step, { type, payload }: Came, around: Surroundings): Step {
  const { state } = step;
  const heard: Heard = { type, payload, at: at(around) };
  const runs = eachChanged(state.runs, (run) => {
    if (!waitsForEvent(run)) return hearing(run, heard, around);
    return isOpen(run, state) ? (doneBy(run, heard, state, around) ?? run) : run;
  });
  return runs === state.runs ? step : releaseDependents({ ...step, state: { ...state, runs } }, around);
}

/** The time of a run is over, and nothing that it waits for has come. */
export function timedOut(step: Step, run: Waiting, around: Surroundings): Step {
  const { what, until, timedOut: result } = run.awaits;
  const then = until ?? at(around);
  const reason: Reason = {
    text: `${what} did not come until ${weekdayText(then, zoneOf(around))}`,
    why: { code: "timed-out", what, until: then },
  };
  const found = ruleOf(run, around.ruleSets);
  const done = doneNow({ ...run, result }, reason, found, step.state, around);
  return releaseDependents(withRun(step, done), around);
}

/** The run, done as if its time were over, since a person does not want it to wait any longer. */
export function notAwaited(run: Waiting, state: ItemState, by: string, around: Surroundings): Run {
  const { what, timedOut: result } = run.awaits;
  const reason: Reason = {
    text: `${by} did not wait for ${what} any longer`,
    why: { code: "not-awaited", what, by },
  };
  return doneNow({ ...run, result }, reason, ruleOf(run, around.ruleSets), state, around);
}

/**
 * Records that were open as long as runs waited, and are completed with their waits: whatever has ended them.
 *
 * @param before the state that the step began with
 */
export function recordsOver(
  before: ItemState,
  after: ItemState,
  around: Surroundings,
): readonly RecordWrite[] {
  return changedRuns(before, after).flatMap((run): readonly RecordWrite[] => {
    const { awaits, item, id: by } = run;
    const record = awaits?.kind === "events" && !waitsForEvent(run) ? awaits.record : undefined;
    const was = runById(before.runs, run.id);
    if (record === undefined || (was?.status !== "running" && (was === undefined || !waitsForEvent(was)))) {
      return [];
    }
    return [{ kind: "complete", item, where: { id: record }, at: at(around), by }];
  });
}

function howItEnded(run: Run, until: string | null, zone: string): string {
  if (run.status === "cancelled") return `was cancelled (${run.reason})`;
  return until === null ? "waits no longer" : `waited until ${weekdayText(until, zone)}`;
}

/** What came for runs that do not wait for it any more. What came twice is no news: the first has counted. */
export function lateFor(state: ItemState, came: Came, around: Surroundings): readonly Reason[] {
  return state.runs.flatMap((run): readonly Reason[] => {
    const { awaits, why, rule } = run;
    if (awaits?.kind !== "events" || !(hasEnded(run) || waitsForEvent(run))) return [];
    // One whose time is over may not have been looked at yet.
    const isOver = waitsForEvent(run) && awaits.until !== null && awaits.until < at(around);
    const inVain = why.code === "timed-out" || why.code === "not-awaited" || run.status === "cancelled";
    if (!(isOver || inVain) || expectedBy(awaits.events, came) === undefined) return [];
    const how = howItEnded(run, awaits.until, zoneOf(around));
    const text = `${awaits.what} came late: \`${rule}\` ${how}`;
    const { id, ended: when } = run;
    return [{ text, why: { code: "late-event", run: id, what: awaits.what, event: came.type, ended: when } }];
  });
}
