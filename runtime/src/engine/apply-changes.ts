import type { ItemChange } from "../actions/changes.ts";
import type { StoredItem } from "../rules/item.ts";
import {
  appended,
  applyFields,
  applyMove,
  applyPipeline,
  type ByRun,
  type Changed,
  refused,
} from "./change-item.ts";
import { removed } from "./item-events.ts";
import { applyCreate, type Made, readLink } from "./make-items.ts";
import {
  aroundOf,
  isMadeHere,
  joined,
  nameOf,
  type Reached,
  reachedBy,
  stepOf,
  withStep,
} from "./reached.ts";
import { applyComplete, applyRecord } from "./records.ts";
import { isOpen, whyClosed } from "./run-states.ts";
import type { ItemRef, Run } from "./state.ts";
import type { Step, Surroundings } from "./step.ts";
import { stageOf } from "./visits.ts";
import type { Reason } from "./why.ts";

/** What the changes of an action came to: the step with all of them, or why there is none. */
export type Applied =
  | {
      readonly kind: "applied";
      readonly step: Step;
      readonly changed: boolean;
      /** What was to be deleted, and was gone already. */
      readonly gone: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: Reason };

type Change = (step: Step, item: StoredItem, around: Surroundings) => Changed;

function changeOne(reached: Reached, ref: ItemRef, around: Surroundings, change: Change): Made {
  const step = stepOf(reached, ref, around);
  const { item } = step.state;
  if (item === null) {
    const isOwn = ref === reached.ref;
    return refused(isOwn ? "the item is not there any more" : `there is no ${nameOf(ref)}, or not any more`);
  }
  const changed = change(step, item, aroundOf(reached, ref, around));
  return changed.kind === "refused"
    ? changed
    : {
        kind: "applied",
        reached: withStep(reached, ref, changed.step, around),
        changed: changed.changed,
      };
}

/** The run's own item has left the stage meanwhile: it is not taken elsewhere. Null where it is where it was to go. */
function leftMeanwhile(reached: Reached, run: Run, wanted: string, around: Surroundings): Made | null {
  const { item } = reached.own.state;
  if (item === null) return refused("the item is not there any more");
  const stage = stageOf(item, wanted, around.ruleSets.current);
  if (stage?.id === item.stage) return { kind: "applied", reached, changed: false };
  const where = stage?.title ?? wanted;
  return refused(
    `${whyClosed(run, reached.own.state)} while \`${run.rule}\` ran, so it was not moved to “${where}”`,
  );
}

function applyDelete(reached: Reached, ref: ItemRef, run: Run, around: Surroundings): Made {
  const step = stepOf(reached, ref, around);
  if (step.state.item === null) return { kind: "applied", reached, changed: false };
  // There would be runs and visits of an item that has never been.
  if (isMadeHere(reached, ref, around)) {
    return refused(`${nameOf(ref)} cannot be made and deleted by one and the same run`);
  }
  const gone = removed(step, run.id, aroundOf(reached, ref, around));
  return { kind: "applied", reached: withStep(reached, ref, gone, around), changed: true };
}

function applyOne(
  reached: Reached,
  run: Run,
  change: ItemChange,
  wasOpen: boolean,
  by: ByRun,
  around: Surroundings,
): Made {
  const ref = change.item ?? reached.ref;
  switch (change.kind) {
    case "move": {
      const left = change.item === undefined && !wasOpen && leftMeanwhile(reached, run, change.stage, around);
      if (left) return left;
      return changeOne(reached, ref, around, (step, item, own) =>
        applyMove(step, item, change.stage, by, own),
      );
    }
    case "set":
      return changeOne(reached, ref, around, (step, item, own) => {
        const fields = change.append === true ? appended(item, change.fields, own) : change.fields;
        return applyFields(step, item, fields, by, own);
      });
    case "pipeline":
      return changeOne(reached, ref, around, (step, item, own) => applyPipeline(step, item, change, by, own));
    case "create":
      return applyCreate(reached, change, by, around);
    case "delete":
      return applyDelete(reached, ref, run, around);
    case "link":
    case "unlink": {
      const link = readLink(reached, change, around);
      if (typeof link === "string") return refused(link);
      return changeOne(reached, link.holder, around, (step, item, own) =>
        applyFields(step, item, link.fields, by, own),
      );
    }
    case "record":
      return applyRecord(reached, change, run, around);
    case "complete":
      return applyComplete(reached, change, run, around);
  }
}

/**
 * Applies what an action has changed: all of it, or nothing with the reason. What it changes may wake rules and triggers
 * of each item; how often that may go on is bounded by the budget of each.
 *
 * @param seed text that nobody can guess, for the keys of runs that follow
 */
export function applyChanges(
  step: Step,
  run: Run,
  changes: readonly ItemChange[],
  seed: string,
  around: Surroundings,
): Applied {
  const wasOpen = isOpen(run, step.state);
  let reached = reachedBy(step, run.item);
  let changed = false;
  const gone: string[] = [];
  for (const [number, change] of changes.entries()) {
    const by = { run: run.id, seed: `${seed}-${number}` };
    const made = applyOne(reached, run, change, wasOpen, by, around);
    if (made.kind === "refused") return made;
    if (change.kind === "delete" && !made.changed) gone.push(nameOf(change.item ?? run.item));
    reached = made.reached;
    changed ||= made.changed;
  }
  return { kind: "applied", step: joined(reached), changed, gone };
}
