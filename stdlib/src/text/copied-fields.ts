import { type ActionContext, type CrmEntity, type CrmField, PermanentError } from "@onstage/runtime/actions";
import type { JsonObject } from "@onstage/runtime/rules";

async function entityOf({ crm }: ActionContext, name: string): Promise<CrmEntity> {
  const entity = await crm.entity(name);
  if (entity === null) throw new PermanentError(`There is no entity “${name}” in the CRM.`);
  return entity;
}

function isAlike(a: CrmField, b: CrmField | undefined): boolean {
  return (
    b !== undefined && a.type === b.type && a.entity === b.entity && (a.many ?? false) === (b.many ?? false)
  );
}

/** The values of the item that one of an entity can have as well: of fields of the same name and type that may be written. */
export async function copiedFields(context: ActionContext, target: string): Promise<JsonObject> {
  const { entity, fields } = context.item;
  const own = await entityOf(context, entity);
  const other = target === entity ? own : await entityOf(context, target);
  const copied = Object.entries(other.fields).flatMap(([name, field]) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const source = Object.hasOwn(own.fields, name) ? own.fields[name] : undefined;
    const fits = value !== undefined && value !== null && field.readOnly !== true && isAlike(field, source);
    return fits ? [[name, value] as const] : [];
  });
  return Object.fromEntries(copied);
}

/** The field by which an item of an entity points to this one, with its value; nothing where there is none. */
export async function linkBack(context: ActionContext, target: string): Promise<JsonObject> {
  const { item } = context;
  const { fields } = await entityOf(context, target);
  const found = Object.entries(fields).find(
    ([, field]) => field.type === "Link" && field.entity === item.entity && field.readOnly !== true,
  );
  if (found === undefined) return {};
  const [name, { many }] = found;
  return { [name]: many === true ? [item.id] : item.id };
}
