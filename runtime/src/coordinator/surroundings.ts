import type { CoordinatorParts } from "../coordinator.ts";
import { CHANGES_BY_RULES_AN_HOUR } from "../engine/budget.ts";
import type { KnownRuleSets } from "../engine/rule-lookup.ts";
import type { ItemRef } from "../engine/state.ts";
import type { Surroundings } from "../engine/step.ts";
import type { Slice } from "../ledger/port.ts";
import { isoOf } from "../time/instant.ts";
import type { RunTrace } from "../tracing/traceparent.ts";

/** What is seen of the ledger. `other`: needed where the changes of an action are applied, and nowhere else. */
type Seen = Pick<Slice, "find" | "former" | "held"> & Partial<Pick<Slice, "other">>;

function nobodyElse(ref: ItemRef): never {
  throw new RangeError(`${ref.entity}/${ref.id} is not changed from here`);
}

/** What one call of the coordinator sees of the world, fixed at its beginning. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly ruleSets: KnownRuleSets;
  /** What the engine may know, once a transaction can look into the ledger. */
  readonly around: (slice: Seen) => Surroundings;
}

/** What one call of the coordinator sees of the world at a given moment. */
export function momentAt(
  now: number,
  { ruleSets, budget }: CoordinatorParts,
  trace: RunTrace | null = null,
): Moment {
  const known: KnownRuleSets = { current: ruleSets.current(), byHash: ruleSets.byHash };
  return {
    now,
    ruleSets: known,
    around: ({ find, former, held, other = nobodyElse }) => ({
      now,
      ruleSets: known,
      find,
      former,
      held,
      other,
      budget: budget ?? CHANGES_BY_RULES_AN_HOUR,
      trace,
    }),
  };
}

/** Takes the time and the current rule set, so that a transaction that runs twice sees the same ones. */
export function takeMoment(parts: CoordinatorParts): Moment {
  const now = parts.world.now();
  const parent = parts.trace?.();
  return momentAt(now, parts, parent === undefined ? null : { parent, at: isoOf(now) });
}
