import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Pipeline, Stage } from "../schema/format.ts";
import { findPipeline, findStage, isFormerName, type NamedEntity } from "../schema/lookups.ts";
import { plain, type Type } from "../types/types.ts";
import { tellFormerName } from "./former.ts";
import { stageOwner } from "./header.ts";
import { type Found, type Lookup, placeOf } from "./literals.ts";
import { quoted } from "./quoted.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix, nearQuoted } from "./suggestions.ts";

/** A stage of a pipeline. */
interface Step {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
}

/** The stages of a name, at most one of a pipeline. */
function stepsOf(pipelines: readonly Pipeline[], name: string): readonly Step[] {
  return pipelines.flatMap((pipeline) => {
    const stage = findStage(pipeline, name);
    return stage === undefined ? [] : [{ pipeline, stage }];
  });
}

const titlesIn = (pipelines: readonly Pipeline[]): readonly string[] => [
  ...new Set(pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.title))),
];

function stageAt(steps: readonly [Step, ...Step[]], isOnly: boolean, type: Type, lookup: Lookup): Found {
  const { node, value, scope } = lookup;
  const [{ stage: first }] = steps;
  const { id, title } = first;
  tellFormerName("stage", first, title, value, node, scope.report);
  const places = steps.map(({ pipeline, stage }) => ({ pipeline: pipeline.id, stage: stage.id }));
  return { kind: "stage", id: isOnly ? id : title, title, places, type, ...placeOf(lookup) };
}

function reportNoStage(owner: NamedEntity, pipelines: readonly Pipeline[], lookup: Lookup): undefined {
  const { node, value, scope } = lookup;
  const titles = titlesIn(pipelines);
  const others = titles.filter((title) => title !== value);
  const near = titles.includes(value) ? undefined : nearQuoted(value, others);
  const words = { stage: value, owner: stageOwner(owner, pipelines), near, known: others.map(quoted) };
  scope.report(diagnostic("OS2003", node, words, nearFix(near, node)));
}

/** A stage that only some of the pipelines have in which the item can be. */
function reportLacking(
  { name }: NamedEntity,
  lacking: readonly Pipeline[],
  found: readonly Step[],
  { node, value, scope }: Lookup,
): undefined {
  const titles = (pipelines: readonly Pipeline[]) => pipelines.map((pipeline) => quoted(pipeline.title));
  const having = titles(found.map(({ pipeline }) => pipeline));
  const words = { stage: value, entity: name, lacking: titles(lacking), having };
  scope.report(diagnostic("OS2131", node, words));
}

/** The pipelines of the items that the rules are about. */
function pipelinesOf({ pipelines, entity }: RuleScope): readonly Pipeline[] {
  return pipelines.length > 0 ? pipelines : (entity?.entity.pipelines ?? []);
}

/** What could be written in quotes where an action takes a stage. */
export function stageTitles(scope: RuleScope): readonly string[] {
  return titlesIn(pipelinesOf(scope));
}

/**
 * A stage of the pipelines that the block is for, to move to. Where there are several, it has to stand in each of
 * them, and is handed on by its title, since its id differs.
 */
export function stageLiteral(lookup: Lookup): Found {
  const { value, scope } = lookup;
  if (scope.entity === undefined) return undefined;
  const pipelines = pipelinesOf(scope);
  const [first, ...others] = stepsOf(pipelines, value);
  if (first === undefined) return reportNoStage(scope.entity, pipelines, lookup);
  const lacking = (scope.standing ?? scope.pipelines).filter((one) => findStage(one, value) === undefined);
  if (lacking.length > 0) return reportLacking(scope.entity, lacking, [first, ...others], lookup);
  return stageAt([first, ...others], pipelines.length === 1, plain("Stage"), lookup);
}

type PlaceType = Extract<Type, { kind: "place" }>;

/** The items whose stages and pipelines are meant. */
function ownerOf({ entity: name }: PlaceType, { world }: RuleScope): NamedEntity | undefined {
  const { entities } = world.schema;
  const entity = Object.hasOwn(entities, name) ? entities[name] : undefined;
  return entity && { name, entity };
}

const pipelineTitles = ({ entity }: NamedEntity): readonly string[] =>
  (entity.pipelines ?? []).map((pipeline) => pipeline.title);

/** A stage that an item is compared with. It can stand in any of its pipelines: all stages of the name are meant. */
function comparedStage(type: PlaceType, owner: NamedEntity, lookup: Lookup): Found {
  const { pipelines } = type;
  const all = stepsOf(pipelines, lookup.value);
  const current = all.filter(({ stage }) => !isFormerName(stage, stage.title, lookup.value));
  const [first, ...others] = current.length > 0 ? current : all;
  if (first === undefined) return reportNoStage(owner, pipelines, lookup);
  return stageAt([first, ...others], pipelines.length === 1, type, lookup);
}

function comparedPipeline(type: PlaceType, owner: NamedEntity, lookup: Lookup): Found {
  const { node, value, scope } = lookup;
  const found = findPipeline(owner.entity, value);
  if (found !== undefined) {
    const { id, title } = found;
    tellFormerName("pipeline", found, title, value, node, scope.report);
    return { kind: "pipeline", id, title, type, ...placeOf(lookup) };
  }
  const titles = pipelineTitles(owner);
  const near = nearQuoted(value, titles);
  const words = { pipeline: value, entity: owner.name, near, known: titles.map(quoted) };
  scope.report(diagnostic("OS2005", node, words, nearFix(near, node)));
  return undefined;
}

/** What the stage or the pipeline of an item is compared with. */
export function placeLiteral(type: PlaceType, lookup: Lookup): Found {
  const owner = ownerOf(type, lookup.scope);
  if (owner === undefined) return undefined;
  return type.of === "stage" ? comparedStage(type, owner, lookup) : comparedPipeline(type, owner, lookup);
}

/** What could be written in quotes beside the stage or the pipeline of an item. */
export function placeTitles(type: PlaceType, scope: RuleScope): readonly string[] {
  const owner = ownerOf(type, scope);
  if (type.of === "stage") return titlesIn(type.pipelines);
  return owner === undefined ? [] : pipelineTitles(owner);
}
