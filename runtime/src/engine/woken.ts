import { holds } from "../rules/condition.ts";
import type { StoredItem } from "../rules/item.ts";
import type { EventBlock, EventPattern, LoadedRuleSet, Rule } from "../rules/ruleset.ts";
import type { JsonObject } from "../rules/values.ts";
import { authorOf, type Choice, chooseMove, type Note } from "./moves.ts";
import { itemScope, notComputed } from "./scope.ts";
import type { Surroundings } from "./step.ts";

/** Something that happened to an item, for blocks and triggers. */
export interface Happening {
  /** `created`, `fieldChanged`, or the name of an event from outside. */
  readonly type: string;
  readonly payload: JsonObject;
  /** The fields as they were before; null where it is no event about fields. */
  readonly previous: JsonObject | null;
  /** The fields that have other values now. */
  readonly fields: readonly string[];
}

/** What an event wakes: rules of event blocks, and a trigger, or why there is none. */
export interface Woken {
  readonly rules: readonly Rule[];
  readonly move: Choice | null;
  /** About what could not be decided, and triggers that might not move the item. */
  readonly notes: readonly Note[];
}

/** Whether an event is the one that a block or a trigger waits for. What a pattern throws is the caller's. */
function fits(pattern: EventPattern, { type, fields }: Happening, scope: never): boolean {
  if (pattern.type !== type) return false;
  const asked = pattern.fields ?? [];
  if (asked.length > 0 && !asked.some((field) => fields.includes(field))) return false;
  return pattern.fits?.(scope) ?? true;
}

function isFor({ entity, pipelines }: EventBlock, item: StoredItem): boolean {
  return entity === item.entity && (pipelines === undefined || pipelines.includes(item.pipeline ?? ""));
}

/** Whether an item of this entity may be spoken of by any block or trigger for an event: most are not. */
function isHeard({ entity }: StoredItem, { type }: Happening, ruleSet: LoadedRuleSet): boolean {
  return (
    ruleSet.triggers.some((one) => one.entity === entity && one.event.type === type) ||
    ruleSet.blocks.some((one) => one.kind === "event" && one.entity === entity && one.event.type === type)
  );
}

const NOBODY: Woken = { rules: [], move: null, notes: [] };

/**
 * Finds what an event wakes, by the newest rules. It changes nothing.
 *
 * @param item as it is after the event
 */
export function wokenBy(item: StoredItem, happening: Happening, around: Surroundings): Woken {
  const ruleSet = around.ruleSets.current;
  if (!isHeard(item, happening, ruleSet)) return NOBODY;
  const { payload: event, previous } = happening;
  // Patterns and conditions read the fields of their own entity, which is that of the item.
  const scope = itemScope(item, ruleSet, around, { event, previous }) as never;
  const undecided: Note[] = [];
  const decided = (who: string, what: string, decide: () => boolean): boolean => {
    try {
      return decide();
    } catch (error) {
      undecided.push({ by: who, reason: notComputed(error, what) });
      return false;
    }
  };
  const rules: Rule[] = [];
  for (const block of ruleSet.blocks) {
    if (block.kind !== "event" || !isFor(block, item)) continue;
    const who = `${block.source.file}:${block.source.line}`;
    if (decided(who, "whether the event fits", () => fits(block.event, happening, scope)))
      rules.push(...block.rules);
  }
  const meant = ruleSet.triggers.filter(
    (trigger) =>
      trigger.entity === item.entity &&
      decided(
        authorOf(trigger),
        "whether it moves the item",
        () =>
          fits(trigger.event, happening, scope) && (trigger.when === undefined || holds(trigger.when, scope)),
      ),
  );
  const { move, notes } = chooseMove(meant, item, scope, ruleSet);
  return { rules, move, notes: [...undecided, ...notes] };
}
