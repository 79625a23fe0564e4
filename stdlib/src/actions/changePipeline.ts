import type { ActionContext, Pipeline, Stage } from "@onstage/runtime/actions";

/**
 * Moves the item to another pipeline. All rules of the item that have not started are cancelled, wherever they began, and
 * those of the stage it enters start.
 *
 * @param pipeline the pipeline to move to, by its title
 * @param stage the stage there; its first one if left out
 * @repeatable
 * @group Items
 * @example changePipeline("Retail", "Cart")
 */
export async function changePipeline(
  context: ActionContext,
  pipeline: Pipeline,
  stage?: Stage,
): Promise<void> {
  context.change({ kind: "pipeline", pipeline, ...(stage !== undefined && { stage }) });
}
