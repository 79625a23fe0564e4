import type { CoordinatorParts } from "../coordinator.ts";
import { CHANGES_BY_RULES_AN_HOUR } from "../engine/budget.ts";
import type { KnownRuleSets } from "../engine/rule-lookup.ts";
import type { Surroundings } from "../engine/step.ts";
import type { Slice } from "../ledger/port.ts";
import { isoOf } from "../time/instant.ts";
import type { RunTrace } from "../tracing/traceparent.ts";

/** What one call of the coordinator sees of the world, fixed at its beginning. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly ruleSets: KnownRuleSets;
  /** What the engine may know, once a transaction can look into the ledger. */
  readonly around: (slice: Pick<Slice, "find" | "former" | "held">) => Surroundings;
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
    around: ({ find, former, held }) => ({
      now,
      ruleSets: known,
      find,
      former,
      held,
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
