import type { ActionContext, Text } from "@onstage/runtime/actions";
import { spoken } from "../text/titled.ts";

/**
 * Writes an entry into the history of the item, for people who look at it later.
 *
 * @param text what has happened
 * @repeatable
 * @group Control and tasks
 * @example addHistoryEntry("The offer for {title} is out")
 */
export async function addHistoryEntry(context: ActionContext, text: Text): Promise<void> {
  context.change({ kind: "record", activity: { kind: "history", ...spoken(text, "entry") } });
}
