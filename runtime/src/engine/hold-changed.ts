import { releaseDependents } from "./dependencies.ts";
import { heldBack } from "./hold.ts";
import { runById } from "./run-lookup.ts";
import { isOpen } from "./run-states.ts";
import type { ItemState, Run } from "./state.ts";
import { type Step, type Surroundings, unchanged, withRun } from "./step.ts";
import { waitsForEvent } from "./waits.ts";

/** Whether a run is held, as far as its reason says so. */
function isHeld({ status, why }: Run): boolean {
  return status === "waiting" && why.code === "disabled";
}

/**
 * A rule has been disabled or enabled: a waiting run of it is held, or planned anew. One that is late by then runs, or is
 * skipped where the rule says so.
 */
export function holdChanged(state: ItemState, runId: string, around: Surroundings): Step {
  const step = unchanged(state);
  const run = runById(state.runs, runId);
  if (run?.status !== "waiting" || !isOpen(run, state)) return step;
  // Its action has been called already, and there is nothing left to hold back.
  if (waitsForEvent(run)) return step;
  const hold = around.held(run.ruleKey);
  if (hold === null) return isHeld(run) ? releaseDependents(step, around) : step;
  return isHeld(run) ? step : withRun(step, heldBack(run, hold, around));
}
