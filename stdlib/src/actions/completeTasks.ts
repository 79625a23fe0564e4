import type { ActionContext, Stage } from "@onstage/runtime/actions";

/**
 * Completes the open tasks of the item that rules have created.
 *
 * @param stage only those that rules of this stage have created; all if left out
 * @repeatable
 * @group Control and tasks
 * @example completeTasks("Proposal")
 */
export async function completeTasks(context: ActionContext, stage?: Stage): Promise<void> {
  context.change({ kind: "complete", of: "task", ...(stage !== undefined && { stage }) });
}
