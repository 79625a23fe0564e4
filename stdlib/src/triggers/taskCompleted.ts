import type { DateTime, Text } from "@onstage/runtime/actions";
import { holdsText } from "../text/asked-for.ts";

/** What the event brings with it. */
export interface TaskCompleted {
  /** Id of the task. */
  readonly task?: Text;
  readonly title?: Text;
  /** Who has completed it. */
  readonly by?: Text;
  /** When it was completed. */
  readonly at?: DateTime;
}

/**
 * A task of the item is completed.
 *
 * @param title only tasks with these words in their title; any if left out
 * @group Control and tasks
 */
export function taskCompleted(event: TaskCompleted, title?: Text): boolean {
  return holdsText(event.title, title);
}
