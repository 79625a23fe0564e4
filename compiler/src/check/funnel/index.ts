import { shifted } from "../../diagnostics/diagnostic.ts";
import type { FunnelFile, FunnelFinding, FunnelFindings, FunnelWorld } from "./contract.ts";
import { circleFindings } from "./findings/circles.ts";
import { type Clash, clashes } from "./findings/clashes.ts";
import { helperFindings } from "./findings/helpers.ts";
import { timerFindings } from "./findings/timers.ts";
import { triggerFinding, triggersByEvent } from "./findings/triggers.ts";
import { type Leaver, type LeaversAt, leaversOf, leftEarlier } from "./findings/unreachable.ts";
import { type Funnel, funnelOf, type PlacedBlock, type PlacedTrigger } from "./funnel.ts";
import { type Found, functionsOf, type Knowledge } from "./knowledge.ts";
import { type Meeting, meetingsOf } from "./meetings.ts";
import { knownOf, type Memory, newMemory } from "./memory.ts";
import { stageKey } from "./occasions.ts";
import { type SceneOf, same, scenesOf } from "./scenes.ts";
import { type Site, siteOf } from "./site.ts";

export type { FunnelFile, FunnelFinding, FunnelFindings, FunnelWorld } from "./contract.ts";

const memories = new WeakMap<FunnelFindings, Memory>();

/** What all questions of one version of the files may cost: a second or so, beyond which there is silence. */
const wholeEffort = 1_500_000;

/** And what may be spent on following items: another second or so. */
const wholePatience = 300_000;

/** More rules than these are not looked at together. */
const mostRules = 100_000;

/** What was found, with where its places count from. */
interface PlacedFound {
  readonly site: Site;
  readonly found: Found;
}

function memoryFor(world: FunnelWorld, previous: FunnelFindings | undefined): Memory {
  const memory = previous && memories.get(previous);
  const isSame =
    memory?.world.schema === world.schema &&
    memory.world.currency === world.currency &&
    memory.world.timezone === world.timezone;
  return isSame ? memory : newMemory(world);
}

function knowledgeOf(files: readonly FunnelFile[], world: FunnelWorld): Knowledge {
  const functions = files.flatMap(({ path: file, declarations }) =>
    declarations.flatMap(({ declaration }) =>
      declaration.kind === "function" ? [{ file, function: declaration.function }] : [],
    ),
  );
  return {
    world,
    functionOf: functionsOf(functions),
    effort: { left: wholeEffort },
    patience: { left: wholePatience },
  };
}

/** Where the places of a finding count from: the section of its rule. */
function placed(found: Found, { origin }: { readonly origin?: Found["origin"] }, site: Site): PlacedFound {
  return { site: siteOf({ ...(origin && { origin }) }, site), found };
}

function inText(found: readonly PlacedFound[]): readonly FunnelFinding[] {
  return found.map(({ site, found: { diagnostic } }) => ({
    file: site.file,
    diagnostic: shifted(diagnostic, site.offset),
  }));
}

function meet(meeting: Meeting, memory: Memory, knowledge: Knowledge): readonly PlacedFound[] {
  const { a, b, scene } = meeting;
  const inScene = memory.clashes.get(scene) ?? new WeakMap();
  memory.clashes.set(scene, inScene);
  const known = inScene.get(a.rule) ?? new WeakMap();
  inScene.set(a.rule, known);
  const found: readonly Clash[] = known.get(b.rule) ?? clashes(meeting, knowledge);
  known.set(b.rule, found);
  return found.map(({ side, diagnostic }) => {
    const { rule, block } = meeting[side];
    return placed({ diagnostic }, rule.rule, block.site);
  });
}

/** Rules that wait in vain, or whose results do. */
function ofWaits(
  { blocks }: Funnel,
  sceneOf: SceneOf,
  memory: Memory,
  knowledge: Knowledge,
): readonly PlacedFound[] {
  return blocks.flatMap(({ facts, site }) => {
    const [key] = facts.occasions;
    if (!facts.isWaiting || key === undefined) return [];
    const scene = sceneOf(key, facts.block.entity.name);
    const before = memory.waits.get(facts);
    const found =
      before?.scene === scene
        ? before.found
        : [...timerFindings(facts, site, scene, knowledge), ...helperFindings(facts, site, scene, knowledge)];
    memory.waits.set(facts, { scene, found });
    return found.map((one) => placed(one, one, site));
  });
}

function ofDelays({ blocks, byOccasion }: Funnel, knowledge: Knowledge): readonly PlacedFound[] {
  const known = new Map<string, readonly Leaver[]>();
  // What the creation of an item starts is not started by entering the stage later.
  const stageBlocks = (key: string): readonly PlacedBlock[] =>
    (byOccasion.get(key) ?? []).filter((one) => one.facts.block.kind === "stage");
  return blocks.flatMap(({ facts, site }) => {
    if (facts.delayed.length === 0) return [];
    const at: LeaversAt = (standing) => {
      const key = stageKey(facts.block.entity.name, standing);
      const leavers = known.get(key) ?? stageBlocks(key).flatMap((one) => leaversOf(one.facts, knowledge));
      known.set(key, leavers);
      return leavers;
    };
    return leftEarlier(facts, at, knowledge).map((one) => placed(one, one, site));
  });
}

