import { diagnostic, diagnosticLater, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Pipeline } from "../schema/format.ts";
import {
  findEntity,
  findPipeline,
  findStage,
  type NamedEntity,
  pipelinesWithStage,
} from "../schema/lookups.ts";
import type { Missing, Name, PipelineChoice, Quoted, Span } from "../syntax/tree.ts";
import type { Place } from "./checked.ts";
import type { Report, World } from "./context.ts";
import { tellFormerName } from "./former.ts";
import { quoted } from "./quoted.ts";
import { nearFix, nearQuoted } from "./suggestions.ts";

/** What a header says about where its rules belong. */
export interface Header {
  readonly entity: Name | Quoted | Missing;
  readonly pipeline?: PipelineChoice;
}

/** Whose stages they are, for “… no stage "X"”: the pipeline is named where the entity has several. */
export function stageOwner({ name, entity }: NamedEntity, pipelines: readonly Pipeline[]): string {
  const [only] = pipelines;
  const several = (entity.pipelines?.length ?? 0) > 1;
  return several && pipelines.length === 1 && only !== undefined
    ? `the pipeline ${quoted(only.title)} of ${name} has`
    : `${name} have`;
}

/** The entity that a header names, by its name in the schema or by its title. */
export function checkEntity(node: Header["entity"], world: World, report: Report): NamedEntity | undefined {
  if (node.kind === "Missing" || node.broken === true) return undefined;
  const name = node.kind === "Name" ? node.text : node.value;
  const found = findEntity(world.schema, name);
  if (found === undefined) reportNoEntity(name, node.kind === "Quoted", node, world, report);
  return found;
}

/** Tells that the schema has no such entity, and which one was meant. */
export function reportNoEntity(
  name: string,
  isQuoted: boolean,
  node: Span,
  world: World,
  report: Report,
): void {
  const known = Object.keys(world.schema.entities);
  const titles = Object.values(world.schema.entities).map((entity) => entity.title);
  const nearTitle = isQuoted ? didYouMeanName(name, titles) : undefined;
  const near = nearTitle === undefined ? didYouMeanName(name, known) : quoted(nearTitle);
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, node, near, false)];
  report(diagnostic("OS2001", node, { name, near, known }, fixes));
}

/** Whether items of an entity go through stages; where they do not, that is reported. */
export function checkHasStages(header: Header, named: NamedEntity, world: World, report: Report): boolean {
  if (named.entity.pipelines !== undefined) return true;
  const known = Object.entries(world.schema.entities).flatMap(([name, entity]) =>
    entity.pipelines === undefined ? [] : [name],
  );
  report(diagnostic("OS2002", header.entity, { entity: named.name, known }));
  return false;
}

/** The pipeline that a header names, where it names one. */
function namedPipeline(node: Quoted, { name, entity }: NamedEntity, report: Report): Pipeline | undefined {
  const found = findPipeline(entity, node.value);
  if (found !== undefined) {
    tellFormerName("pipeline", found, found.title, node.value, node, report);
    return found;
  }
  const titles = (entity.pipelines ?? []).map((pipeline) => pipeline.title);
  const title = didYouMeanName(node.value, titles);
  const near = title === undefined ? undefined : quoted(title);
  const fixes = near === undefined ? [] : [replace(`Write ${near}`, node, near, false)];
  const known = titles.map(quoted);
  report(diagnostic("OS2005", node, { pipeline: node.value, entity: name, near, known }, fixes));
  return undefined;
}

/** The pipelines that a header is for: all where it names none. Undefined where it names one that does not exist. */
export function checkPipelines(
  header: Header,
  named: NamedEntity,
  report: Report,
): readonly Pipeline[] | undefined {
  const { pipeline } = header;
  if (pipeline?.kind !== "Quoted") return named.entity.pipelines ?? [];
  if (pipeline.broken === true) return undefined;
  const found = namedPipeline(pipeline, named, report);
  return found && [found];
}

function unknownStage(
  node: Quoted,
  named: NamedEntity,
  pipelines: readonly Pipeline[],
  report: Report,
): void {
  const say = () => {
    const titles = [...new Set(pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.title)))];
    const near = nearQuoted(node.value, titles);
    const owner = stageOwner(named, pipelines);
    const parameters = { stage: node.value, owner, near, known: titles.map(quoted) };
    return { parameters, fixes: nearFix(near, node) };
  };
  report(diagnosticLater("OS2003", node, say));
}

/** Whether every stage stands in one pipeline only, so that none has to be named. */
function isPlain(header: Header, named: NamedEntity, stages: readonly Quoted[], report: Report): boolean {
  if (header.pipeline !== undefined) return true;
  const ambiguous = stages.find((stage) => pipelinesWithStage(named.entity, stage.value).length > 1);
  if (ambiguous === undefined) return true;
  const pipelines = pipelinesWithStage(named.entity, ambiguous.value).map(({ title }) => quoted(title));
  const fixes = pipelines.map((pipeline) =>
    insert(`Write \`pipeline ${pipeline}\``, header.entity.end, ` pipeline ${pipeline}`, false),
  );
  report(diagnostic("OS2004", ambiguous, { stage: ambiguous.value, pipelines }, fixes));
  return false;
}

/** The stages that a header names, by pipeline. Empty where none can be told. */
export function checkPlaces(
  header: Header,
  stages: readonly Quoted[],
  named: NamedEntity,
  report: Report,
): readonly Place[] {
  for (const [index, stage] of stages.entries()) {
    if (stages.findIndex((other) => other.value === stage.value) < index) {
      report(diagnostic("OS2016", stage, { stage: stage.value }));
    }
  }
  const pipelines = checkPipelines(header, named, report);
  if (pipelines === undefined || !isPlain(header, named, stages, report)) return [];
  const found = stages.flatMap((stage) => {
    const owners =
      header.pipeline?.kind === "Quoted"
        ? pipelines.filter((pipeline) => findStage(pipeline, stage.value) !== undefined)
        : pipelinesWithStage(named.entity, stage.value);
    const steps = owners.flatMap((pipeline) => {
      const step = findStage(pipeline, stage.value);
      return step === undefined ? [] : [{ pipeline, step }];
    });
    const [first] = steps;
    if (first === undefined) unknownStage(stage, named, pipelines, report);
    else tellFormerName("stage", first.step, first.step.title, stage.value, stage, report);
    return steps;
  });
  return pipelines.flatMap((pipeline): readonly Place[] => {
    const own = found.filter((one) => one.pipeline === pipeline).map((one) => one.step);
    return own.length === 0 ? [] : [{ pipeline, stages: [...new Set(own)] }];
  });
}
