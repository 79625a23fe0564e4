import type { ActionContext, DateTime, Integer, Text, User } from "@onstage/runtime/actions";
import { portal } from "../portal.ts";

/** A task in the portal. */
export interface Task {
  readonly id: Integer;
}

/**
 * Gives somebody a task about the item.
 *
 * @param title what is to be done
 * @param user who is to do it
 * @param due until when; no deadline if left out
 * @repeatable
 */
export async function createTask(
  context: ActionContext,
  title: Text,
  user: User,
  due?: DateTime,
): Promise<Task> {
  const { item, run, signal } = context;
  const about = `${item.entity}/${item.id}`;
  const body = { title, user: user.id, about, ...(due === undefined ? {} : { due }) };
  return { id: await context.use(portal).create("tasks", body, run.key, signal) };
}
