import type { CoordinatorParts } from "../coordinator.ts";
import { CHANGES_BY_RULES_AN_HOUR } from "../engine/budget.ts";
import type { KnownRuleSets } from "../engine/rule-lookup.ts";
import type { Surroundings } from "../engine/step.ts";
import type { FindItem } from "../rules/item.ts";

/** What one call of the coordinator sees of the world, fixed at its beginning. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly ruleSets: KnownRuleSets;
  /** What the engine may know, once a transaction can find linked items. */
  readonly around: (find: FindItem) => Surroundings;
}

/** Takes the time and the current rule set, so that a transaction that runs twice sees the same ones. */
export function takeMoment({ world, ruleSets, budget }: CoordinatorParts): Moment {
  const now = world.now();
  const known: KnownRuleSets = { current: ruleSets.current(), byHash: ruleSets.byHash };
  return {
    now,
    ruleSets: known,
    around: (find) => ({ now, ruleSets: known, find, budget: budget ?? CHANGES_BY_RULES_AN_HOUR }),
  };
}
