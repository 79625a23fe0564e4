import { attemptsOf } from "../time/backoff.ts";
import { releaseDependents } from "./dependencies.ts";
import { ruleOf } from "./rule-lookup.ts";
import { runById } from "./run-lookup.ts";
import { endedUncertain, isOpen, repeatedAt } from "./run-states.ts";
import type { ItemState } from "./state.ts";
import { type Step, type Surroundings, unchanged, withRun } from "./step.ts";

/**
 * The process died while the run was running, and nobody knows how far it came. A rule that may be repeated is
 * repeated with the same key and the same arguments, as often as any other; a rule that may not be repeated ends failed and uncertain, and a person decides.
 */
export function recovered(state: ItemState, runId: string, around: Surroundings): Step {
  const step = unchanged(state);
  const run = runById(state.runs, runId);
  if (run?.status !== "running") return step;
  const rule = ruleOf(run, around.ruleSets)?.rule;
  const during = `the service stopped during attempt ${run.tries}`;
  // An action that takes the whole process down with it must not do so at every start.
  const next =
    rule?.repeatable === true && run.tries < attemptsOf(rule.retry) && isOpen(run, state)
      ? repeatedAt(run, around.now, {
          text: `${during}; it is repeated with the same key`,
          why: { code: "repeat", attempt: run.tries },
        })
      : endedUncertain(run, { text: during, why: { code: "cut-off", attempt: run.tries } }, around.now);
  return releaseDependents(withRun(step, next), around);
}
