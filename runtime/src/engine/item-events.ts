import type { StoredItem } from "../rules/item.ts";
import { fieldOf } from "../rules/lookup.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import { recentChanges } from "./budget.ts";
import type { Note } from "./moves.ts";
import { openOccasion } from "./occasions.ts";
import { replanAll } from "./plan-run.ts";
import type { Change, ItemState } from "./state.ts";
import { at, type Step, type Surroundings, unchanged } from "./step.ts";
import { endAll, enterStage, leaveStage, pipelineTitle, stageOf, stageTitle } from "./visits.ts";
import { eventCame, lateFor } from "./waits.ts";
import type { Why } from "./why.ts";
import { type Happening, type Woken, wokenBy } from "./woken.ts";

/** Who changes an item: somebody outside, or a run. */
export interface Author {
  /** `event`, `api`, a person, `trigger` and its id, or the id of the run. */
  readonly by: string;
  /** Whether it counts towards the budget of changes by rules. */
  readonly counts: boolean;
}

function remember(step: Step, change: Change, counts: boolean, around: Surroundings): Step {
  const changesByRules = counts
    ? [...recentChanges(step.state, around.now), change]
    : step.state.changesByRules;
  return {
    ...step,
    state: { ...step.state, changesByRules },
    changes: [...step.changes, { change, counts }],
  };
}

/** Writes into the history of the item why something did not happen. */
export function noted(step: Step, { by, reason }: Note, counts: boolean, around: Surroundings): Step {
  const { item } = step.state;
  if (item === null) return step;
  const ref = { entity: item.entity, id: item.id };
  const { text, why } = reason;
  return remember(step, { at: at(around), item: ref, kind: "noted", by, reason: text, why }, counts, around);
}

/** What follows from an event: what waits for it ends, the rules of event blocks start, and then the item moves. */
export function wake(
  step: Step,
  woken: Woken,
  { type, payload, previous }: Happening,
  author: Author,
  seed: string,
  around: Surroundings,
): Step {
  const { item } = step.state;
  if (item === null) return step;
  const cause = { cause: type, event: payload, previous, from: at(around) };
  const late = lateFor(step.state, { type, payload }, around);
  let next = openOccasion(eventCame(step, { type, payload }, around), item, woken.rules, cause, seed, around);
  for (const reason of late) next = noted(next, { by: "event", reason }, false, around);
  for (const note of woken.notes) next = noted(next, note, false, around);
  const { move } = woken;
  return move === null ? next : moved(next, move.stage.id, { ...author, by: move.by }, seed, around);
}

const OUTSIDE: Author = { by: "event", counts: false };

/** An event has come: what it wakes begins. */
export function happened(
  step: Step,
  happening: Happening,
  seed: string,
  around: Surroundings,
  author: Author = OUTSIDE,
): Step {
  const { item } = step.state;
  if (item === null) return step;
  const woken = wokenBy(item, happening, around);
  return wake(step, woken, happening, author, seed, around);
}

const CREATED: Happening = { type: "created", payload: {}, previous: null, fields: [] };

/**
 * A new item: it enters the stage that it is created in, and wakes what waits for new items.
 *
 * @param why whose rule has made it; then it counts towards the budget. Left out, somebody outside has
 */
export function created(
  state: ItemState,
  item: StoredItem,
  by: string,
  seed: string,
  around: Surroundings,
  why?: Why,
): Step {
  const to = item.stage === undefined ? {} : { to: stageTitle(item, around.ruleSets.current) };
  const ref = { entity: item.entity, id: item.id };
  const counts = why !== undefined;
  const change: Change = { at: at(around), item: ref, kind: "created", by, ...to, ...(why && { why }) };
  const step = { ...unchanged(state), state: { ...state, item } };
  const there = enterStage(remember(step, change, counts, around), around, seed);
  return happened(there, CREATED, seed, around, counts ? { by, counts } : OUTSIDE);
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
  return enterStage(remember(there, change, author.counts, around), around, seed);
}

/**
 * What it means for rules that fields have got other values.
 *
 * @param fields those that differ, with their new values
 */
export function fieldChange(item: StoredItem, fields: JsonObject): Happening {
  return { type: "fieldChanged", payload: {}, previous: item.fields, fields: Object.keys(fields) };
}

/**
 * The item with other values in its fields. It stays in its visit, and what is planned by its fields is planned anew.
 *
 * @param fields only those that differ, with their new values; null takes a value away
 */
export function written(step: Step, fields: JsonObject, author: Author, around: Surroundings): Step {
  const { item } = step.state;
  const entries = Object.entries(fields);
  if (item === null || entries.length === 0) return step;
  const before = (name: string): Json => fieldOf(item.fields, name) ?? null;
  const kept = Object.entries({ ...item.fields, ...fields }).filter(([, value]) => value !== null);
  const change: Change = {
    at: at(around),
    item: { entity: item.entity, id: item.id },
    kind: "updated",
    by: author.by,
    fields: Object.fromEntries(entries.map(([name, value]) => [name, { old: before(name), new: value }])),
  };
  const next = { ...step, state: { ...step.state, item: { ...item, fields: Object.fromEntries(kept) } } };
  return replanAll(remember(next, change, author.counts, around), around);
}

/** Somebody outside gives fields of the item other values: see `written`. What waits for that begins. */
export function updated(
  state: ItemState,
  fields: JsonObject,
  by: string,
  seed: string,
  around: Surroundings,
): Step {
  const { item } = state;
  if (item === null || Object.keys(fields).length === 0) return unchanged(state);
  const step = written(unchanged(state), fields, { by, counts: false }, around);
  return happened(step, fieldChange(item, fields), seed, around);
}

/** The item is not there any more: what has not started is cancelled, and what runs goes on to its end. */
export function removed(step: Step, by: string, around: Surroundings): Step {
  const { item } = step.state;
  if (item === null) return step;
  const moment = at(around);
  const ref = { entity: item.entity, id: item.id };
  const change: Change = { at: moment, item: ref, kind: "deleted", by };
  const why = { code: "deleted", at: moment } as const;
  const ended = endAll(
    remember(step, change, false, around),
    { text: `the item was deleted at ${moment}`, why },
    around,
  );
  return { ...ended, state: { ...ended.state, item: null } };
}

/**
 * The item goes to another pipeline: all that waits is cancelled, wherever it began, and it enters the stage there.
 *
 * @param to pipeline and stage by their ids, both of the item's entity, the pipeline another than its own
 */
export function transferred(
  step: Step,
  to: { readonly pipeline: string; readonly stage: string },
  author: Author,
  seed: string,
  around: Surroundings,
): Step {
  const { item } = step.state;
  if (item === null) return step;
  const ruleSet = around.ruleSets.current;
  const there: StoredItem = { ...item, ...to };
  const titleOf = (one: StoredItem) => `${pipelineTitle(one, ruleSet)}: ${stageTitle(one, ruleSet)}`;
  const moment = at(around);
  const change: Change = {
    at: moment,
    item: { entity: item.entity, id: item.id },
    kind: "moved",
    by: author.by,
    from: titleOf(item),
    to: titleOf(there),
  };
  const pipeline = pipelineTitle(there, ruleSet);
  const why = { code: "pipeline", pipeline, at: moment } as const;
  const reason = { text: `the item went to the pipeline “${pipeline}” at ${moment}`, why };
  const left = endAll(remember(step, change, author.counts, around), reason, around);
  return enterStage({ ...left, state: { ...left.state, item: there } }, around, seed);
}
