import { holds } from "../rules/condition.ts";
import type { StoredItem } from "../rules/item.ts";
import type { CalendarBlock } from "../rules/ruleset.ts";
import { msOf } from "../time/instant.ts";
import { noted } from "./item-events.ts";
import { openOccasion } from "./occasions.ts";
import { LAG } from "./once.ts";
import { itemScope, notComputed } from "./scope.ts";
import type { ItemState } from "./state.ts";
import { type Step, type Surroundings, unchanged } from "./step.ts";
import type { Reason } from "./why.ts";

/** Whether an item is one of those that a calendar block is for; a reason where that cannot be said. */
export function isMeant(item: StoredItem, block: CalendarBlock, around: Surroundings): boolean | Reason {
  const { entity, pipelines, where } = block;
  if (item.entity !== entity) return false;
  if (pipelines !== undefined && !pipelines.includes(item.pipeline ?? "")) return false;
  if (where === undefined) return true;
  try {
    // A condition reads the fields of its own entity, which is that of the item.
    return holds(where, itemScope(item, around.ruleSets.current, around) as never);
  } catch (error) {
    return notComputed(error, "whether it is for this item");
  }
}

/**
 * The moment that a round of a calendar block is taken to be at: its own, though it began a little later, or the moment
 * of beginning where the service was down at its own, so that its rules are late.
 *
 * @param due ISO 8601 in UTC
 * @param began milliseconds since 1970
 */
export function roundAt(due: string, began: number): number {
  const moment = msOf(due);
  return began - moment > LAG ? began : moment;
}

/** A calendar block has come round for an item: its rules start, from the moment of the round on. */
export function cameRound(
  state: ItemState,
  item: StoredItem,
  block: CalendarBlock,
  due: string,
  seed: string,
  around: Surroundings,
): Step {
  const cause = { cause: block.text, event: {}, previous: null, from: due };
  return openOccasion(unchanged(state), item, block.rules, cause, seed, around);
}

/** It could not be said whether a calendar block is for an item. */
export function couldNotTell(
  state: ItemState,
  block: CalendarBlock,
  reason: Reason,
  around: Surroundings,
): Step {
  return noted(unchanged(state), { by: block.text, reason }, false, around);
}
