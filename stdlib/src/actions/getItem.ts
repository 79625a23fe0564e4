import {
  type ActionContext,
  type EntityName,
  PermanentError,
  type Ref,
  type Where,
} from "@onstage/runtime/actions";
import { storedFields } from "../text/stored-fields.ts";

/**
 * Finds the first item of an entity that fits, by the order of ids, for rules behind it. It fails where none does.
 *
 * @param entity the entity, by its name or title
 * @param where what the item has to be like: a value, a list of which one is enough, or its `id` or `stage`
 * @returns the item
 * @repeatable
 * @kind helper
 * @group Items
 * @example let ann = getItem("contacts", { email: "ann@acme.example" });
 * after previous linkItem(ann)
 */
export async function getItem(context: ActionContext, entity: EntityName, where: Where): Promise<Ref> {
  const [found] = await context.crm.find(entity, storedFields(where));
  if (found === undefined) throw new PermanentError(`There is no item of ${entity} that fits.`);
  return { entity, id: found.id };
}
