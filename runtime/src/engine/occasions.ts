import type { StoredItem } from "../rules/item.ts";
import type { Rule } from "../rules/ruleset.ts";
import type { JsonObject } from "../rules/values.ts";
import { releaseDependents } from "./dependencies.ts";
import { newRuns } from "./new-runs.ts";
import type { Occasion } from "./state.ts";
import { at, type Step, type Surroundings } from "./step.ts";
import { stageTitle } from "./visits.ts";

/** What brings an occasion about. */
export interface Cause {
  /** The type of the event, or the header of the calendar block. */
  readonly cause: string;
  readonly event: JsonObject;
  readonly previous: JsonObject | null;
  /** The moment from which the rules count. */
  readonly from: string;
}

/**
 * Opens an occasion of an item, with one run for each rule. Its runs belong to the item, and stay when it leaves its
 * stage. Nothing is opened for no rules.
 *
 * @param seed text that nobody can guess: the idempotency keys of the runs begin with it
 */
export function openOccasion(
  step: Step,
  item: StoredItem,
  rules: readonly Rule[],
  { cause, event, previous, from }: Cause,
  seed: string,
  around: Surroundings,
): Step {
  if (rules.length === 0) return step;
  const { state } = step;
  const ruleSet = around.ruleSets.current;
  const ref = { entity: item.entity, id: item.id };
  const number = state.lastOccasion + 1;
  const occasion: Occasion = { item: ref, occasion: number, cause, at: at(around), event, previous };
  const origin = {
    item: ref,
    visit: state.visit?.visit ?? 0,
    occasion: number,
    cause,
    stage: stageTitle(item, ruleSet),
    trace: around.trace,
  };
  const runs = newRuns(rules, origin, from, ruleSet, seed);
  const next = {
    ...state,
    lastOccasion: number,
    occasions: [...state.occasions, occasion],
    runs: [...state.runs, ...runs],
  };
  return releaseDependents({ ...step, state: next, occasions: [...step.occasions, occasion] }, around);
}
