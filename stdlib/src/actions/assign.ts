import type { ActionContext, User } from "@onstage/runtime/actions";

/**
 * Makes a user responsible for the item: writes its field `responsible`. Assigning the item to whom it belongs already
 * changes nothing.
 *
 * @param user who is to be responsible, by name or address, or a field such as `responsible.manager`
 * @writes responsible user
 * @repeatable
 * @group Items
 * @example assign("Max") when amount > 50000
 */
export async function assign(context: ActionContext, user: User): Promise<void> {
  context.change({ kind: "set", fields: { responsible: user.id } });
}