function ofTriggers(funnel: Funnel, memory: Memory, knowledge: Knowledge): readonly PlacedFound[] {
  const all: PlacedFound[] = [];
  for (const [event, placed] of triggersByEvent(funnel)) {
    const before = memory.triggers.get(event) ?? [];
    const isSame =
      before.length === placed.length && placed.every(({ facts }, index) => before[index]?.facts === facts);
    const facts = placed.map((one) => one.facts);
    const now = isSame
      ? before
      : facts.map((one) => ({ facts: one, found: triggerFinding(one, facts, knowledge) }));
    memory.triggers.set(event, now);
    for (const [index, { site }] of placed.entries()) {
      const found = now[index]?.found;
      if (found !== undefined) all.push({ site, found });
    }
  }
  return all;
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const others = groups.get(keyOf(one));
    if (others === undefined) groups.set(keyOf(one), [one]);
    else others.push(one);
  }
  return groups;
}

/** Circles of the items of all entities. What is not active plays no part. */
function ofCircles(
  { blocks, triggers }: Funnel,
  memory: Memory,
  knowledge: Knowledge,
): readonly PlacedFound[] {
  const active = blocks.filter(({ facts }) => facts.isActive);
  const watching = triggers.filter(({ facts }) => facts.trigger.event.name === "fieldChanged");
  const watchingIn = groupedBy(watching, ({ facts }) => facts.trigger.entity.name);
  const all: PlacedFound[] = [];
  for (const [entity, placedBlocks] of groupedBy(active, ({ facts }) => facts.block.entity.name)) {
    const placedTriggers = watchingIn.get(entity) ?? [];
    const own = placedBlocks.map((one) => one.facts);
    const ownTriggers = placedTriggers.map((one) => one.facts);
    const before = memory.circles.get(entity);
    const isSame = before !== undefined && same(before.blocks, own) && same(before.triggers, ownTriggers);
    const found = isSame ? before.found : circleFindings(entity, own, ownTriggers, knowledge);
    memory.circles.set(entity, { blocks: own, triggers: ownTriggers, found });
    for (const { by, diagnostic } of found) {
      const site =
        "rule" in by
          ? placedBlocks.find((one) => one.facts === by.block)?.site
          : placedTriggers.find((one) => one.facts === by)?.site;
      if (site !== undefined) all.push(placed({ diagnostic }, "rule" in by ? by.rule.rule : {}, site));
    }
  }
  return all;
}

/** One finding of a rule of a group stands once, however often the group is included. */
function withoutDoubles(findings: readonly FunnelFinding[]): readonly FunnelFinding[] {
  const seen = new Set<string>();
  return findings.filter(({ file, diagnostic: { code, start } }) => {
    const key = `${code} ${start} ${file}`;
    return !seen.has(key) && seen.add(key);
  });
}

/**
 * Looks at the rules of all files at once, over time.
 *
 * @param files every file of the program, checked
 * @param world what they were checked against
 * @param previous what was found in an older version of the same files: what has not changed is not looked at again
 */
export function funnelFindings(
  files: readonly FunnelFile[],
  world: FunnelWorld,
  previous?: FunnelFindings,
): FunnelFindings {
  const memory = memoryFor(world, previous);
  const knowledge = knowledgeOf(files, world);
  const blocks: PlacedBlock[] = [];
  const triggers: PlacedTrigger[] = [];
  const found: PlacedFound[] = [];
  let rules = 0;
  for (const { path: file, text, declarations } of files) {
    for (const { offset, declaration } of declarations) {
      const site: Site = { file, text, offset };
      if (declaration.kind === "block") rules += declaration.block.rules.length;
      if (rules > mostRules) return { findings: [] };
      const known = knownOf(declaration, site, knowledge, memory);
      if (known.kind === "block") blocks.push({ facts: known.facts, site });
      if (known.kind === "trigger") triggers.push({ facts: known.facts, site });
      for (const one of known.found) found.push(placed(one, one, site));
    }
  }
  const funnel = funnelOf(blocks, triggers);
  // Circles come first: where not everything can be looked at, they are the worst to miss.
  found.push(...ofCircles(funnel, memory, knowledge), ...ofDelays(funnel, knowledge));
  const { sceneOf, asked } = scenesOf(funnel, memory.scenes);
  found.push(...ofWaits(funnel, sceneOf, memory, knowledge));
  for (const meeting of meetingsOf(funnel, sceneOf)) found.push(...meet(meeting, memory, knowledge));
  memory.scenes = asked;
  found.push(...ofTriggers(funnel, memory, knowledge));
  const findings: FunnelFindings = { findings: withoutDoubles(inText(found)) };
  memories.set(findings, memory);
  return findings;
}
