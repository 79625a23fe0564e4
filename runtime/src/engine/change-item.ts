import { embeddedCrm } from "../crm/embedded.ts";
import { placeOf } from "../crm/places.ts";
import type { StoredItem } from "../rules/item.ts";
import { entityOf, fieldOf } from "../rules/lookup.ts";
import type { JsonObject } from "../rules/values.ts";
import { overBudget, recentChanges } from "./budget.ts";
import { fieldChange, moved, transferred, wake, written } from "./item-events.ts";
import type { Step, Surroundings } from "./step.ts";
import { pipelineTitle, stageOf, stageTitle } from "./visits.ts";
import type { Reason } from "./why.ts";
import { wokenBy } from "./woken.ts";

/** What a change of an item came to: its step, or why there is none. */
export type Changed =
  | { readonly kind: "applied"; readonly step: Step; readonly changed: boolean }
  | { readonly kind: "refused"; readonly reason: Reason };

type Refused = Extract<Changed, { kind: "refused" }>;

/** Who changes it, and what the keys of runs that follow begin with. */
export interface ByRun {
  readonly run: string;
  readonly seed: string;
}

/** A change that cannot be, in a sentence. */
export function refused(error: string): Refused {
  return { kind: "refused", reason: { text: error, why: { code: "refused", error } } };
}

/** Why the budget does not allow one more change; null where it does. */
export function spent(step: Step, before: string | null, next: string, around: Surroundings): Refused | null {
  const reason = overBudget(recentChanges(step.state, around.now), around.budget, before, next);
  return reason === null ? null : { kind: "refused", reason };
}

/** The item goes to another stage of its pipeline. */
export function applyMove(
  step: Step,
  item: StoredItem,
  wanted: string,
  { run, seed }: ByRun,
  around: Surroundings,
): Changed {
  const ruleSet = around.ruleSets.current;
  const stage = stageOf(item, wanted, ruleSet);
  if (stage === undefined) {
    return refused(`there is no stage “${wanted}” in the pipeline “${pipelineTitle(item, ruleSet)}”`);
  }
  if (stage.id === item.stage) return { kind: "applied", step, changed: false };
  const stop = spent(step, stageTitle(item, ruleSet), stage.title, around);
  if (stop !== null) return stop;
  const there = moved(step, stage.id, { by: run, counts: true }, seed, around);
  return { kind: "applied", step: there, changed: true };
}

/** The item goes to another pipeline; within its own it is moved as usual, or stays. */
export function applyPipeline(
  step: Step,
  item: StoredItem,
  wanted: { readonly pipeline: string; readonly stage?: string },
  by: ByRun,
  around: Surroundings,
): Changed {
  const ruleSet = around.ruleSets.current;
  const entity = entityOf(ruleSet.schema, item.entity);
  if (entity === undefined) return refused(`there is no entity “${item.entity}” in the schema any more`);
  const place = placeOf(entity, wanted.pipeline, wanted.stage);
  if (!place.ok) return refused(`the item was not moved: ${place.problem.detail}`);
  const { pipeline, stage } = place.value;
  if (pipeline === undefined || stage === undefined) return refused(`${entity.title} have no pipelines`);
  if (pipeline === item.pipeline) {
    return wanted.stage === undefined
      ? { kind: "applied", step, changed: false }
      : applyMove(step, item, stage, by, around);
  }
  const there = pipelineTitle({ ...item, pipeline }, ruleSet);
  const stop = spent(step, pipelineTitle(item, ruleSet), there, around);
  if (stop !== null) return stop;
  const gone = transferred(step, { pipeline, stage }, { by: by.run, counts: true }, by.seed, around);
  return { kind: "applied", step: gone, changed: true };
}

/** New values beside those that fields with several have already. */
export function appended(item: StoredItem, fields: JsonObject, around: Surroundings): JsonObject {
  const described = entityOf(around.ruleSets.current.schema, item.entity)?.fields ?? {};
  const entries = Object.entries(fields).map(([name, value]) => {
    const before = fieldOf(item.fields, name);
    if (fieldOf(described, name)?.many !== true || !Array.isArray(before) || value === null) {
      return [name, value] as const;
    }
    const given = Array.isArray(value) ? value : [value];
    const known = new Set(before.map((one) => JSON.stringify(one)));
    return [name, [...before, ...given.filter((one) => !known.has(JSON.stringify(one)))]] as const;
  });
  return Object.fromEntries(entries);
}

/** Fields of the item get other values. What it has already is not written, and wakes nobody. */
export function applyFields(
  step: Step,
  item: StoredItem,
  wanted: JsonObject,
  { run, seed }: ByRun,
  around: Surroundings,
): Changed {
  const ruleSet = around.ruleSets.current;
  const fields = embeddedCrm.fields(ruleSet.schema, item, wanted);
  if (!fields.ok) return refused(`the item was not changed: ${fields.problem.detail}`);
  const names = Object.keys(fields.value);
  if (names.length === 0) return { kind: "applied", step, changed: false };
  const happening = fieldChange(item, fields.value);
  const author = { by: run, counts: true };
  const next = written(step, fields.value, { by: run, counts: false }, around);
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
