import { type ActionContext, type EntityName, type Integer, PermanentError } from "@onstage/runtime/actions";

/**
 * Deletes an item of any entity by its id. What waits for it is cancelled. One that is gone already is no mistake, and the
 * run says so.
 *
 * @param entity the entity, by its name or title
 * @param id the id of the item, such as a field or the result of another rule has it
 * @repeatable
 * @group Items
 * @example deleteItem("contractPrep", 501)
 */
export async function deleteItem(context: ActionContext, entity: EntityName, id: Integer): Promise<void> {
  if (!(Number.isSafeInteger(id) && id > 0)) throw new PermanentError(`${id} is no id of an item.`);
  context.change({ kind: "delete", item: { entity, id } });
}
