import { turnEnded } from "./next-turn.ts";
import { lateReason } from "./plan-run.ts";
import type { FoundRule } from "./rule-lookup.ts";
import { ended } from "./run-states.ts";
import type { ItemState, Run } from "./state.ts";
import type { Surroundings } from "./step.ts";
import type { Reason } from "./why.ts";

/** The run, done as far as this attempt goes: a rule that repeats waits for its next turn. */
export function doneNow(
  run: Run,
  reason: Reason | null,
  found: FoundRule | undefined,
  state: ItemState,
  around: Surroundings,
): Run {
  if (found?.rule.schedule?.repeat !== undefined) {
    return turnEnded(run, "done", null, found, state, around);
  }
  const { timezone } = around.ruleSets.current;
  const late = run.late && run.planned !== null ? lateReason(run.planned, timezone) : null;
  return ended(run, "done", reason ?? late, around.now);
}
