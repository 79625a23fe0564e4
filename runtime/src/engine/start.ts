import type { StoredItem } from "../rules/item.ts";
import { actionCall } from "./call.ts";
import { missingResult, releaseDependents } from "./dependencies.ts";
import { type FoundRule, ruleIsGone, ruleOf } from "./rule-lookup.ts";
import { ended, isOpen } from "./run-states.ts";
import { judge, type Verdict } from "./scope.ts";
import type { ItemState, Run } from "./state.ts";
import { at, type Step, type Surroundings, unchanged, withRun } from "./step.ts";

function isDue(run: Run, state: ItemState, now: string): boolean {
  return run.status === "waiting" && run.due !== null && run.due <= now && isOpen(run, state.visit);
}

/** What to do now. An attempt that a crash cut off may have happened, so it is repeated exactly as it was. */
function verdictOn(
  state: ItemState,
  item: StoredItem,
  run: Run,
  found: FoundRule,
  around: Surroundings,
): Verdict {
  if (run.args !== null) return { kind: "call", args: run.args };
  const missing = missingResult(state, run, found);
  return missing === null ? judge(state, item, run, found, around.find) : { kind: "skip", reason: missing };
}

/** A run that could not even be started, by a fault of the program: it fails, so that it stands in nobody's way. */
export function couldNotStart(state: ItemState, runId: string, reason: string, around: Surroundings): Step {
  const step = unchanged(state);
  const run = state.runs.find((one) => one.id === runId);
  if (run === undefined || !isDue(run, state, at(around))) return step;
  return releaseDependents(withRun(step, ended(run, "failed", reason, around.now)), around);
}

/**
 * The moment of a run has come: it is skipped or fails where its condition or its arguments say so, and is marked
 * running otherwise, with the call to be carried out. A run that is not due stays as it is.
 */
export function started(state: ItemState, runId: string, around: Surroundings): Step {
  const step = unchanged(state);
  const run = state.runs.find((one) => one.id === runId);
  const now = at(around);
  if (run === undefined || state.item === null || !isDue(run, state, now)) return step;

  const finish = (status: "failed" | "skipped", reason: string): Step =>
    releaseDependents(withRun(step, ended(run, status, reason, around.now)), around);

  const found = ruleOf(run, around.ruleSets);
  if (found === undefined) return finish("failed", ruleIsGone(run));
  const verdict = verdictOn(state, state.item, run, found, around);
  switch (verdict.kind) {
    case "skip":
      return finish("skipped", verdict.reason);
    case "fail":
      return finish("failed", verdict.reason);
    case "call": {
      const attempts = run.attempts + 1;
      const running: Run = {
        ...run,
        status: "running",
        attempts,
        started: run.started ?? now,
        args: verdict.args,
        reason: `attempt ${attempts} is under way`,
      };
      const call = actionCall(running, verdict.args, state.item, found, around);
      return { ...withRun(step, running), call };
    }
  }
}
