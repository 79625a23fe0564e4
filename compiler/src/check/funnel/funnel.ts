import type { CheckedTrigger } from "../checked.ts";
import type { BlockFacts, RuleFacts } from "./facts.ts";
import type { Condition } from "./knowledge.ts";
import type { Reader } from "./logic/reader.ts";
import { type OccasionKey, widerOccasions } from "./occasions.ts";
import type { Site } from "./site.ts";

/** A block that is run, with its place. */
export interface PlacedBlock {
  readonly facts: BlockFacts;
  readonly site: Site;
}

/** A trigger that is run, with what is known of it and its place. */
export interface PlacedTrigger {
  readonly facts: TriggerFacts;
  readonly site: Site;
}

/** What the analyses know of a trigger. */
export interface TriggerFacts {
  readonly trigger: CheckedTrigger;
  readonly reader: Reader;
  readonly condition?: Condition;
}

/** A rule of a block. */
export interface PlacedRule {
  readonly block: PlacedBlock;
  readonly rule: RuleFacts;
}

/** All that is run. */
export interface Funnel {
  readonly blocks: readonly PlacedBlock[];
  readonly triggers: readonly PlacedTrigger[];
  /** The blocks whose rules an occasion starts. */
  readonly byOccasion: ReadonlyMap<OccasionKey, readonly PlacedBlock[]>;
}

/** Puts together what is run. */
export function funnelOf(blocks: readonly PlacedBlock[], triggers: readonly PlacedTrigger[]): Funnel {
  const byOccasion = new Map<OccasionKey, PlacedBlock[]>();
  for (const block of blocks) {
    for (const key of block.facts.occasions) {
      const others = byOccasion.get(key);
      if (others === undefined) byOccasion.set(key, [block]);
      else others.push(block);
    }
  }
  const all = new Map<OccasionKey, readonly PlacedBlock[]>();
  for (const [key, own] of byOccasion) {
    const wider = widerOccasions(key).flatMap((one) => byOccasion.get(one) ?? []);
    all.set(key, wider.length === 0 ? own : [...own, ...wider]);
  }
  return { blocks, triggers, byOccasion: all };
}
