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
  const { entity, id } = context.item;
  const tasks = await context.crm.activities({ entity, id }, { kind: "task", open: true, limit: 1000 });
  // Each by itself, for what waits for it.
  for (const task of tasks) {
    if (stage === undefined || task.stage === stage) {
      context.change({ kind: "complete", of: "task", activity: task.id });
    }
  }
  // And what has been written since.
  context.change({ kind: "complete", of: "task", ...(stage !== undefined && { stage }) });
}
