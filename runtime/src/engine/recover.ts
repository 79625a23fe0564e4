import { releaseDependents } from "./dependencies.ts";
import { ruleOf } from "./rule-lookup.ts";
import { endedUncertain, isOpen, repeatedAt } from "./run-states.ts";
import type { ItemState } from "./state.ts";
import { type Step, type Surroundings, unchanged, withRun } from "./step.ts";

/**
 * The process died while the run was running, and nobody knows how far it came. A rule that may be repeated is
 * repeated with the same key and the same arguments; any other ends failed and uncertain, and a person decides.
 */
export function recovered(state: ItemState, runId: string, around: Surroundings): Step {
  const step = unchanged(state);
  const run = state.runs.find((one) => one.id === runId);
  if (run?.status !== "running") return step;
  const repeatable = ruleOf(run, around.ruleSets)?.rule.repeatable === true;
  const during = `the service stopped during attempt ${run.attempts}`;
  const next =
    repeatable && isOpen(run, state.visit)
      ? repeatedAt(run, around.now, `${during}; it is repeated with the same key`)
      : endedUncertain(run, during, around.now);
  return releaseDependents(withRun(step, next), around);
}
