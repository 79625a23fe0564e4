import { fieldOf } from "./lookup.ts";
import { type Places, readPlaces, stageNamed } from "./places.ts";
import type { CrmSchema, Field } from "./schema.ts";
import { itemRef } from "./show.ts";
import { Decimal, type Json, type JsonObject, type Maybe, type MoneyValue } from "./values.ts";

export { itemRef };

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

/** A user as rules see one. */
export interface UserValue {
  readonly id: Decimal;
  readonly name: string;
  readonly email?: string;
  readonly phone?: string;
  /** The user's supervisor. Not listed with the other fields: supervisors may stand in a circle. */
  readonly manager: Maybe<UserValue>;
}

const usersBySchema = new WeakMap<CrmSchema, ReadonlyMap<number, UserValue>>();

function readUsers(schema: CrmSchema): ReadonlyMap<number, UserValue> {
  const users = new Map<number, UserValue>();
  for (const { id, name, email, phone, manager } of schema.users ?? []) {
    const addresses = {
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
    };
    const user = { id: new Decimal(id), name, ...addresses };
    const get = (): Maybe<UserValue> => (manager === undefined ? undefined : users.get(manager));
    users.set(
      id,
      Object.defineProperty({ ...user, manager: undefined }, "manager", { enumerable: false, get }),
    );
  }
  return users;
}

/** The user with an id; missing where the schema has none. */
export function userOf(schema: CrmSchema, id: number): Maybe<UserValue> {
  let users = usersBySchema.get(schema);
  if (users === undefined) {
    users = readUsers(schema);
    usersBySchema.set(schema, users);
  }
  return users.get(id);
}

/** A user as the engine takes one: in whose name a rule acts, and whose working hours count. */
export function actor(user: Maybe<UserValue>): Maybe<{ readonly id: number; readonly name: string }> {
  return user && { id: user.id.toNumber(), name: user.name };
}

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

/** What the view of an item is read with. */
interface Reader {
  readonly schema: CrmSchema;
  /** ISO 4217 code of amounts that have none. */
  readonly currency: string;
  readonly find: FindItem;
}

/** Times of day and moments come out in one shape each, so that their text order is their order. */
function readValue(value: Json, field: Field, fields: JsonObject, reader: Reader): unknown {
  if (Array.isArray(value)) {
    return value.map((one: Json) => readValue(one, field, fields, reader)).filter((one) => one !== undefined);
  }
  switch (field.type) {
    case "Number":
    case "Integer":
      return typeof value === "number" || typeof value === "string" ? new Decimal(value) : undefined;
    case "Money":
      return readMoney(value, field, fields, reader.currency);
    case "DateTime":
      return typeof value === "string" ? new Date(value).toISOString() : undefined;
    case "Time":
      return typeof value === "string" && value.length === 5 ? `${value}:00` : value;
    case "User":
      return typeof value === "number" ? userOf(reader.schema, value) : undefined;
    case "Link": {
      const target = typeof value === "number" ? reader.find(field.entity ?? "", value) : undefined;
      return target && readItem(target, reader);
    }
    case "Text":
    case "Boolean":
    case "Date":
    case "Email":
    case "Phone":
    case "Url":
    case "File":
      return value ?? undefined;
    case "Option": {
      const option = field.options?.find((one) => one.id === value);
      // What it was called before is nothing that rules hand on.
      return option && { id: option.id, title: option.title };
    }
  }
}

const source = Symbol("source");
const unread = Symbol("unread");

/** A view holds its item, and what has been read of it. Both are symbols: no field has such a name. */
interface View {
  readonly [itemRef]: { readonly entity: string; readonly id: number };
  readonly [source]: { readonly item: StoredItem; readonly reader: Reader; readonly values: unknown[] };
}

function getterOf(name: string, field: Field, place: number): (this: View) => unknown {
  return function () {
    const { item, reader, values } = this[source];
    const known = values[place];
    if (known !== unread) return known;
    const stored = fieldOf(item.fields, name);
    const value =
      stored === undefined || stored === null ? undefined : readValue(stored, field, item.fields, reader);
    values[place] = value;
    return value;
  };
}

/** Where an item stands. Not listed with its fields, none of which has these names. */
function definePlaces(prototype: object, places: Places): void {
  const getters = {
    stage(this: View) {
      return places.stageIn(this[source].item);
    },
    pipeline(this: View) {
      return places.pipelineIn(this[source].item);
    },
  };
  for (const [name, get] of Object.entries(getters)) {
    Object.defineProperty(prototype, name, { configurable: true, get });
  }
  Object.defineProperty(prototype, stageNamed, {
    value(this: View, name: string) {
      return places.named(this[source].item, name);
    },
  });
}

interface Kind {
  /** What all views of an entity have in common: a property for each of its fields. */
  readonly prototype: object;
  readonly fields: number;
}

const kindsBySchema = new WeakMap<CrmSchema, Map<string, Kind>>();

function kindOf(schema: CrmSchema, entity: string): Kind {
  const kinds = kindsBySchema.get(schema) ?? new Map<string, Kind>();
  kindsBySchema.set(schema, kinds);
  const known = kinds.get(entity);
  if (known !== undefined) return known;
  const { fields: described = {}, pipelines } = fieldOf(schema.entities, entity) ?? {};
  const fields = Object.entries(described);
  // Without a prototype of its own: a field may be called `constructor`.
  const prototype: object = Object.create(null);
  Object.defineProperty(prototype, "id", {
    configurable: true,
    get(this: View) {
      return new Decimal(this[itemRef].id);
    },
  });
  if (pipelines !== undefined) definePlaces(prototype, readPlaces(pipelines));
  for (const [place, [name, field]] of fields.entries()) {
    Object.defineProperty(prototype, name, { enumerable: true, get: getterOf(name, field, place) });
  }
  const kind = { prototype, fields: fields.length };
  kinds.set(entity, kind);
  return kind;
}

/**
 * An item's stored fields as values of the language: exact numbers and money, users and linked items in place of
 * their ids. Fields are read when they are asked for, so a link costs nothing until a rule follows it.
 *
 * @param item the item as stored
 * @param reader the schema, the project's currency, and how to find linked items
 */
export function readItem(item: StoredItem, reader: Reader): Readonly<Record<string, unknown>> {
  const { prototype, fields } = kindOf(reader.schema, item.entity);
  const view: Record<PropertyKey, unknown> = Object.create(prototype);
  view[itemRef] = { entity: item.entity, id: item.id };
  view[source] = { item, reader, values: new Array(fields).fill(unread) };
  return view;
}
