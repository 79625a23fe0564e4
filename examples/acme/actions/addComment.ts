import type { ActionContext, Text } from "@onstage/runtime/actions";
import { portal } from "../portal.ts";

/**
 * Writes a comment into the history of the item.
 *
 * @param text what to say
 * @repeatable
 */
export async function addComment(context: ActionContext, text: Text): Promise<void> {
  const { item, run, signal } = context;
  await context.use(portal).create("comments", { text, about: `${item.entity}/${item.id}` }, run.key, signal);
}
