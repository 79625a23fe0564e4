import { type ActionContext, type EntityName, PermanentError, type Ref } from "@onstage/runtime/actions";
import { cleanLine } from "../text/clean.ts";

/**
 * Finds the item of an entity that is linked to this one: by a field of this item, or else the first one that points to it.
 * It fails where there is none.
 *
 * @param entity the entity of the linked item, by its name or title
 * @returns the linked item
 * @repeatable
 * @kind helper
 * @group Items
 * @example let who = getLinked("contacts");
 * after previous editItem(who, { phone: "+49 30 654321" })
 */
export async function getLinked(context: ActionContext, entity: EntityName): Promise<Ref> {
  const { item, crm } = context;
  const own = await crm.entity(item.entity);
  for (const [name, field] of Object.entries(own?.fields ?? {})) {
    if (field.type !== "Link" || field.entity !== entity) continue;
    const value = item.fields[name];
    const id = Array.isArray(value) ? value[0] : value;
    if (typeof id === "number" && (await crm.get({ entity, id })) !== null) return { entity, id };
  }
  const other = await crm.entity(entity);
  for (const [name, field] of Object.entries(other?.fields ?? {})) {
    if (field.type !== "Link" || field.entity !== item.entity) continue;
    const [found] = await crm.find(entity, { [name]: item.id });
    if (found !== undefined) return { entity, id: found.id };
  }
  throw new PermanentError(`“${cleanLine(item.title, 80)}” is linked to no item of ${entity}.`);
}
