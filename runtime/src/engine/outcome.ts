import type { ItemChange } from "../actions/changes.ts";
import type { ActionOutcome } from "../dispatch/port.ts";
import type { Rule } from "../rules/ruleset.ts";
import { attemptsOf, pauseAfter } from "../time/backoff.ts";
import { isoOf } from "../time/instant.ts";
import { localText } from "../time/plan-text.ts";
import { type Applied, applyChanges } from "./apply-changes.ts";
import { isAlerted, recentChanges } from "./budget.ts";
import { releaseDependents } from "./dependencies.ts";
import { doneNow } from "./done-now.ts";
import { noted } from "./item-events.ts";
import { ruleOf } from "./rule-lookup.ts";
import { runById } from "./run-lookup.ts";
import {
  attemptAt,
  ended,
  endedUncertain,
  isOpen,
  repeatedAt,
  whyClosed,
  withoutStop,
} from "./run-states.ts";
import type { ItemState, Run } from "./state.ts";
import { type Step, type Surroundings, unchanged, withRun } from "./step.ts";
import { awaiting } from "./waits.ts";
import type { Reason } from "./why.ts";

type Failed = Extract<ActionOutcome, { kind: "failed" }>;

/** What is handed in beside the outcome, since the engine makes up nothing. */
export interface Chance {
  /** At least 0, below 1: the jitter of the next attempt. */
  readonly random: number;
  /** Text that nobody can guess, for the keys of runs that a move brings about. */
  readonly seed: string;
}

function failedAttempt(
  run: Run,
  outcome: Failed,
  state: ItemState,
  rule: Rule | undefined,
  random: number,
  { now, ruleSets }: Surroundings,
): Run {
  const { reason: error, begun = false } = outcome;
  switch (outcome.how) {
    case "permanent":
      return ended(run, "failed", { text: error, why: { code: "failed", error } }, now);
    case "uncertain":
      return endedUncertain(run, { text: error, why: { code: "uncertain", error } }, now);
    case "transient": {
      if (!isOpen(run, state)) {
        const text = `${withoutStop(error)}; not tried again, since ${whyClosed(run, state)}`;
        return begun
          ? endedUncertain(run, { text, why: { code: "uncertain", error } }, now)
          : ended(run, "failed", { text, why: { code: "not-again", error } }, now);
      }
      const most = attemptsOf(rule?.retry);
      const pause = pauseAfter(run.tries, most, random, outcome.retryAfter);
      if (pause === null) {
        const count = run.tries === 1 ? "1 attempt" : `${run.tries} attempts`;
        const text = `gave up after ${count}: ${error}`;
        return ended(run, "failed", { text, why: { code: "gave-up", attempts: run.tries, error } }, now);
      }
      const due = now + pause;
      const attempt = run.tries + 1;
      const next: Reason = {
        text: `attempt ${attempt} of ${most} follows at ${localText(isoOf(due), ruleSets.current.timezone)}: ${error}`,
        why: { code: "retry", attempt, of: most, at: isoOf(due), error },
      };
      return begun ? repeatedAt(run, due, next) : attemptAt(run, due, next);
    }
  }
}

/** What a run says that is done and has changed nothing, or found something gone that it was to delete. */
function inVain(
  changes: readonly ItemChange[],
  { changed, gone }: Extract<Applied, { kind: "applied" }>,
): Reason | null {
  if (gone.length > 0) {
    const why = { code: "gone-already", items: gone } as const;
    return { text: `${gone.join(" and ")} ${gone.length === 1 ? "was" : "were"} gone already`, why };
  }
  if (changed || !changes.some(({ kind }) => kind === "set" || kind === "link" || kind === "unlink"))
    return null;
  const text = "nothing to change: the item has these values already";
  return { text, why: { code: "nothing-to-change" } };
}

/** The run fails since its changes cannot be; that its item has spent its budget is noted once within the hour. */
function refusedChanges(step: Step, run: Run, reason: Reason, around: Surroundings): Step {
  const failed = withRun(step, ended(run, "failed", reason, around.now));
  if (reason.why.code !== "budget" || isAlerted(recentChanges(step.state, around.now))) return failed;
  return noted(failed, { by: run.id, reason }, true, around);
}

/**
 * An attempt has ended: the run ends with it, or waits for the next one or for an event, the item gets the changes that the action
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
  const run = runById(state.runs, runId);
  if (run?.status !== "running") return step;
  const found = ruleOf(run, around.ruleSets);
  if (outcome.kind === "failed") {
    const next = failedAttempt(run, outcome, state, found?.rule, chance.random, around);
    return releaseDependents(withRun(step, next), around);
  }
  // What its changes start goes back to what the run itself goes back to.
  const within = { ...around, trace: run.trace };
  const applied = applyChanges(step, run, outcome.changes, chance.seed, within);
  if (applied.kind === "refused") {
    return releaseDependents(refusedChanges(step, run, applied.reason, around), around);
  }
  if (outcome.wait !== undefined) {
    const waiting = awaiting(run, outcome.wait, outcome.result, applied.step.state, around);
    return releaseDependents(withRun(applied.step, waiting), around);
  }
  const reason = inVain(outcome.changes, applied);
  const over = { ...run, result: outcome.result, awaits: null };
  const after = doneNow(over, reason, found, applied.step.state, around);
  return releaseDependents(withRun(applied.step, after), around);
}
