import type { CrmSchema, Entity, Pipeline, Stage, User } from "./format.ts";

/** An entity with the name that rules know it by. */
export interface NamedEntity {
  readonly name: string;
  readonly entity: Entity;
}

/** Finds an entity by the name that rules use, or by its title. */
export function findEntity(schema: CrmSchema, name: string): NamedEntity | undefined {
  const direct = Object.hasOwn(schema.entities, name) ? schema.entities[name] : undefined;
  if (direct !== undefined) return { name, entity: direct };
  const byTitle = Object.entries(schema.entities).find(([, entity]) => entity.title === name);
  return byTitle && { name: byTitle[0], entity: byTitle[1] };
}

/** The pipelines in which a stage stands, by its title or its id. */
export function pipelinesWithStage(entity: Entity, stage: string): readonly Pipeline[] {
  return (entity.pipelines ?? []).filter((pipeline) => findStage(pipeline, stage) !== undefined);
}

/** Finds a stage of a pipeline by its title, or by its id. */
export function findStage(pipeline: Pipeline, stage: string): Stage | undefined {
  return (
    pipeline.stages.find((one) => one.title === stage) ?? pipeline.stages.find((one) => one.id === stage)
  );
}

/** Finds a pipeline by its title, or by its id. */
export function findPipeline(entity: Entity, name: string): Pipeline | undefined {
  const pipelines = entity.pipelines ?? [];
  return pipelines.find((one) => one.title === name) ?? pipelines.find((one) => one.id === name);
}

/** Finds a user by name or e-mail address. */
export function findUser(schema: CrmSchema, name: string): User | undefined {
  return schema.users?.find((user) => user.name === name || user.email === name);
}
