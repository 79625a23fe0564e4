import type { ItemChange } from "../actions/context.ts";
import type { ActionOutcome } from "../dispatch/port.ts";
import { ATTEMPTS, pauseAfter } from "../time/backoff.ts";
import { isoOf } from "../time/instant.ts";
import { overBudget, recentChanges } from "./budget.ts";
import { releaseDependents } from "./dependencies.ts";
import { moved } from "./item-events.ts";
import { ended, endedUncertain, isOpen, leftStage, repeatedAt, waitingUntil } from "./run-states.ts";
import type { ItemState, Run } from "./state.ts";
import { type Step, type Surroundings, unchanged, withRun } from "./step.ts";
import { pipelineTitle, stageOf, stageTitle } from "./visits.ts";

type Failed = Extract<ActionOutcome, { kind: "failed" }>;

/** What is handed in beside the outcome, since the engine makes up nothing. */
export interface Chance {
  /** At least 0, below 1: the jitter of the next attempt. */
  readonly random: number;
  /** Text that nobody can guess, for the keys of runs that a move brings about. */
  readonly seed: string;
}

/** Applies what the action changed, or says in a sentence why nothing of it can be. */
function applyChanges(
  step: Step,
  run: Run,
  changes: readonly ItemChange[],
  seed: string,
  around: Surroundings,
): Step | string {
  let next = step;
  for (const change of changes) {
    const { item } = next.state;
    if (item === null) return "the item is not there any more";
    if (change.kind === "set") return "fields cannot be written by rules yet";
    const ruleSet = around.ruleSets.current;
    const stage = stageOf(item, change.stage, ruleSet);
    if (stage === undefined) {
      return `there is no stage “${change.stage}” in the pipeline “${pipelineTitle(item, ruleSet)}”`;
    }
    if (stage.id === item.stage) continue;
    if (!isOpen(run, step.state.visit)) {
      return `${leftStage(run)} while \`${run.rule}\` ran, so it was not moved to “${stage.title}”`;
    }
    const recent = recentChanges(next.state, around.now);
    const stop = overBudget(recent, around.budget, stageTitle(item, ruleSet), stage.title);
    if (stop !== null) return stop;
    next = moved(next, stage.id, { by: run.id, byRule: true }, seed, around);
  }
  return next;
}

function failedAttempt(run: Run, outcome: Failed, state: ItemState, random: number, now: number): Run {
  const { reason, begun = false } = outcome;
  switch (outcome.how) {
    case "permanent":
      return ended(run, "failed", reason, now);
    case "uncertain":
      return endedUncertain(run, reason, now);
    case "transient": {
      if (!isOpen(run, state.visit)) {
        const stopped = `${reason}; not tried again, since ${leftStage(run)}`;
        return begun ? endedUncertain(run, stopped, now) : ended(run, "failed", stopped, now);
      }
      const pause = pauseAfter(run.attempts, random, outcome.retryAfter);
      if (pause === null)
        return ended(run, "failed", `gave up after ${run.attempts} attempts: ${reason}`, now);
      const due = now + pause;
      const next = `attempt ${run.attempts + 1} of ${ATTEMPTS} follows at ${isoOf(due)}: ${reason}`;
      return begun ? repeatedAt(run, due, next) : waitingUntil(run, due, next);
    }
  }
}

/**
 * An attempt has ended: the run ends with it or waits for the next one, the item gets the changes that the action
 * made, and what waited for the run is looked at. An outcome of a run that does not run is of no consequence.
 */
export function settled(
  state: ItemState,
  runId: string,
  outcome: ActionOutcome,
  chance: Chance,
  around: Surroundings,
): Step {
  const step = unchanged(state);
  const run = state.runs.find((one) => one.id === runId);
  if (run?.status !== "running") return step;
  if (outcome.kind === "failed") {
    const next = failedAttempt(run, outcome, state, chance.random, around.now);
    return releaseDependents(withRun(step, next), around);
  }
  const done: Run = { ...ended(run, "done", null, around.now), result: outcome.result };
  const applied = applyChanges(withRun(step, done), run, outcome.changes, chance.seed, around);
  const after =
    typeof applied === "string" ? withRun(step, ended(run, "failed", applied, around.now)) : applied;
  return releaseDependents(after, around);
}
