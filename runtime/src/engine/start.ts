import type { StoredItem } from "../rules/item.ts";
import { actionCall } from "./call.ts";
import { missingResult, releaseDependents, waitsForTwin } from "./dependencies.ts";
import { heldBack } from "./hold.ts";
import { judge, type Verdict } from "./judge.ts";
import { turnEnded } from "./next-turn.ts";
import { begunTwin, onceBefore } from "./once.ts";
import { replanned } from "./plan-run.ts";
import { type FoundRule, ruleIsGone, ruleOf } from "./rule-lookup.ts";
import { runById } from "./run-lookup.ts";
import { ended, isOpen } from "./run-states.ts";
import type { ItemState, Run } from "./state.ts";
import { at, type Step, type Surroundings, unchanged, withRun } from "./step.ts";
import { stopped } from "./turns.ts";
import { timedOut, waitsForEvent } from "./waits.ts";
import type { Reason } from "./why.ts";

function isDue(run: Run, state: ItemState, now: string): boolean {
  return run.status === "waiting" && run.due !== null && run.due <= now && isOpen(run, state);
}

/** What to do now. An attempt that a crash cut off may have happened, so it is repeated exactly as it was. */
function verdictOn(
  state: ItemState,
  item: StoredItem,
  run: Run,
  found: FoundRule,
  around: Surroundings,
): Verdict {
  if (run.args !== null) return { kind: "call", args: run.args, ...(run.actor && { actor: run.actor }) };
  const missing = missingResult(state, run, found);
  return missing === null ? judge(state, item, run, found, around) : { kind: "skip", reason: missing };
}

/** A run that could not even be started, by a fault of the program: it fails, so that it stands in nobody's way. */
export function couldNotStart(state: ItemState, runId: string, reason: Reason, around: Surroundings): Step {
  const step = unchanged(state);
  const run = runById(state.runs, runId);
  if (run === undefined || !isDue(run, state, at(around))) return step;
  return releaseDependents(withRun(step, ended(run, "failed", reason, around.now)), around);
}

/** The run with its next attempt under way. */
function running(run: Run, verdict: Extract<Verdict, { kind: "call" }>, now: string): Run {
  const tries = run.tries + 1;
  return {
    ...run,
    status: "running",
    waits: null,
    watches: run.watches.length === 0 ? run.watches : [],
    attempts: run.attempts + 1,
    tries,
    awaits: run.tries === 0 ? null : run.awaits,
    started: run.started ?? now,
    args: verdict.args,
    actor: verdict.actor ?? null,
    reason: `attempt ${tries} is under way`,
    why: { code: "attempt", attempt: tries },
  };
}

/**
 * The moment of a run has come: it is skipped or fails where its condition or its arguments say so, and is marked
 * running otherwise, with the call to be carried out. A run that is not due stays as it is, and one whose plan is
 * another by now waits for that. One that waits for an event is done, since its time is over.
 */
export function started(state: ItemState, runId: string, around: Surroundings): Step {
  const now = at(around);
  const due = runById(state.runs, runId);
  if (due === undefined || state.item === null || !isDue(due, state, now)) return unchanged(state);

  // Its action has been called before: neither its condition nor that it is disabled matters any more.
  if (waitsForEvent(due)) return timedOut(unchanged(state), due, around);
  const hold = around.held(due.ruleKey);
  if (hold !== null) return withRun(unchanged(state), heldBack(due, hold, around));
  const run = replanned(due, state, around);
  const step = withRun(unchanged(state), run);
  if (!isDue(run, state, now)) return releaseDependents(step, around);
  const found = ruleOf(run, around.ruleSets);
  const end = (next: Run): Step => releaseDependents(withRun(step, next), around);
  if (found === undefined) return end(ended(run, "failed", ruleIsGone(run), around.now));

  const twin = begunTwin(run, found, state);
  if (twin !== undefined && run.tries === 0) {
    const { text: reason, why } = waitsForTwin(twin);
    return end({ ...run, waits: "rules", due: null, reason, why });
  }
  const before = run.args === null ? onceBefore(run, found, around) : null;
  if (before !== null) return end(ended(run, "skipped", before, around.now));
  const verdict = verdictOn(step.state, state.item, run, found, around);
  const looked = verdict.saw === undefined ? run : { ...run, saw: verdict.saw };
  switch (verdict.kind) {
    case "skip":
      return found.rule.schedule?.repeat === undefined
        ? end(ended(looked, "skipped", verdict.reason, around.now))
        : end(turnEnded(looked, "skipped", verdict.reason.text, found, state, around));
    case "stop":
      return end(stopped(looked, found.rule, verdict.condition, around.now));
    case "fail":
      return end(ended(looked, "failed", verdict.reason, around.now));
    case "call": {
      const next = running(looked, verdict, now);
      return { ...withRun(step, next), call: actionCall(next, verdict.args, state.item, found, around) };
    }
  }
}
