import { isoOf } from "../time/instant.ts";
import { missingResult, releaseDependents, reopenDependents } from "./dependencies.ts";
import { doneNow } from "./done-now.ts";
import { holdReason } from "./hold.ts";
import { ruleOf } from "./rule-lookup.ts";
import { runById } from "./run-lookup.ts";
import { attemptAt, ended, hasEnded, isOpen, repeatedAt, whyClosed } from "./run-states.ts";
import type { Decision, ItemState, Run } from "./state.ts";
import { at, type Step, type Surroundings, unchanged, withRun } from "./step.ts";
import { notAwaited, waitsForEvent } from "./waits.ts";
import type { Reason } from "./why.ts";

/** The run as the person wants it, or a sentence that says why that cannot be. */
type Wish = Run | string;

function was(run: Run): string {
  return `\`${run.rule}\` is ${run.status}${run.uncertain ? " and uncertain" : ""}`;
}

function cannotStart(run: Run, state: ItemState): string | null {
  return isOpen(run, state) ? null : `${whyClosed(run, state)}, so \`${run.rule}\` cannot start again`;
}

/** A run that a person has started has had its moment. */
function based(run: Run, now: number): Run {
  return { ...run, base: run.base ?? isoOf(now) };
}

function asked(what: "retry" | "run-now" | "send-again", text: string, by: string): Reason {
  return { text, why: { code: "asked", what, by } };
}

function startAgain(run: Run, state: ItemState, reason: Reason, now: number): Wish {
  return cannotStart(run, state) ?? based(attemptAt(run, now, reason), now);
}

function retry(run: Run, state: ItemState, by: string, now: number): Wish {
  if (run.status !== "failed") return `${was(run)}; only a failed run can be retried`;
  if (run.uncertain) return `${was(run)}: say first whether it happened, with confirm`;
  return startAgain(run, state, asked("retry", `retried by ${by}`, by), now);
}

function hasten(run: Run, state: ItemState, by: string, around: Surroundings): Wish {
  if (run.status !== "waiting") return `${was(run)}; only a waiting run can be run now`;
  // Its action has been called: what it can do now is to go on without what it waits for.
  if (waitsForEvent(run)) return notAwaited(run, state, by, around);
  if (run.due !== null && run.due <= at(around)) return `\`${run.rule}\` is due already`;
  const hold = around.held(run.ruleKey);
  if (hold !== null) return `\`${run.rule}\` is ${holdReason(hold, around).text}; enable it first`;
  const found = ruleOf(run, around.ruleSets);
  const missing = found && missingResult(state, run, found);
  if (missing) return `\`${run.rule}\` cannot run now: ${missing.text}`;
  // Only one whose attempt may have happened has its arguments while it waits; it keeps them.
  const reason = asked("run-now", `run now by ${by}`, by);
  return cannotStart(run, state) ?? based(repeatedAt(run, around.now, reason), around.now);
}

function stop(run: Run, by: string, now: number): Wish {
  if (hasEnded(run)) return `${was(run)}; it has ended already`;
  if (run.status === "running") return `${was(run)}; what has started cannot be stopped`;
  return ended(run, "cancelled", { text: `stopped by ${by}`, why: { code: "stopped", by } }, now);
}

function confirmed(run: Run, state: ItemState, by: string, around: Surroundings): Wish {
  const found = ruleOf(run, around.ruleSets);
  // What it was to wait for is known only once its attempt has ended well: without that, no answer would count.
  if ((found?.rule.awaits ?? []).length > 0) {
    return `\`${run.rule}\` waits for an answer, and one to what may have been sent would not be heard; have it sent again instead`;
  }
  const reason: Reason = { text: `confirmed as done by ${by}`, why: { code: "confirmed", by } };
  return doneNow({ ...run, uncertain: false }, reason, found, state, around);
}

function wished(run: Run, state: ItemState, what: Decision, by: string, around: Surroundings): Wish {
  switch (what) {
    case "retry":
      return retry(run, state, by, around.now);
    case "run-now":
      return hasten(run, state, by, around);
    case "stop":
      return stop(run, by, around.now);
    case "sent":
      return run.uncertain
        ? confirmed(run, state, by, around)
        : `${was(run)}; only an uncertain run can be confirmed`;
    case "send-again":
      return run.uncertain
        ? startAgain(run, state, asked("send-again", `sent again by ${by}`, by), around.now)
        : `${was(run)}; only an uncertain run can be confirmed`;
  }
}

/** A person decides about a run. What they decided is remembered with who they are; a wish that cannot be is refused. */
export function decided(
  state: ItemState,
  runId: string,
  what: Decision,
  by: string,
  around: Surroundings,
): Step {
  const step = unchanged(state);
  const run = runById(state.runs, runId);
  if (run === undefined) return { ...step, refusal: "there is no such run" };
  const wish = wished(run, state, what, by, around);
  if (typeof wish === "string") return { ...step, refusal: wish };
  const next = { ...withRun(step, wish), acts: [{ at: at(around), run: run.id, what, by }] };
  const startsAnew = what === "retry" || what === "send-again";
  return releaseDependents(startsAnew ? reopenDependents(next, run, around) : next, around);
}
