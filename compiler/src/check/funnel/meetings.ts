import type { RuleFacts } from "./facts.ts";
import { readersOf } from "./fields-read.ts";
import type { Funnel, PlacedBlock, PlacedRule } from "./funnel.ts";
import type { Sample } from "./logic/sample.ts";
import { type Actor, actorFor, type OccasionKey, pipelinesOf } from "./occasions.ts";
import type { Scene, SceneOf } from "./scenes.ts";

/** Two rules that one occasion starts. */
export interface Meeting {
  readonly a: PlacedRule;
  readonly b: PlacedRule;
  /** What happens around them. */
  readonly scene: Scene;
  /** Lets the occasion happen to an item. */
  readonly actor: (sample: Sample) => Actor | undefined;
}

/** More pairs than these are not looked at for one occasion. */
const mostPairs = 400;

type Pair = readonly [PlacedRule, PlacedRule];

function add(groups: Map<string, PlacedRule[]>, key: string, rule: PlacedRule): void {
  const others = groups.get(key);
  if (others === undefined) groups.set(key, [rule]);
  else others.push(rule);
}

/** Whether some item is of the pipelines of both. */
function shareItems(a: PlacedBlock, b: PlacedBlock): boolean {
  const [left, right] = [pipelinesOf(a.facts.block), pipelinesOf(b.facts.block)];
  return left.length === 0 || right.length === 0 || left.some((one) => right.includes(one));
}

/** The pairs of rules of some blocks that could get in each other's way, in the order of the text. */
function pairsOf(blocks: readonly PlacedBlock[]): readonly Pair[] {
  const writers = new Map<string, PlacedRule[]>();
  const senders = new Map<string, PlacedRule[]>();
  const movers: PlacedRule[] = [];
  for (const block of blocks) {
    for (const rule of block.facts.writers) add(writers, rule.writes?.field ?? "", { block, rule });
    for (const rule of block.facts.movers) movers.push({ block, rule });
    for (const rule of block.facts.senders) add(senders, rule.message ?? "", { block, rule });
  }
  const found: Pair[] = [];
  const pair = (a: PlacedRule, b: PlacedRule): void => {
    if (a.rule === b.rule || found.length >= mostPairs) return;
    if (a.block === b.block || shareItems(a.block, b.block)) found.push([a, b]);
  };
  const allPairs = (rules: readonly PlacedRule[]): void => {
    for (const [index, b] of rules.entries())
      for (const a of rules.slice(0, Math.min(index, mostPairs))) pair(a, b);
  };
  allPairs(movers);
  for (const same of senders.values()) if (same.length > 1) allPairs(same);
  for (const [field, same] of writers) {
    allPairs(same);
    for (const block of blocks) {
      for (const rule of readersOf(block.facts, field)) {
        if (rule.writes?.field === field) continue;
        for (const writer of same) pair(writer, { block, rule });
      }
    }
  }
  return found;
}

/** Pairs of the rules of one block, which stay the same for as long as the block does. */
const known = new WeakMap<PlacedBlock["facts"], readonly (readonly [RuleFacts, RuleFacts])[]>();

function pairsWithin(block: PlacedBlock): readonly Pair[] {
  let pairs = known.get(block.facts);
  if (pairs === undefined) {
    pairs = pairsOf([block]).map(([a, b]) => [a.rule, b.rule] as const);
    known.set(block.facts, pairs);
  }
  return pairs.map(([a, b]) => [
    { block, rule: a },
    { block, rule: b },
  ]);
}

/** The rules that meet, pair by pair, each pair once. */
export function meetingsOf({ byOccasion }: Funnel, sceneOf: SceneOf): readonly Meeting[] {
  const seen = new Map<RuleFacts, Set<RuleFacts>>();
  const found: Meeting[] = [];
  for (const [key, blocks] of byOccasion) {
    const [only, ...others] = blocks;
    if (only === undefined) continue;
    for (const [a, b] of others.length === 0 ? pairsWithin(only) : pairsOf(blocks)) {
      const met = seen.get(a.rule) ?? new Set();
      if (met.has(b.rule) || seen.get(b.rule)?.has(a.rule) === true) continue;
      seen.set(a.rule, met.add(b.rule));
      const scene = sceneOf(key, only.facts.block.entity.name);
      found.push({ a, b, scene, actor: (sample) => actorAt(key, a, b, sample) });
    }
  }
  return found;
}

function actorAt(key: OccasionKey, a: PlacedRule, b: PlacedRule, sample: Sample): Actor | undefined {
  const actor = actorFor(a.block.facts, sample, key) ?? actorFor(b.block.facts, sample, key);
  const isMixed = a.block.facts.block.kind !== b.block.facts.block.kind;
  // Rules that wait for the creation of an item start with those of the stage that it is created in.
  const stage = actor?.events.find((event) => event.kind === "move")?.to;
  if (!isMixed || actor?.standing === undefined || stage === undefined) return actor;
  return { ...actor, standing: { ...actor.standing, stage }, isNew: true, events: [] };
}
