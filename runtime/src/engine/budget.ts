import { msOf } from "../time/instant.ts";
import type { Change, ItemState } from "./state.ts";
import type { Reason } from "./why.ts";

/** How many changes rules may make to one item within an hour, if nothing else is set: decision D18. */
export const CHANGES_BY_RULES_AN_HOUR = 20;

const HOUR = 60 * 60 * 1000;

/** The changes by rules that count at this moment, and the notes about them. */
export function recentChanges(state: ItemState, now: number): readonly Change[] {
  return state.changesByRules.filter((change) => msOf(change.at) > now - HOUR);
}

/**
 * How much of the budget a change takes. An item that a rule has made begins with a part of it spent, so that items which
 * make items come to an end as well.
 */
function weightOf({ kind, why }: Change): number {
  if (why?.code === "made-by") return why.spent;
  return kind === "noted" && why?.code !== "made" ? 0 : 1;
}

/** How much of the budget is spent. */
export function spentOf(recent: readonly Change[]): number {
  return recent.reduce((sum, change) => sum + weightOf(change), 0);
}

/** How many steps a circle may have before its middle is left out. */
const LONGEST_CIRCLE = 8;

/** A change as a step of a circle: the stage that was entered, the fields that were written, the item that was made. */
function stepOf({ item, kind, to, fields, why }: Change): readonly string[] {
  if (why?.code === "made") return [why.item];
  if (why?.code === "made-by") return [why.item, `${item.entity}/${item.id}`];
  if (kind === "moved") return to === undefined ? [] : [to];
  return fields === undefined ? [] : [Object.keys(fields).join(", ")];
}

/** The stages and fields that changed one after the other, up to the one that would change again. */
function circle(changes: readonly Change[], before: string | null, next: string): readonly string[] {
  const [first] = changes;
  const start = first === undefined ? before : first.from;
  const way = [...(typeof start === "string" ? [start] : []), ...changes.flatMap(stepOf)];
  const again = way.lastIndexOf(next);
  const round = [...way.slice(again === -1 ? -LONGEST_CIRCLE : again), next];
  return round.length > LONGEST_CIRCLE
    ? [...round.slice(0, LONGEST_CIRCLE - 2), "…", ...round.slice(-2)]
    : round;
}

/**
 * Why one more change by a rule is one too many; null where the budget allows it.
 *
 * @param recent the changes by rules of the last hour, oldest first
 * @param budget how many there may be
 * @param before the stage that the item would leave by it, by its title
 * @param next the stage that it would enter, by its title, the fields that would get other values, or the item that would be made
 */
export function overBudget(
  recent: readonly Change[],
  budget: number,
  before: string | null,
  next: string,
): Reason | null {
  const spent = spentOf(recent);
  if (spent < budget) return null;
  const way = circle(
    recent.filter((change) => weightOf(change) > 0),
    before,
    next,
  );
  const text = `stopped after ${spent} changes by rules within an hour: ${way.join(" → ")} …`;
  return { text, why: { code: "budget", changes: spent, budget, way } };
}

/** Whether it was said within the hour already that the budget of the item is spent. */
export function isAlerted(recent: readonly Change[]): boolean {
  return recent.some(({ kind, why }) => kind === "noted" && why?.code !== "made");
}
