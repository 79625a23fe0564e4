import { Temporal } from "temporal-polyfill";
import type { CrmSchema, Field } from "../../../src/schema/format.ts";
import { present, type Type } from "../../../src/types/types.ts";
import { exact } from "./exact.ts";
import {
  type Json,
  type JsonObject,
  type StoredItem,
  type Surroundings,
  text,
  type Value,
} from "./values.ts";

type Around = Pick<Surroundings, "schema" | "currency" | "find">;

/** What stands under a name of an object: only what it has itself. */
export const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;

/** Tells an object of JSON from everything else. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function userOf(id: number, schema: CrmSchema): Value | undefined {
  const user = schema.users?.find((one) => one.id === id);
  return user && { kind: "user", user };
}

function readStored(value: Json, field: Field, fields: JsonObject, around: Around): Value | undefined {
  switch (field.type) {
    case "Number":
    case "Integer":
      return { kind: "number", exact: exact(String(value)) };
    case "Money": {
      if (isObject(value)) {
        return { kind: "money", exact: exact(String(value.amount)), currency: String(value.currency) };
      }
      const beside = field.currencyField === undefined ? undefined : own(fields, field.currencyField);
      const currency = typeof beside === "string" && beside !== "" ? beside : around.currency;
      return { kind: "money", exact: exact(String(value)), currency };
    }
    case "Boolean":
      return { kind: "flag", flag: value === true };
    case "Date":
      return { kind: "date", date: Temporal.PlainDate.from(String(value)) };
    case "Time":
      return { kind: "time", time: Temporal.PlainTime.from(String(value)) };
    case "DateTime":
      return { kind: "moment", instant: Temporal.Instant.from(String(value)) };
    case "User":
      return userOf(Number(value), around.schema);
    case "Option": {
      const option = field.options?.find((one) => one.id === value);
      return option && { kind: "option", id: option.id, title: option.title };
    }
    case "Link": {
      const item = around.find(field.entity ?? "", Number(value));
      return item && { kind: "item", item };
    }
    case "File":
      return isObject(value) ? { kind: "file", file: value } : text(String(value));
    case "Text":
    case "Email":
    case "Phone":
    case "Url":
      return text(String(value));
  }
}

/** The stage of an item, or its pipeline. What the schema does not know any more is called by its id. */
function placeOf(
  { entity, pipeline, stage }: StoredItem,
  name: string,
  { schema }: Around,
): Value | undefined {
  const found = schema.entities[entity]?.pipelines?.find(({ id }) => id === pipeline);
  if (pipeline === undefined) return undefined;
  if (name === "pipeline") return { kind: "pipeline", id: pipeline, title: found?.title ?? pipeline };
  if (stage === undefined) return undefined;
  const title = found?.stages.find(({ id }) => id === stage)?.title ?? stage;
  return { kind: "stage", keys: [`${pipeline}/${stage}`], name: stage, title };
}

/** A field of an item, by its name in the schema. */
export function fieldOf(item: StoredItem, name: string, around: Around): Value | undefined {
  const entity = around.schema.entities[item.entity];
  const field = entity !== undefined && Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
  if (field === undefined) {
    if (name === "id") return { kind: "number", exact: exact(item.id) };
    return name === "stage" || name === "pipeline" ? placeOf(item, name, around) : undefined;
  }
  const stored = own(item.fields, name);
  if (stored === undefined) return undefined;
  const read = (one: Json): Value | undefined => readStored(one, field, item.fields, around);
  if (field.many !== true) return read(stored);
  const members = Array.isArray(stored) ? stored.map(read).filter((one) => one !== undefined) : [];
  return { kind: "list", members };
}

/** One step of a path: a field of an item, a user or a record. */
export function stepInto(value: Value | undefined, name: string, around: Around): Value | undefined {
  switch (value?.kind) {
    case "item":
      return fieldOf(value.item, name, around);
    case "record":
      return value.fields.get(name);
    case "user": {
      const { user } = value;
      if (name === "id") return { kind: "number", exact: exact(user.id) };
      if (name === "name") return text(user.name);
      if (name === "email") return user.email === undefined ? undefined : text(user.email);
      return user.manager === undefined ? undefined : userOf(user.manager, around.schema);
    }
    default:
      return undefined;
  }
}

/** JSON of an action or an event, as a value of the type that it is declared with. What does not fit is missing. */
export function readJson(json: Json | undefined, type: Type, around: Around): Value | undefined {
  if (json === undefined || json === null) return undefined;
  const wanted = present(type);
  switch (wanted.kind) {
    case "list": {
      if (!Array.isArray(json)) return undefined;
      const members = json
        .map((one: Json) => readJson(one, wanted.of, around))
        .filter((one) => one !== undefined);
      return { kind: "list", members };
    }
    case "record": {
      if (!isObject(json)) return undefined;
      const fields = Object.entries(wanted.fields).map(
        ([name, of]) => [name, readJson(own(json, name), of, around)] as const,
      );
      return { kind: "record", fields: new Map(fields) };
    }
    case "choice":
      return wanted.texts.some((one) => one === json) ? text(String(json)) : undefined;
    case "plain":
      break;
    default:
      return undefined;
  }
  switch (wanted.name) {
    case "Number":
    case "Integer":
      return typeof json === "number" ? { kind: "number", exact: exact(json) } : undefined;
    case "Boolean":
      return typeof json === "boolean" ? { kind: "flag", flag: json } : undefined;
    case "Money":
      return isObject(json)
        ? { kind: "money", exact: exact(String(json.amount)), currency: String(json.currency) }
        : undefined;
    case "Date":
      return { kind: "date", date: Temporal.PlainDate.from(String(json)) };
    case "Time":
      return { kind: "time", time: Temporal.PlainTime.from(String(json)) };
    case "DateTime":
      return { kind: "moment", instant: Temporal.Instant.from(String(json)) };
    case "User":
      return isObject(json) ? userOf(Number(json.id), around.schema) : undefined;
    default:
      return typeof json === "string" ? text(json) : undefined;
  }
}
