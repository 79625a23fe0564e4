import {
  type ActionContext,
  type EntityName,
  type Fields,
  PermanentError,
  type Ref,
  type Where,
} from "@onstage/runtime/actions";
import { storedFields } from "../text/stored-fields.ts";

/**
 * Writes fields of the first item of an entity that fits, by the order of ids. It fails where none does. What the item has
 * already is not written, and wakes nobody.
 *
 * @param entity the entity, by its name or title
 * @param where what the item has to be like: a value, a list of which one is enough, or its `id` or `stage`
 * @param fields what to write, by the names of the fields
 * @returns the item that was found
 * @repeatable
 * @group Items
 * @example createItem("contractPrep", { title: title, deal: this });
 * after previous updateItem("contractPrep", { deal: this }, { amount: amount }) when amount is set
 */
export async function updateItem(
  context: ActionContext,
  entity: EntityName,
  where: Where,
  fields: Fields,
): Promise<Ref> {
  const [found] = await context.crm.find(entity, storedFields(where));
  if (found === undefined) throw new PermanentError(`There is no item of ${entity} that fits.`);
  const item = { entity, id: found.id };
  context.change({ kind: "set", item, fields: storedFields(fields) });
  return item;
}
