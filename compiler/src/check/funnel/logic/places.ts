import type { Entity, Pipeline } from "../../../schema/format.ts";
import type { NamedEntity } from "../../../schema/lookups.ts";
import { present, type Type } from "../../../types/types.ts";
import { type Formula, literal, yes } from "./formula.ts";
import type { Variable } from "./values.ts";

type PlaceType = Extract<Type, { kind: "place" }>;

/** A stage of a pipeline as one id. */
export function placeId(pipeline: string, stage: string): string {
  return `${pipeline}/${stage}`;
}

const known = new WeakMap<readonly Pipeline[], readonly string[]>();

/** The ids of all stages of some pipelines. A schema never changes, so they are worked out once. */
export function placesOf(pipelines: readonly Pipeline[]): readonly string[] {
  const before = known.get(pipelines);
  if (before !== undefined) return before;
  const places = pipelines.flatMap(({ id, stages }) => stages.map((stage) => placeId(id, stage.id)));
  known.set(pipelines, places);
  return places;
}

/** The type of a stage or a pipeline of an item; undefined for others. */
export function placeType(type: Type): PlaceType | undefined {
  const kind = present(type);
  return kind.kind === "place" ? kind : undefined;
}

/** Whether a name stands for where an item is, and not for one of its fields. */
export function isPlaceName(name: string, entity: Entity | undefined): boolean {
  const isPlace = name === "stage" || name === "pipeline";
  return isPlace && entity?.pipelines !== undefined && !Object.hasOwn(entity.fields, name);
}

/** The stage of an id. */
export function standingOf(id: string, pipelines: readonly Pipeline[]) {
  for (const pipeline of pipelines) {
    const stage = pipeline.stages.find((one) => placeId(pipeline.id, one.id) === id);
    if (stage !== undefined) return { pipeline, stage };
  }
  return undefined;
}

/** That an item of an entity is in one of some stages; nothing is said where there are none. */
export function standsIn(ids: readonly string[], { name, entity }: NamedEntity): Formula {
  const pipelines = entity.pipelines ?? [];
  if (ids.length === 0 || Object.hasOwn(entity.fields, "stage")) return yes;
  const type: Type = { kind: "place", of: "stage", entity: name, pipelines };
  const path = [{ name: "stage", ownerMayBeMissing: false }];
  const variable: Variable = {
    key: "stage",
    domain: { kind: "choice", ids: placesOf(pipelines) },
    optional: false,
    needs: [],
    expression: { kind: "field", path, type, start: 0, end: 0 },
  };
  return literal(variable, { kind: "choice", missing: false, but: false, ids: new Set(ids) });
}
