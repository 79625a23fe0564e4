import type { ActionContext, Text, User } from "@onstage/runtime/actions";
import { spoken } from "../text/titled.ts";

/**
 * Writes a comment on the item's timeline.
 *
 * @param text what to say
 * @param user who says it; nobody in particular if left out
 * @repeatable
 * @group Employee alerts
 * @example addComment("The client asked for another offer")
 */
export async function addComment(context: ActionContext, text: Text, user?: User): Promise<void> {
  context.change({
    kind: "record",
    activity: { kind: "comment", ...spoken(text, "comment"), ...(user !== undefined && { who: user.id }) },
  });
}
