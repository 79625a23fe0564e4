import type { ActionContext, Ref } from "@onstage/runtime/actions";

/**
 * Links the item to another one: writes the first field by which one of the two can point to the other. A field for several
 * keeps the links that it has.
 *
 * @param item the item to link to, as a link or the result of another rule
 * @repeatable
 * @group Items
 * @example let prep = createItem("contractPrep", { title: title });
 * after previous linkItem(prep)
 */
export async function linkItem(context: ActionContext, item: Ref): Promise<void> {
  context.change({ kind: "link", to: { entity: item.entity, id: item.id } });
}
