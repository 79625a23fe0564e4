import { runById } from "../engine/run-lookup.ts";
import { changedRuns, type Step } from "../engine/step.ts";
import type { Slice, Write } from "../ledger/port.ts";
import { isoOf } from "../time/instant.ts";
import type { Ready } from "./fair-line.ts";

/**
 * What a step asks the ledger to write. Where the item has changed, the plans of other items that were worked out from
 * it are looked at again, in the same transaction.
 *
 * @param now milliseconds since 1970
 */
export function writeOf(slice: Slice, step: Step, now: number): Write {
  const before = slice.state;
  const runs = changedRuns(before, step.state);
  const none: readonly never[] = [];
  const isSame = step.state.item === before.item;
  const gone = before.item !== null && step.state.item === null ? before.item : null;
  const at = isoOf(now);
  const watchers = isSame ? none : slice.watchers;
  return {
    item: isSame ? null : step.state.item,
    deleted: gone === null ? null : { item: { entity: gone.entity, id: gone.id }, at },
    visits: step.visits,
    occasions: step.occasions,
    runs,
    watching: runs.filter((run) => {
      const watched = runById(before.runs, run.id)?.watches ?? none;
      return run.watches !== watched && run.watches.length + watched.length > 0;
    }),
    replan: watchers.length === 0 ? null : { runs: watchers, at },
    changes: step.changes,
    acts: step.acts,
  };
}

/** Whether the write makes a run wait for a moment, which the clock may not know yet. */
export function wakes(write: Write): boolean {
  return write.replan !== null || write.runs.some((run) => run.status === "waiting" && run.due !== null);
}

/**
 * The runs of a write that can start at a moment.
 *
 * @param moment milliseconds since 1970
 * @param now whether a person wants them to
 */
export function readyIn(write: Write, moment: number, now = false): readonly Ready[] {
  const at = isoOf(moment);
  return write.runs.flatMap(({ id, action, status, due }) =>
    status === "waiting" && due !== null && due <= at ? [{ run: id, action, now }] : [],
  );
}
