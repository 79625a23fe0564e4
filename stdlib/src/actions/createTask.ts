import type { ActionContext, DateTime, Integer, Text, User } from "@onstage/runtime/actions";
import { cleanText } from "../text/clean.ts";
import { titled } from "../text/titled.ts";

/** A task on the timeline of an item. */
export interface Task {
  readonly id: Integer;
}

/**
 * Creates a task on the item's timeline. It stays open until somebody completes it, or `completeTasks` does;
 * `waitForTask` waits for that.
 *
 * @param title what is to be done
 * @param user who is to do it
 * @param due until when, such as `now + 2 working days`; no deadline if left out
 * @param text what else there is to say
 * @param checklist what it consists of, point by point
 * @param accomplices who helps
 * @returns the task
 * @repeatable
 * @group Control and tasks
 * @example let kickoff = createTask("Kickoff call", responsible, due: now + 2 working days, checklist: ["Agenda", "Slides"]);
 * after previous waitForTask(kickoff, 5 days)
 */
export async function createTask(
  context: ActionContext,
  title: Text,
  user: User,
  due?: DateTime,
  text?: Text,
  checklist?: readonly Text[],
  accomplices?: readonly User[],
): Promise<Task> {
  const id = await context.crm.reserveActivity();
  const points = (checklist ?? []).map((point) => ({
    title: titled(point, "point of the checklist"),
    done: false,
  }));
  const others = (accomplices ?? []).map((one) => one.id);
  context.change({
    kind: "record",
    activity: {
      id,
      kind: "task",
      title: titled(title, "task"),
      who: user.id,
      open: true,
      ...(due !== undefined && { deadline: due }),
      ...(text !== undefined && { text: cleanText(text) }),
      data: {
        ...(points.length > 0 && { checklist: points }),
        ...(others.length > 0 && { accomplices: others }),
      },
    },
  });
  return { id };
}
