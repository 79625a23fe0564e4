import type { StoredItem } from "../rules/item.ts";
import { entityOf } from "../rules/lookup.ts";
import type { LoadedRuleSet, TriggerMove } from "../rules/ruleset.ts";
import type { Stage } from "../rules/schema.ts";
import { notComputed } from "./scope.ts";
import type { Reason } from "./why.ts";

/** Where a trigger moves an item. */
export interface Choice {
  readonly stage: Stage;
  /** Who moves it, for the history. */
  readonly by: string;
}

/** Why something did not happen, and who would have done it. */
export interface Note {
  readonly by: string;
  readonly reason: Reason;
}

interface Candidate {
  readonly trigger: TriggerMove;
  readonly stage: Stage;
  /** Place of the stage in its pipeline. */
  readonly place: number;
}

/** Why a trigger may not move an item from its stage; null where it may, or where the item is there already. */
function refusal(to: Candidate, from: Stage | undefined, place: number): Reason | null {
  if (from === undefined || to.place === place) return null;
  const way = { from: from.title, to: to.stage.title };
  if (to.place < place && !to.trigger.allowBackward) {
    const text = `not moved: would go back from ${way.from} to ${way.to}`;
    return { text, why: { code: "backward", ...way } };
  }
  if (from.final === undefined) return null;
  const text = `not moved to ${way.to}: ${way.from} is a final stage, which no trigger leads out of`;
  return { text, why: { code: "final-stage", ...way } };
}

function candidatesOf(
  triggers: readonly TriggerMove[],
  item: StoredItem,
  stages: readonly Stage[],
): readonly Candidate[] {
  return triggers
    .flatMap((trigger) => {
      const target = trigger.targets.find((one) => one.pipeline === item.pipeline);
      const place = stages.findIndex((one) => one.id === target?.stage);
      const stage = stages[place];
      return stage === undefined ? [] : [{ trigger, stage, place }];
    })
    .sort((a, b) => a.place - b.place);
}

/** Who a move by a trigger is by. */
export function authorOf(trigger: TriggerMove): string {
  return `trigger ${trigger.id}`;
}

function noteOf(trigger: TriggerMove, { text, why }: Reason): Note {
  return { by: authorOf(trigger), reason: { text: `${trigger.event.text}: ${text}`, why } };
}

/**
 * Which of several triggers moves an item: the one with the earliest stage, of those that may. Where none may, the
 * reason of the earliest is noted; where the item is in that stage already, nothing is.
 *
 * @param triggers those whose event has come and whose condition holds
 */
export function chooseMove(
  triggers: readonly TriggerMove[],
  item: StoredItem,
  scope: never,
  ruleSet: LoadedRuleSet,
): { readonly move: Choice | null; readonly notes: readonly Note[] } {
  const pipelines = entityOf(ruleSet.schema, item.entity)?.pipelines ?? [];
  const stages = pipelines.find((one) => one.id === item.pipeline)?.stages ?? [];
  const here = stages.findIndex((one) => one.id === item.stage);
  const candidates = candidatesOf(triggers, item, stages);
  const chosen = candidates.find((one) => refusal(one, stages[here], here) === null);
  const [first] = candidates;
  if (chosen === undefined) {
    const reason = first && refusal(first, stages[here], here);
    return { move: null, notes: first && reason ? [noteOf(first.trigger, reason)] : [] };
  }
  const { trigger, stage } = chosen;
  if (stage.id === item.stage) return { move: null, notes: [] };
  try {
    const actor = trigger.as?.(scope);
    const by = actor === undefined ? authorOf(trigger) : `${authorOf(trigger)} as ${actor.name}`;
    return { move: { stage, by }, notes: [] };
  } catch (error) {
    return {
      move: null,
      notes: [noteOf(trigger, notComputed(error, "the user in whose name it moves the item"))],
    };
  }
}
