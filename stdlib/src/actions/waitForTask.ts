import type { ActionContext, DateTime, Duration, Integer, Text } from "@onstage/runtime/actions";

/** What became of a task. */
export interface TaskEnd {
  readonly state: "completed" | "timedOut";
  /** Who has completed it, as far as the CRM says so. */
  readonly closedBy?: Text;
  /** When, as far as the CRM says so. */
  readonly closedAt?: DateTime;
}

/**
 * Waits until a task is completed. One of the item's that is completed already is not waited for.
 *
 * @param task what the action has returned that created it
 * @param atMost how long to wait; as long as it takes if left out
 * @returns whether it was completed, by whom and when, or that time was over
 * @awaits taskCompleted
 * @repeatable
 * @group Waiting
 * @example let end = waitForTask({ id: 5 }, 3 days);
 * notify(responsible, "The task is still open") when end.state == "timedOut"
 */
export async function waitForTask(
  context: ActionContext,
  task: { readonly id: Integer },
  atMost?: Duration,
): Promise<TaskEnd> {
  // What is completed from now on is heard: attempts are told of all that comes during them.
  const { entity, id } = context.item;
  const [known] = await context.crm.activities({ entity, id }, { id: task.id, kind: "task" });
  if (known !== undefined && known.closed !== null) {
    const { closed, closedBy } = known;
    return { state: "completed", closedAt: closed, ...(closedBy !== null && { closedBy }) };
  }
  return context.waitFor<TaskEnd>({
    what: `task ${task.id}`,
    events: [
      {
        event: "taskCompleted",
        where: { task: [task.id, String(task.id)] },
        result: { state: "completed" },
        take: { closedBy: "by", closedAt: "at" },
      },
    ],
    ...(atMost !== undefined && { within: atMost }),
    timedOut: { state: "timedOut" },
  });
}
