import type { ActionContext, Ref } from "@onstage/runtime/actions";

/**
 * Takes the link between the item and another one away, whichever of the two has it. Where there is none, nothing changes.
 *
 * @param item the item to unlink, as a link or the result of another rule
 * @repeatable
 * @group Items
 * @example unlinkItem(contact) when contact is set
 */
export async function unlinkItem(context: ActionContext, item: Ref): Promise<void> {
  context.change({ kind: "unlink", to: { entity: item.entity, id: item.id } });
}
