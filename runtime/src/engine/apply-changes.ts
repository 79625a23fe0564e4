import type { ItemChange } from "../actions/context.ts";
import { embeddedCrm } from "../crm/embedded.ts";
import type { StoredItem } from "../rules/item.ts";
import type { JsonObject } from "../rules/values.ts";
import { overBudget, recentChanges } from "./budget.ts";
import { fieldChange, moved, wake, written } from "./item-events.ts";
import { isOpen, whyClosed } from "./run-states.ts";
import type { Run } from "./state.ts";
import type { Step, Surroundings } from "./step.ts";
import { pipelineTitle, stageOf, stageTitle } from "./visits.ts";
import type { Reason } from "./why.ts";
import { wokenBy } from "./woken.ts";

/** What the changes of an action came to: the step with all of them, or why there is none. */
export type Applied =
  | { readonly kind: "applied"; readonly step: Step; readonly changed: boolean }
  | { readonly kind: "refused"; readonly reason: Reason };

function refused(error: string): Applied {
  return { kind: "refused", reason: { text: error, why: { code: "refused", error } } };
}

/** Why the budget does not allow one more change; null where it does. */
function spent(step: Step, before: string | null, next: string, around: Surroundings): Applied | null {
  const reason = overBudget(recentChanges(step.state, around.now), around.budget, before, next);
  return reason === null ? null : { kind: "refused", reason };
}

function applyMove(
  step: Step,
  item: StoredItem,
  run: Run,
  wanted: string,
  seed: string,
  around: Surroundings,
): Applied {
  const ruleSet = around.ruleSets.current;
  const stage = stageOf(item, wanted, ruleSet);
  if (stage === undefined) {
    return refused(`there is no stage “${wanted}” in the pipeline “${pipelineTitle(item, ruleSet)}”`);
  }
  if (stage.id === item.stage) return { kind: "applied", step, changed: false };
  const stop = spent(step, stageTitle(item, ruleSet), stage.title, around);
  if (stop !== null) return stop;
  const there = moved(step, stage.id, { by: run.id, counts: true }, seed, around);
  return { kind: "applied", step: there, changed: true };
}

function applyFields(
  step: Step,
  item: StoredItem,
  run: Run,
  wanted: JsonObject,
  seed: string,
  around: Surroundings,
): Applied {
  const ruleSet = around.ruleSets.current;
  const fields = embeddedCrm.fields(ruleSet.schema, item, wanted);
  if (!fields.ok) return refused(`the item was not changed: ${fields.problem.detail}`);
  const names = Object.keys(fields.value);
  // What the item has already is not written, and wakes nobody.
  if (names.length === 0) return { kind: "applied", step, changed: false };
  const happening = fieldChange(item, fields.value);
  const author = { by: run.id, counts: true };
  const next = written(step, fields.value, { by: run.id, counts: false }, around);
  const after = next.state.item ?? item;
  const woken = wokenBy(after, happening, around);
  const { move } = woken;
  if (woken.rules.length === 0 && move === null) {
    return { kind: "applied", step: wake(next, woken, happening, author, seed, around), changed: true };
  }
  // It wakes another rule, so it counts, and so does the move that it brings about.
  const stop = spent(step, null, names.join(", "), around);
  if (stop !== null) return stop;
  const counted = written(step, fields.value, author, around);
  const over = move && spent(counted, stageTitle(after, ruleSet), move.stage.title, around);
  if (over) return over;
  return { kind: "applied", step: wake(counted, woken, happening, author, seed, around), changed: true };
}

/**
 * Applies what an action has changed in the item: all of it, or nothing with the reason. What it changes may wake other
 * rules and triggers; how often that may go on is bounded by the budget.
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
  let next = step;
  let changed = false;
  for (const [number, change] of changes.entries()) {
    const { item } = next.state;
    if (item === null) return refused("the item is not there any more");
    const own = `${seed}-${number}`;
    if (change.kind === "move" && !wasOpen) {
      const stage = stageOf(item, change.stage, around.ruleSets.current);
      if (stage?.id === item.stage) continue;
      const where = stage?.title ?? change.stage;
      return refused(
        `${whyClosed(run, next.state)} while \`${run.rule}\` ran, so it was not moved to “${where}”`,
      );
    }
    const applied =
      change.kind === "move"
        ? applyMove(next, item, run, change.stage, own, around)
        : applyFields(next, item, run, change.fields, own, around);
    if (applied.kind === "refused") return applied;
    next = applied.step;
    changed ||= applied.changed;
  }
  return { kind: "applied", step: next, changed };
}
