import type { Pipeline, Stage } from "../../schema/format.ts";
import type { RuleFacts } from "./facts.ts";

const stages = new WeakMap<Pipeline, ReadonlyMap<string, Stage>>();

function stagesOf(pipeline: Pipeline): ReadonlyMap<string, Stage> {
  const known = stages.get(pipeline);
  if (known !== undefined) return known;
  const byId = pipeline.stages.map((stage) => [stage.id, stage] as const);
  const byTitle = pipeline.stages.map((stage) => [stage.title, stage] as const);
  const found = new Map([...byTitle, ...byId]);
  stages.set(pipeline, found);
  return found;
}

/** The stage of a pipeline that a rule moves to. Undefined where that is worked out only when it runs. */
export function targetIn({ moves }: RuleFacts, pipeline: Pipeline): Stage | undefined {
  return moves?.kind === "stage" ? stagesOf(pipeline).get(moves.id) : undefined;
}
