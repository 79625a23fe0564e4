import type { StoredItem } from "../rules/item.ts";
import { fieldOf } from "../rules/lookup.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import { recentChanges } from "./budget.ts";
import type { Change, ItemState } from "./state.ts";
import { at, type Step, type Surroundings, unchanged } from "./step.ts";
import { enterStage, leaveStage, stageOf, stageTitle } from "./visits.ts";

/** Who changes an item: somebody outside, or a run. */
export interface Author {
  /** `event`, `api`, a person, or the id of the run. */
  readonly by: string;
  readonly byRule: boolean;
}

function remember(step: Step, change: Change, author: Author, around: Surroundings): Step {
  const changesByRules = author.byRule
    ? [...recentChanges(step.state, around.now), change]
    : step.state.changesByRules;
  return {
    ...step,
    state: { ...step.state, changesByRules },
    changes: [...step.changes, { change, byRule: author.byRule }],
  };
}

/** A new item: it enters the stage that it is created in. */
export function created(
  state: ItemState,
  item: StoredItem,
  by: string,
  seed: string,
  around: Surroundings,
): Step {
  const to = item.stage === undefined ? {} : { to: stageTitle(item, around.ruleSets.current) };
  const change: Change = {
    at: at(around),
    item: { entity: item.entity, id: item.id },
    kind: "created",
    by,
    ...to,
  };
  const step = { ...unchanged(state), state: { ...state, item } };
  return enterStage(remember(step, change, { by, byRule: false }, around), around, seed);
}

/** An item that was there before: it stands in its stage without a visit, and its history begins with what comes next. */
export function placed(state: ItemState, item: StoredItem): Step {
  return unchanged({ ...state, item });
}

/**
 * The item is moved: it leaves its stage and enters the other. Moving it to where it is changes nothing.
 *
 * @param stageId id of a stage of the item's pipeline
 */
export function moved(step: Step, stageId: string, author: Author, seed: string, around: Surroundings): Step {
  const { item } = step.state;
  if (item === null || item.stage === stageId) return step;
  const ruleSet = around.ruleSets.current;
  const to = stageOf(item, stageId, ruleSet);
  if (to === undefined) return step;
  const change: Change = {
    at: at(around),
    item: { entity: item.entity, id: item.id },
    kind: "moved",
    by: author.by,
    from: stageTitle(item, ruleSet),
    to: to.title,
  };
  const left = leaveStage(step, around);
  const there = { ...left, state: { ...left.state, item: { ...item, stage: to.id } } };
  return enterStage(remember(there, change, author, around), around, seed);
}

/**
 * Fields of the item get other values. It stays in its visit.
 *
 * @param fields only those that differ, with their new values; null takes a value away
 */
export function updated(state: ItemState, fields: JsonObject, by: string, around: Surroundings): Step {
  const { item } = state;
  const entries = Object.entries(fields);
  if (item === null || entries.length === 0) return unchanged(state);
  const before = (name: string): Json => fieldOf(item.fields, name) ?? null;
  const kept = Object.entries({ ...item.fields, ...fields }).filter(([, value]) => value !== null);
  const change: Change = {
    at: at(around),
    item: { entity: item.entity, id: item.id },
    kind: "updated",
    by,
    fields: Object.fromEntries(entries.map(([name, value]) => [name, { old: before(name), new: value }])),
  };
  const next = { ...item, fields: Object.fromEntries(kept) };
  const step = { ...unchanged(state), state: { ...state, item: next } };
  return remember(step, change, { by, byRule: false }, around);
}
