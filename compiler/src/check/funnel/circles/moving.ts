import type { Pipeline, Stage } from "../../../schema/format.ts";
import type { BlockFacts, RuleFacts } from "../facts.ts";
import type { TriggerFacts } from "../funnel.ts";
import { stageKey } from "../occasions.ts";

/** A rule with its block. */
export interface Mover {
  readonly block: BlockFacts;
  readonly rule: RuleFacts;
}

/** What moves the items of one entity and writes their fields, by what starts it. */
export interface Moving {
  readonly entity: string;
  readonly pipelines: readonly Pipeline[];
  readonly atStage: (pipeline: Pipeline, stage: Stage) => readonly BlockFacts[];
  readonly onChange: (field: string, pipeline: Pipeline | undefined) => readonly BlockFacts[];
  readonly triggersOn: (field: string) => readonly TriggerFacts[];
}

function isAsked(fields: readonly string[], field: string): boolean {
  return fields.length === 0 || fields.includes(field);
}

/** Puts together what moves the items of one entity. */
export function movingOf(
  entity: string,
  blocks: readonly BlockFacts[],
  triggers: readonly TriggerFacts[],
): Moving {
  const stages = new Map<string, BlockFacts[]>();
  const changes: BlockFacts[] = [];
  for (const facts of blocks) {
    const { block } = facts;
    if (block.kind === "event" && block.event.name === "fieldChanged") changes.push(facts);
    if (block.kind !== "stage") continue;
    for (const { pipeline, stages: some } of block.places) {
      for (const stage of some) {
        const key = stageKey(entity, { pipeline, stage });
        const others = stages.get(key);
        if (others === undefined) stages.set(key, [facts]);
        else others.push(facts);
      }
    }
  }
  const watching = triggers.filter((one) => one.trigger.event.name === "fieldChanged");
  return {
    entity,
    pipelines: blocks[0]?.block.entity.entity.pipelines ?? triggers[0]?.trigger.entity.entity.pipelines ?? [],
    atStage: (pipeline, stage) => stages.get(stageKey(entity, { pipeline, stage })) ?? [],
    onChange: (field, pipeline) =>
      changes.filter(({ block }) => {
        if (block.kind !== "event" || !isAsked(block.event.fields, field)) return false;
        return pipeline === undefined || block.pipelines.length === 0 || block.pipelines.includes(pipeline);
      }),
    triggersOn: (field) => watching.filter((one) => isAsked(one.trigger.event.fields, field)),
  };
}
