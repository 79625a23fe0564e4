import type { ActionContext, DateTime, Integer, Text, User } from "@onstage/runtime/actions";
import { responsibleOf } from "../text/responsible.ts";
import { titled } from "../text/titled.ts";

/** A to-do on the timeline of an item. */
export interface ToDo {
  readonly id: Integer;
}

/**
 * Plans a to-do on the item's timeline.
 *
 * @param title what is to be done
 * @param due until when; now if left out
 * @param user who is to do it; who is responsible for the item if left out
 * @param untilLeft whether it closes by itself when the item leaves its stage
 * @returns the to-do
 * @repeatable
 * @group Control and tasks
 * @example planToDo("Ask for the signed contract", due: now + 1 day, untilLeft: true)
 */
export async function planToDo(
  context: ActionContext,
  title: Text,
  due?: DateTime,
  user?: User,
  untilLeft?: boolean,
): Promise<ToDo> {
  const id = await context.crm.reserveActivity();
  const who = user?.id ?? responsibleOf(context);
  context.change({
    kind: "record",
    activity: {
      id,
      kind: "toDo",
      title: titled(title, "to-do"),
      deadline: due ?? context.now,
      open: true,
      ...(who !== undefined && { who }),
      ...(untilLeft === true && { untilLeft }),
    },
  });
  return { id };
}
