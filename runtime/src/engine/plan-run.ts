import type { Rule, Schedule, Scope } from "../rules/ruleset.ts";
import { plan } from "../time/plan.ts";
import type { PlanStep } from "../time/plan-steps.ts";
import { localText } from "../time/plan-text.ts";
import type { Plan, Resolved } from "../time/timetable.ts";
import { heldBack } from "./hold.ts";
import { type FoundRule, ruleOf } from "./rule-lookup.ts";
import { eachChanged } from "./run-lookup.ts";
import { ended, ITS_TURN, isOpen } from "./run-states.ts";
import { notComputed, runScope, settingOf } from "./scope.ts";
import type { ItemRef, ItemState, Run, Wait } from "./state.ts";
import { at, type Step, type Surroundings } from "./step.ts";
import { hadAllTurns } from "./turns.ts";
import { type Reason, TURN, type Why } from "./why.ts";

/** That the planned moment of a run was past when it was planned. */
export function lateReason(planned: string, timezone: string, steps?: readonly PlanStep[]): Reason {
  const text = `planned for ${localText(planned, timezone)}, late`;
  return { text, why: { code: "late", planned, ...(steps && { steps }) } };
}

/** What the functions of a schedule give on the item as it is, at the moment that the schedule counts from. */
function resolve(schedule: Schedule, scope: Scope, around: Surroundings): Resolved {
  const { time, anchor } = schedule.at ?? {};
  // A rule reads the fields of its own entity; that the item has them is what the compiler checked.
  const own = scope as never;
  const of = schedule.within?.of?.(own);
  const user = of && around.ruleSets.current.schema.users?.find((one) => one.id === of.id);
  return {
    ...(time && { time: time(own) }),
    ...(anchor && { anchor: anchor(own) }),
    ...(user && { user }),
  };
}

/** Finds linked items, and remembers which were asked for. */
function watching(around: Surroundings): { readonly around: Surroundings; readonly seen: ItemRef[] } {
  const seen: ItemRef[] = [];
  const find: Surroundings["find"] = (entity, id) => {
    if (!seen.some((one) => one.entity === entity && one.id === id)) seen.push({ entity, id });
    return around.find(entity, id);
  };
  return { around: { ...around, find }, seen };
}

function sameRefs(a: readonly ItemRef[], b: readonly ItemRef[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, place) => one.entity === b[place]?.entity && one.id === b[place]?.id)
  );
}

function sameWhy(a: Why, b: Why): boolean {
  return a === b || (a.code === b.code && JSON.stringify(a) === JSON.stringify(b));
}

/** The run itself where nothing of it is new, so that nothing is written. */
function changed(run: Run, parts: Partial<Run> & Pick<Run, "why">): Run {
  const watches =
    parts.watches !== undefined && sameRefs(run.watches, parts.watches) ? run.watches : parts.watches;
  const why = sameWhy(run.why, parts.why) ? run.why : parts.why;
  const next: Partial<Run> = { ...parts, why, ...(watches && { watches }) };
  for (const key of Object.keys(next) as (keyof Run)[]) {
    if (next[key] !== run[key]) return { ...run, ...next };
  }
  return run;
}

function sentence(lead: string, parts: readonly string[]): string {
  return parts.length === 0 ? lead : `${lead}: ${parts.join("; ")}`;
}

function waits(run: Run, wait: Wait, came: Plan, why: Why, watches: readonly ItemRef[]): Run {
  const reason = came.why.join("; ");
  return changed(run, { waits: wait, due: null, planned: null, late: false, reason, why, watches });
}

/** The run by what its schedule came to. */
function byPlan(
  run: Run,
  rule: Rule,
  came: Plan,
  watches: readonly ItemRef[],
  timezone: string,
  around: Surroundings,
): Run {
  switch (came.kind) {
    case "field":
      return waits(run, "field", came, { code: "field", fields: came.fields }, watches);
    case "user":
      return waits(run, "hours", came, { code: "nobody" }, watches);
    case "never":
      return waits(run, "hours", came, { code: "never" }, watches);
    case "over":
      return hadAllTurns(run, rule, around.now);
    case "at": {
      const { planned, repetition, steps } = came;
      // A moment that was planned ahead does not get late by being looked at once it has come.
      const isSame = run.planned === planned;
      const late = isSame ? run.late : came.late;
      const wasLate = late ? lateReason(planned, timezone, steps) : null;
      if (wasLate !== null && !isSame && rule.skipIfLate === true) {
        return { ...ended(run, "skipped", wasLate, around.now), planned, late };
      }
      const has = isSame && !late && came.due <= at(around);
      const due = has ? planned : came.due;
      const text = rule.schedule?.at?.text;
      const why = [...(text === undefined ? [] : [text]), ...came.why];
      const said: Reason =
        due > at(around)
          ? {
              text: sentence(`waits until ${localText(due, timezone)}`, why),
              why: { code: "moment", until: due, steps },
            }
          : (wasLate ?? { text: ITS_TURN, why: steps.length === 0 ? TURN : { code: "turn", steps } });
      const turn = repetition?.number ?? 0;
      const moment = { waits: "moment", due, planned, late, turn, watches } as const;
      return changed(run, { ...moment, reason: said.text, why: said.why });
    }
  }
}

/**
 * Gives a waiting run that may start by its order the moment that its schedule says: its due time, or what it has to
 * wait for before there is one. A moment that is past skips the run where the rule says so.
 */
export function planned(run: Run, found: FoundRule, state: ItemState, around: Surroundings): Run {
  const { rule } = found;
  const { item } = state;
  const base = run.base ?? at(around);
  const based = run.base === base ? run : { ...run, base };
  if (item === null) return based;
  const setting = settingOf(found.ruleSet, around);
  const { schedule } = rule;
  const now = at(around);
  if (schedule === undefined) {
    const late = base < now;
    const came: Plan = { kind: "at", planned: base, due: late ? now : base, late, why: [], steps: [] };
    return byPlan(based, rule, came, [], setting.timezone, around);
  }
  const { seen, around: watched } = watching(around);
  const last = run.turns.at(-1);
  try {
    // `now` is the moment that the schedule counts from: by the clock, `now + 2 hours` would never come.
    const scope = runScope(state, item, run, found, watched, base);
    const repetitions = { done: last?.number ?? 0, last: last?.ended ?? null };
    const came = plan(schedule, resolve(schedule, scope, around), { base, now, repetitions }, setting);
    return byPlan(based, rule, came, seen, setting.timezone, around);
  } catch (error) {
    return ended(based, "failed", notComputed(error, "the moment"), around.now);
  }
}

/** Whether what a run waits for can be another moment once data have changed. */
function isPlanned(run: Run, state: ItemState): boolean {
  return (
    run.status === "waiting" &&
    (run.waits === "moment" || run.waits === "field" || run.waits === "hours") &&
    isOpen(run, state)
  );
}

/** Plans a run anew, on the data and the calendar as they are; one that waits for something else stays as it is. */
export function replanned(run: Run, state: ItemState, around: Surroundings): Run {
  if (!isPlanned(run, state)) return run;
  const hold = around.held(run.ruleKey);
  if (hold !== null) return heldBack(run, hold, around);
  const found = ruleOf(run, around.ruleSets);
  return found === undefined ? run : planned(run, found, state, around);
}

/** Fields of the item have changed, so the moments that are worked out from fields are worked out anew. */
export function replanAll(step: Step, around: Surroundings): Step {
  const { state } = step;
  const runs = eachChanged(state.runs, (run) => replanned(run, state, around));
  return runs === state.runs ? step : { ...step, state: { ...state, runs } };
}
