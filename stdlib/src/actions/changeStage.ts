import type { ActionContext, Stage } from "@onstage/runtime/actions";

/**
 * Moves the item to another stage of its pipeline. The rules of the stage it leaves that have not started yet are
 * cancelled, and those of the new stage start. Moving to the stage the item is in changes nothing.
 *
 * @param stage the stage to move to, by its title
 * @moves stage
 * @repeatable
 * @group Items
 * @example after 3 days changeStage("Lost") when amount < 100
 */
export async function changeStage(context: ActionContext, stage: Stage): Promise<void> {
  context.change({ kind: "move", stage });
}
