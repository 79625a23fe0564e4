import type { StoredItem } from "./item.ts";
import type { Option, Pipeline } from "./schema.ts";
import { stageRef } from "./show.ts";
import type { Maybe } from "./values.ts";

/** The stage that an item is in, or one that a rule names. */
export interface StageValue {
  /**
   * Its pipeline and its own id: pipelines may have stages of one id. Several, where a rule names a stage that more
   * than one pipeline has.
   */
  readonly id: string | readonly string[];
  readonly title: string;
}

/**
 * A stage as a value.
 *
 * @param ref what an action knows it by: its own id, or its title
 * @param id see `StageValue`
 */
export function stageOf(ref: string, title: string, id: string | readonly string[]): StageValue {
  return Object.defineProperty({ id, title }, stageRef, { value: ref });
}

type Standing = Pick<StoredItem, "pipeline" | "stage">;

/** The stages and pipelines of items of one kind. */
export interface Places {
  readonly pipelineIn: (item: Standing) => Maybe<Option>;
  readonly stageIn: (item: Standing) => Maybe<StageValue>;
  /** A stage of the item's pipeline, by its id or its title. */
  readonly named: (item: Standing, name: string) => Maybe<StageValue>;
}

/** Reads where items can stand. What the schema does not know any more has its id for a title. */
export function readPlaces(pipelines: readonly Pipeline[]): Places {
  const byId = new Map(pipelines.map((pipeline) => [pipeline.id, pipeline]));
  const stages = new Map(
    pipelines.flatMap((pipeline) =>
      pipeline.stages.map(({ id, title }) => {
        const key = `${pipeline.id}/${id}`;
        return [key, stageOf(id, title, key)] as const;
      }),
    ),
  );
  const stageIn = ({ pipeline, stage: id }: Standing): Maybe<StageValue> => {
    if (pipeline === undefined || id === undefined) return undefined;
    const key = `${pipeline}/${id}`;
    return stages.get(key) ?? stageOf(id, id, key);
  };
  return {
    stageIn,
    pipelineIn: ({ pipeline }) =>
      pipeline === undefined ? undefined : (byId.get(pipeline) ?? { id: pipeline, title: pipeline }),
    named: ({ pipeline = "" }, name) => {
      const all = byId.get(pipeline)?.stages ?? [];
      const found = all.find((one) => one.id === name) ?? all.find((one) => one.title === name);
      return found && stageIn({ pipeline, stage: found.id });
    },
  };
}

/** Under this key the view of an item finds a stage of its pipeline: a build has its own copy of this file. */
export const stageNamed = Symbol.for("onstage.stageNamed");

/** A stage as an action or an event names it: of the pipeline that the item is in. */
export function stageFrom(value: unknown, { item }: { readonly item: object }): Maybe<StageValue> {
  if (typeof value !== "string" || !hasStages(item)) return undefined;
  return item[stageNamed](value);
}

interface WithStages {
  readonly [stageNamed]: (name: string) => Maybe<StageValue>;
}

function hasStages(item: object): item is WithStages {
  return stageNamed in item;
}
