import type { ItemState } from "../engine/state.ts";
import { changedRuns, type Step } from "../engine/step.ts";
import type { Write } from "../ledger/port.ts";

/** What a step asks the ledger to write. */
export function writeOf(before: ItemState, step: Step): Write {
  return {
    item: step.state.item === before.item ? null : step.state.item,
    visits: step.visits,
    runs: changedRuns(before, step.state),
    changes: step.changes,
    acts: step.acts,
  };
}

/** Whether the write makes a run wait for a moment, which the clock may not know yet. */
export function wakes(write: Write): boolean {
  return write.runs.some((run) => run.status === "waiting" && run.due !== null);
}
