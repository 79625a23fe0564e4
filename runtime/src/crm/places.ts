import type { StoredItem } from "../rules/item.ts";
import { entityOf } from "../rules/lookup.ts";
import type { CrmSchema, Entity, Pipeline, Stage } from "../rules/schema.ts";
import type { Json } from "../rules/values.ts";
import { right, wrong } from "./checked.ts";
import type { Checked } from "./port.ts";
import { shown, suggest } from "./suggest.ts";

/** The pipeline and stage of an item, by their ids; nothing for an entity without pipelines. */
export interface Place {
  readonly pipeline?: string;
  readonly stage?: string;
}

/** The entity of this name, which comes from outside. */
export function findEntity(schema: CrmSchema, name: string): Checked<Entity> {
  const entity = entityOf(schema, name);
  return entity === undefined
    ? wrong(`There is no entity “${shown(name)}”. ${suggest(name, Object.keys(schema.entities))}`)
    : right(entity);
}

function byName<T extends { readonly id: string; readonly title: string }>(
  all: readonly T[],
  name: string,
): T | undefined {
  return all.find((one) => one.id === name) ?? all.find((one) => one.title === name);
}

function findPipeline(entity: Entity, name: Json | undefined): Checked<Pipeline | undefined> {
  const pipelines = entity.pipelines ?? [];
  if (name === undefined || name === null) return right(pipelines[0]);
  if (typeof name !== "string")
    return wrong("“pipeline” has to be the title of a pipeline, as text.", "pipeline");
  const found = byName(pipelines, name);
  if (found !== undefined) return right(found);
  const titles = pipelines.map((one) => one.title);
  return wrong(
    `There is no pipeline “${shown(name)}” in ${entity.title}. ${suggest(name, titles)}`,
    "pipeline",
  );
}

function findStage(pipeline: Pipeline, name: string): Checked<Stage> {
  const found = byName(pipeline.stages, name);
  if (found !== undefined) return right(found);
  const titles = pipeline.stages.map((one) => one.title);
  return wrong(
    `There is no stage “${shown(name)}” in the pipeline “${pipeline.title}”. ${suggest(name, titles)}`,
    "stage",
  );
}

/**
 * Where a new item stands: in the first pipeline and the first stage where nothing is said.
 *
 * @param pipeline id or title from outside
 * @param stage id or title from outside
 */
export function placeOf(entity: Entity, pipeline: Json | undefined, stage: Json | undefined): Checked<Place> {
  const found = findPipeline(entity, pipeline);
  if (!found.ok) return found;
  if (found.value === undefined) {
    return stage === undefined || stage === null
      ? right({})
      : wrong(`${entity.title} have no stages.`, "stage");
  }
  const [first] = found.value.stages;
  if (stage === undefined || stage === null) {
    return first === undefined
      ? wrong(`The pipeline “${found.value.title}” has no stages.`, "pipeline")
      : right({ pipeline: found.value.id, stage: first.id });
  }
  if (typeof stage !== "string") return wrong("“stage” has to be the title of a stage, as text.", "stage");
  const there = findStage(found.value, stage);
  return there.ok ? right({ pipeline: found.value.id, stage: there.value.id }) : there;
}

/** The stage that an item is to be moved to, in the pipeline that it is in. */
export function targetStage(schema: CrmSchema, item: StoredItem, stage: string): Checked<Stage> {
  const entity = findEntity(schema, item.entity);
  if (!entity.ok) return entity;
  const pipeline = entity.value.pipelines?.find((one) => one.id === item.pipeline);
  if (pipeline !== undefined) return findStage(pipeline, stage);
  return item.pipeline === undefined
    ? wrong(`${entity.value.title} have no stages.`, "stage")
    : wrong(`The pipeline of ${item.entity}/${item.id} is not in the schema any more.`, "stage");
}
