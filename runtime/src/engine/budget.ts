import { msOf } from "../time/instant.ts";
import type { Change, ItemState } from "./state.ts";

/** How many changes rules may make to one item within an hour, if nothing else is set: decision D18. */
export const CHANGES_BY_RULES_AN_HOUR = 20;

const HOUR = 60 * 60 * 1000;

/** The changes by rules that count at this moment. */
export function recentChanges(state: ItemState, now: number): readonly Change[] {
  return state.changesByRules.filter((change) => msOf(change.at) > now - HOUR);
}

/** How many stages a circle may have before its middle is left out. */
const LONGEST_CIRCLE = 8;

/** The stages that the item went through, up to the one that it would enter again. */
function circle(changes: readonly Change[], from: string, to: string): string {
  const way = changes.flatMap((change) => (change.from === undefined ? [] : [change.from]));
  const stages = [...way, from];
  const again = stages.lastIndexOf(to);
  const round = [...stages.slice(again === -1 ? -LONGEST_CIRCLE : again), to];
  const shown =
    round.length > LONGEST_CIRCLE ? [...round.slice(0, LONGEST_CIRCLE - 2), "…", ...round.slice(-2)] : round;
  return `${shown.join(" → ")} …`;
}

/**
 * Why one more change by a rule is one too many; null where the budget allows it.
 *
 * @param recent the changes by rules of the last hour, oldest first
 * @param budget how many there may be
 * @param from title of the stage that the item is in
 * @param to title of the stage that it would enter
 */
export function overBudget(
  recent: readonly Change[],
  budget: number,
  from: string,
  to: string,
): string | null {
  if (recent.length < budget) return null;
  return `stopped after ${recent.length} changes by rules within an hour: ${circle(recent, from, to)}`;
}
