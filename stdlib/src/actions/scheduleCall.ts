import type { ActionContext, DateTime, Integer, Text, User } from "@onstage/runtime/actions";
import { cleanText } from "../text/clean.ts";
import { responsibleOf } from "../text/responsible.ts";
import { titled } from "../text/titled.ts";

/** A call on the timeline of an item. */
export interface ScheduledCall {
  readonly id: Integer;
}

/**
 * Schedules a call with the client on the item's timeline. It stays open until somebody completes it.
 *
 * @param title what it is about
 * @param at when it begins
 * @param user whose call it is; that of who is responsible for the item if left out
 * @param text what else there is to say
 * @returns the call
 * @repeatable
 * @group Control and tasks
 * @example scheduleCall("Talk about {title}", now + 1 day)
 */
export async function scheduleCall(
  context: ActionContext,
  title: Text,
  at: DateTime,
  user?: User,
  text?: Text,
): Promise<ScheduledCall> {
  const id = await context.crm.reserveActivity();
  const who = user?.id ?? responsibleOf(context);
  context.change({
    kind: "record",
    activity: {
      id,
      kind: "call",
      title: titled(title, "call"),
      deadline: at,
      open: true,
      ...(who !== undefined && { who }),
      ...(text !== undefined && { text: cleanText(text) }),
    },
  });
  return { id };
}
