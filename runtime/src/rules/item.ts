import { entityOf, fieldOf } from "./lookup.ts";
import type { CrmSchema, Field } from "./schema.ts";
import { Decimal, type Json, type JsonObject, type MoneyValue } from "./values.ts";

/** An item as it is stored and sent: plain JSON fields beside its id and stage. */
export interface StoredItem {
  readonly entity: string;
  readonly id: number;
  /** Id of the pipeline; absent where the entity has none. */
  readonly pipeline?: string;
  /** Id of the stage; absent where the entity has none. */
  readonly stage?: string;
  readonly fields: JsonObject;
}

/** Finds another item that the rules may read, such as the contact of a deal. */
export type FindItem = (entity: string, id: number) => StoredItem | undefined;

function readMoney(value: Json, field: Field, fields: JsonObject, currency: string): MoneyValue | undefined {
  if (typeof value === "object" && value !== null && "amount" in value && "currency" in value) {
    return { amount: new Decimal(String(value.amount)), currency: String(value.currency) };
  }
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  const beside = field.currencyField === undefined ? undefined : fieldOf(fields, field.currencyField);
  return {
    amount: new Decimal(value),
    currency: typeof beside === "string" && beside !== "" ? beside : currency,
  };
}

/** Under this key an item's view says which item it is, unseen by anything that lists its fields. */
export const itemRef = Symbol.for("onstage.item");

interface Reader {
  readonly schema: CrmSchema;
  readonly currency: string;
  readonly find: FindItem;
}

function readValue(value: Json, field: Field, fields: JsonObject, reader: Reader): unknown {
  if (Array.isArray(value)) return value.map((one: Json) => readValue(one, field, fields, reader));
  switch (field.type) {
    case "Number":
    case "Integer":
      return typeof value === "number" || typeof value === "string" ? new Decimal(value) : undefined;
    case "Money":
      return readMoney(value, field, fields, reader.currency);
    case "DateTime":
      return typeof value === "string" ? new Date(value).toISOString() : undefined;
    case "User":
      return reader.schema.users?.find((user) => user.id === value);
    case "Link": {
      const target = typeof value === "number" ? reader.find(field.entity ?? "", value) : undefined;
      return target && readItem(target, reader);
    }
    case "Text":
    case "Boolean":
    case "Date":
    case "Time":
    case "Email":
    case "Phone":
    case "Url":
    case "File":
      return value;
    case "Option":
      return field.options?.find((option) => option.id === value);
  }
}

/**
 * An item's stored fields as values of the language: exact numbers and money, users and linked items in place of
 * their ids. Fields are read when they are asked for, so a link costs nothing until a rule follows it.
 *
 * @param item the item as stored
 * @param reader the schema, the project's currency, and how to find linked items
 */
export function readItem(item: StoredItem, reader: Reader): Readonly<Record<string, unknown>> {
  const entity = entityOf(reader.schema, item.entity);
  const view: Record<string, unknown> = { id: new Decimal(item.id) };
  Object.defineProperty(view, itemRef, { value: { entity: item.entity, id: item.id }, enumerable: false });
  for (const [name, field] of Object.entries(entity?.fields ?? {})) {
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => {
        const value = fieldOf(item.fields, name);
        return value === undefined || value === null
          ? undefined
          : readValue(value, field, item.fields, reader);
      },
    });
  }
  return view;
}
