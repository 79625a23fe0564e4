import type { CheckedBlock, CheckedDeclaration, CheckedTrigger } from "../checked.ts";
import type { FunnelWorld } from "./contract.ts";
import { type BlockFacts, factsOf, type RuleFacts } from "./facts.ts";
import type { CircleFound } from "./findings/circles.ts";
import type { Clash } from "./findings/clashes.ts";
import { conditionFindings } from "./findings/conditions.ts";
import { triggerConditions } from "./findings/triggers.ts";
import { unreachableFindings } from "./findings/unreachable.ts";
import { userFindings, usersOfTrigger, usersOfValue } from "./findings/users.ts";
import type { TriggerFacts } from "./funnel.ts";
import { conditionOf, type Found, type Knowledge, readerFor } from "./knowledge.ts";
import type { FindFunction } from "./logic/expand.ts";
import type { Scene, Scenes } from "./scenes.ts";
import type { Site } from "./site.ts";

/** What is known of a declaration by itself. */
export type Known =
  | { readonly kind: "block"; readonly facts: BlockFacts; readonly found: readonly Found[] }
  | { readonly kind: "trigger"; readonly facts: TriggerFacts; readonly found: readonly Found[] }
  | { readonly kind: "other"; readonly found: readonly Found[] };

interface Kept {
  readonly known: Known;
  /** The functions that were asked for, with what was answered: another answer makes it another declaration. */
  readonly asked: readonly (readonly [of: Parameters<FindFunction>[0], answer: ReturnType<FindFunction>])[];
}

interface KnownCircles {
  readonly blocks: readonly BlockFacts[];
  readonly triggers: readonly TriggerFacts[];
  readonly found: readonly CircleFound[];
}

/** What is kept from one version of the files to the next. */
export interface Memory {
  readonly world: FunnelWorld;
  readonly declarations: WeakMap<CheckedDeclaration, Kept>;
  scenes: Scenes;
  /** Of two rules that meet, in a scene. */
  readonly clashes: WeakMap<Scene, WeakMap<RuleFacts, WeakMap<RuleFacts, readonly Clash[]>>>;
  /** Of the rules of a block by themselves, in a scene. */
  readonly waits: WeakMap<BlockFacts, { readonly scene: Scene; readonly found: readonly Found[] }>;
  /** Of the triggers of one event, by the event. */
  readonly triggers: Map<
    string,
    readonly { readonly facts: TriggerFacts; readonly found: Found | undefined }[]
  >;
  /** Of the items of one entity, by its name. */
  readonly circles: Map<string, KnownCircles>;
}

export function newMemory(world: FunnelWorld): Memory {
  return {
    world,
    declarations: new WeakMap(),
    scenes: new Map(),
    clashes: new WeakMap(),
    waits: new WeakMap(),
    triggers: new Map(),
    circles: new Map(),
  };
}

function ofBlock(block: CheckedBlock, site: Site, knowledge: Knowledge): Known {
  if (block.node.disabled) return { kind: "other", found: [] };
  const facts = factsOf(block, knowledge);
  const found = [
    ...conditionFindings(facts, site, knowledge),
    ...unreachableFindings(facts, knowledge),
    ...userFindings(facts),
  ];
  return { kind: "block", facts, found };
}

function ofTrigger(trigger: CheckedTrigger, site: Site, knowledge: Knowledge): Known {
  if (trigger.node.disabled) return { kind: "other", found: [] };
  const reader = readerFor(trigger.entity, knowledge);
  const condition = trigger.condition && conditionOf(trigger.condition, reader);
  const facts: TriggerFacts = { trigger, reader, ...(condition && { condition }) };
  const found = [...triggerConditions({ facts, site }, knowledge), ...usersOfTrigger(trigger)];
  return { kind: "trigger", facts, found };
}

function learn(declaration: CheckedDeclaration, site: Site, knowledge: Knowledge): Known {
  switch (declaration.kind) {
    case "block":
      return ofBlock(declaration.block, site, knowledge);
    case "trigger":
      return ofTrigger(declaration.trigger, site, knowledge);
    case "const":
      return { kind: "other", found: usersOfValue(declaration.constant.value) };
    case "function":
      return { kind: "other", found: usersOfValue(declaration.function.body) };
    case "import":
    case "group":
    case "test":
      return { kind: "other", found: [] };
  }
}

/** What is known of a declaration by itself, worked out once. */
export function knownOf(
  declaration: CheckedDeclaration,
  site: Site,
  knowledge: Knowledge,
  memory: Memory,
): Known {
  const before = memory.declarations.get(declaration);
  if (before?.asked.every(([of, answer]) => knowledge.functionOf(of) === answer) === true)
    return before.known;
  const asked: (readonly [Parameters<FindFunction>[0], ReturnType<FindFunction>])[] = [];
  const functionOf: FindFunction = (of) => {
    const answer = knowledge.functionOf(of);
    asked.push([of, answer]);
    return answer;
  };
  const known = learn(declaration, site, { ...knowledge, functionOf });
  memory.declarations.set(declaration, { known, asked });
  return known;
}
