import type { ActionContext, Fields, Ref } from "@onstage/runtime/actions";
import { storedFields } from "../text/stored-fields.ts";

/**
 * Writes fields of an item that the rule knows, such as the contact or the company of a deal.
 *
 * @param item the item, as a link or the result of another rule
 * @param fields what to write, by the names of the fields
 * @param append whether fields with several values keep those that they have; they lose them if left out
 * @repeatable
 * @group Items
 * @example editItem(contact, { email: "ann@client.example" }) when contact is set
 */
export async function editItem(
  context: ActionContext,
  item: Ref,
  fields: Fields,
  append?: boolean,
): Promise<void> {
  const { entity, id } = item;
  context.change({
    kind: "set",
    item: { entity, id },
    fields: storedFields(fields),
    ...(append === true && { append }),
  });
}
