import { diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Entity, Pipeline } from "../schema/format.ts";
import {
  findEntity,
  findPipeline,
  findStage,
  type NamedEntity,
  pipelinesWithStage,
} from "../schema/lookups.ts";
import type { Quoted, StageBlock } from "../syntax/tree.ts";
import type { Place } from "./checked.ts";
import type { Report, World } from "./context.ts";
import { quoted } from "./quoted.ts";

/** Whose stages they are, for “… no stage "X"”: the pipeline is named where the entity has several. */
export function stageOwner({ name, entity }: NamedEntity, pipelines: readonly Pipeline[]): string {
  const [only] = pipelines;
  const several = (entity.pipelines?.length ?? 0) > 1;
  return several && pipelines.length === 1 && only !== undefined
    ? `the pipeline ${quoted(only.title)} of ${name} has`
    : `${name} have`;
}

/** The entity that a header names. */
export function checkEntity(block: StageBlock, world: World, report: Report): NamedEntity | undefined {
  const node = block.entity;
  if (node.kind === "Missing") return undefined;
  const name = node.kind === "Name" ? node.text : node.value;
  const found = findEntity(world.schema, name);
  if (found === undefined) {
    const known = Object.keys(world.schema.entities);
    const near = didYouMeanName(name, known);
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, node, near, false)];
    report(diagnostic("OS2001", node, { name, near, known }, fixes));
    return undefined;
  }
  if (found.entity.pipelines === undefined) {
    const known = Object.entries(world.schema.entities).flatMap(([one, entity]) =>
      entity.pipelines ? [one] : [],
    );
    report(diagnostic("OS2002", node, { entity: found.name, known }));
    return undefined;
  }
  return found;
}

function unknownStage(
  node: Quoted,
  named: NamedEntity,
  pipelines: readonly Pipeline[],
  report: Report,
): void {
  const titles = [...new Set(pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.title)))];
  const title = didYouMeanName(node.value, titles);
  const near = title === undefined ? undefined : quoted(title);
  const fixes = near === undefined ? [] : [replace(`Write ${near}`, node, near, false)];
  const owner = stageOwner(named, pipelines);
  report(diagnostic("OS2003", node, { stage: node.value, owner, near, known: titles.map(quoted) }, fixes));
}

/** The pipelines that a header is for, or undefined where it names one that does not exist. */
function checkPipelines(
  block: StageBlock,
  { name, entity }: NamedEntity,
  stages: readonly Quoted[],
  report: Report,
): readonly Pipeline[] | undefined {
  const all = entity.pipelines ?? [];
  if (block.pipeline?.kind === "AllPipelines") return all;
  if (block.pipeline !== undefined) {
    const node = block.pipeline;
    const found = findPipeline(entity, node.value);
    if (found !== undefined) return [found];
    const titles = all.map((pipeline) => pipeline.title);
    const title = didYouMeanName(node.value, titles);
    const near = title === undefined ? undefined : quoted(title);
    const fixes = near === undefined ? [] : [replace(`Write ${near}`, node, near, false)];
    const known = titles.map(quoted);
    report(diagnostic("OS2005", node, { pipeline: node.value, entity: name, near, known }, fixes));
    return undefined;
  }
  return checkAmbiguity(block, entity, stages, report) ? all : undefined;
}

/** Whether every stage stands in one pipeline only, so that none has to be named. */
function checkAmbiguity(
  block: StageBlock,
  entity: Entity,
  stages: readonly Quoted[],
  report: Report,
): boolean {
  const ambiguous = stages.find((stage) => pipelinesWithStage(entity, stage.value).length > 1);
  if (ambiguous === undefined) return true;
  const pipelines = pipelinesWithStage(entity, ambiguous.value).map((pipeline) => quoted(pipeline.title));
  const fixes = pipelines.map((pipeline) =>
    insert(`Write \`pipeline ${pipeline}\``, block.entity.end, ` pipeline ${pipeline}`, false),
  );
  report(diagnostic("OS2004", ambiguous, { stage: ambiguous.value, pipelines }, fixes));
  return false;
}

/** The stages that a header names, by pipeline. Empty where none can be told. */
export function checkPlaces(block: StageBlock, named: NamedEntity, report: Report): readonly Place[] {
  const stages = block.stages.filter((stage) => stage.kind === "Quoted");
  for (const [index, stage] of stages.entries()) {
    if (stages.findIndex((other) => other.value === stage.value) < index) {
      report(diagnostic("OS2016", stage, { stage: stage.value }));
    }
  }
  const pipelines = checkPipelines(block, named, stages, report);
  if (pipelines === undefined) return [];
  for (const stage of stages) {
    if (pipelines.every((pipeline) => findStage(pipeline, stage.value) === undefined)) {
      unknownStage(stage, named, pipelines, report);
    }
  }
  return pipelines.flatMap((pipeline): readonly Place[] => {
    const found = stages
      .map((stage) => findStage(pipeline, stage.value))
      .filter((stage) => stage !== undefined);
    return found.length === 0 ? [] : [{ pipeline, stages: [...new Set(found)] }];
  });
}
