import type { ActionContext, DateTime, Integer, Text, User } from "@onstage/runtime/actions";
import { cleanText } from "../text/clean.ts";
import { responsibleOf } from "../text/responsible.ts";
import { titled } from "../text/titled.ts";

/** A meeting on the timeline of an item. */
export interface ScheduledMeeting {
  readonly id: Integer;
}

/**
 * Schedules a meeting with the client on the item's timeline. It stays open until somebody completes it.
 *
 * @param title what it is about
 * @param at when it begins
 * @param user whose meeting it is; that of who is responsible for the item if left out
 * @param text what else there is to say
 * @param place where it is held
 * @returns the meeting
 * @repeatable
 * @group Control and tasks
 * @example scheduleMeeting("Talk about {title}", now + 1 day)
 */
export async function scheduleMeeting(
  context: ActionContext,
  title: Text,
  at: DateTime,
  user?: User,
  text?: Text,
  place?: Text,
): Promise<ScheduledMeeting> {
  const id = await context.crm.reserveActivity();
  const who = user?.id ?? responsibleOf(context);
  context.change({
    kind: "record",
    activity: {
      id,
      kind: "meeting",
      title: titled(title, "meeting"),
      deadline: at,
      open: true,
      ...(who !== undefined && { who }),
      ...(text !== undefined && { text: cleanText(text) }),
      ...(place !== undefined && { data: { place: cleanText(place) } }),
    },
  });
  return { id };
}
