import { type Moving, movingOf } from "./circles/moving.ts";
import { type Patience, type Start, type Walk, walk } from "./circles/walk.ts";
import type { BlockFacts } from "./facts.ts";
import type { Funnel, TriggerFacts } from "./funnel.ts";
import { type Knowledge, workshopFor } from "./knowledge.ts";
import { standingOf } from "./logic/places.ts";
import type { Sample } from "./logic/sample.ts";
import { type OccasionKey, pipelinesOf, stageKey } from "./occasions.ts";
import type { Standing } from "./scenario.ts";

/** What happens around rules that an occasion starts: other rules that start with it, and what these set off. */
export interface Scene {
  readonly key: OccasionKey;
  /** Blocks that do something to the item, started by the same occasion. */
  readonly active: readonly BlockFacts[];
  /** Blocks that changes of fields start. */
  readonly changes: readonly BlockFacts[];
  readonly triggers: readonly TriggerFacts[];
}

/** Whether two lists hold the same objects. */
export function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

/** Scenes by their occasions. */
export type Scenes = ReadonlyMap<OccasionKey, Scene>;

/** Finds the scene of an occasion of items of an entity. */
export type SceneOf = (key: OccasionKey, entity: string) => Scene;

/**
 * What the analyses of one version of the files ask for scenes.
 *
 * @param kept the scenes of an older version: one in which nothing has changed is the same object
 * @returns with `asked`, the scenes that were asked for until then
 */
export function scenesOf(
  { blocks, triggers, byOccasion }: Funnel,
  kept: Scenes,
): { readonly sceneOf: SceneOf; readonly asked: Scenes } {
  const changes = new Map<string, BlockFacts[]>();
  for (const { facts } of blocks) {
    const { block } = facts;
    if (block.kind !== "event" || block.event.name !== "fieldChanged") continue;
    const others = changes.get(block.entity.name);
    if (others === undefined) changes.set(block.entity.name, [facts]);
    else others.push(facts);
  }
  const watching = triggers
    .map((one) => one.facts)
    .filter((one) => one.trigger.event.name === "fieldChanged");
  const now = new Map<OccasionKey, Scene>();
  const sceneOf: SceneOf = (key, entity) => {
    const known = now.get(key);
    if (known !== undefined) return known;
    const here = (byOccasion.get(key) ?? []).map((one) => one.facts);
    const active = here.filter((one) => one.isActive);
    const own = changes.get(entity) ?? [];
    const ownTriggers = watching.filter((one) => one.trigger.entity.name === entity);
    const before = kept.get(key);
    const isSame =
      before !== undefined &&
      same(before.active, active) &&
      same(before.changes, own) &&
      same(before.triggers, ownTriggers);
    const scene: Scene = isSame ? before : { key, active, changes: own, triggers: ownTriggers };
    now.set(key, scene);
    return scene;
  };
  return { sceneOf, asked: now };
}

/** How much is looked at to see what becomes of one item. */
const mostLooks = 5000;

function standingFor(key: OccasionKey, block: BlockFacts, sample: Sample): Standing | undefined {
  const pipelines = pipelinesOf(block.block);
  const own = sample.item.place === undefined ? undefined : standingOf(sample.item.place, pipelines);
  if (block.block.kind === "stage") {
    const all = block.block.places.flatMap(({ pipeline, stages }) =>
      stages.map((stage) => ({ pipeline, stage })),
    );
    return all.find((one) => stageKey(block.block.entity.name, one) === key) ?? all[0];
  }
  const [pipeline] = pipelines;
  const stage = pipeline?.stages.find((one) => one.final === undefined) ?? pipeline?.stages[0];
  return own ?? (pipeline && stage && { pipeline, stage });
}

/**
 * Lets an occasion happen to an item, and follows what becomes of it until it leaves its stage.
 *
 * @param own the blocks that are asked about
 * @returns undefined where too much has been followed already
 */
export function play(
  scene: Scene,
  own: readonly BlockFacts[],
  sample: Sample,
  { patience }: Knowledge,
): Walk | undefined {
  const [first] = own;
  if (first === undefined || patience.left <= 0) return undefined;
  const blocks = [...own, ...scene.active.filter((one) => !own.includes(one))];
  const standing = standingFor(scene.key, own.find((one) => one.block.kind === "stage") ?? first, sample);
  const moving: Moving = movingOf(first.block.entity.name, scene.changes, scene.triggers);
  const begin: Start = { blocks, standing };
  const given = Math.min(mostLooks, patience.left);
  const looks: Patience = { left: given };
  const way = walk(sample, begin, moving, workshopFor(first.reader), looks);
  patience.left -= given - looks.left;
  return way;
}
