import { type ActionContext, type CrmEntity, type CrmField, PermanentError } from "@onstage/runtime/actions";
import type { Json, JsonObject } from "@onstage/runtime/rules";

async function entityOf({ crm }: ActionContext, name: string): Promise<CrmEntity> {
  const entity = await crm.entity(name);
  if (entity === null) throw new PermanentError(`There is no entity “${name}” in the CRM.`);
  return entity;
}

function isAlike(a: CrmField, b: CrmField): boolean {
  return a.type === b.type && a.entity === b.entity && (a.many ?? false) === (b.many ?? false);
}

/** An amount with its currency, where that stands beside it and would stay behind. */
function amountOf(value: Json, source: CrmField, target: CrmField, fields: JsonObject): Json {
  const { currencyField } = source;
  const isPlain = typeof value === "number" || typeof value === "string";
  if (currencyField === undefined || target.currencyField === currencyField || !isPlain) return value;
  const currency = fields[currencyField];
  return typeof currency === "string" && currency !== "" ? { amount: String(value), currency } : value;
}

/** The values of the item that one of an entity can have as well: of fields of the same name and type that may be written. */
export async function copiedFields(context: ActionContext, target: string): Promise<JsonObject> {
  const { entity, fields } = context.item;
  const own = await entityOf(context, entity);
  const other = target === entity ? own : await entityOf(context, target);
  const copied = Object.entries(other.fields).flatMap(([name, field]) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const source = Object.hasOwn(own.fields, name) ? own.fields[name] : undefined;
    if (value === undefined || value === null || field.readOnly === true) return [];
    if (source === undefined || !isAlike(field, source)) return [];
    return [[name, amountOf(value, source, field, fields)] as const];
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
