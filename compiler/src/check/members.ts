import type { CrmSchema, Entity } from "../schema/format.ts";
import { findField } from "../schema/lookups.ts";
import { fieldType, optional, plain, type Type } from "../types/types.ts";
import { partNames } from "./parts.ts";

/** What every user has. */
const ofUsers: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["id", plain("Integer")],
  ["name", plain("Text")],
  ["email", optional(plain("Email"))],
  ["phone", optional(plain("Phone"))],
  ["manager", optional(plain("User"))],
]);

const itemId = plain("Integer");

const places = ["stage", "pipeline"] as const;

/** What is known of an item beside its fields: its id and, where its like goes through stages, where it stands. */
function besideFields(name: string, entity: string, pipelines: Entity["pipelines"]): Member | undefined {
  if (name === "id") return { name, type: itemId };
  const of = places.find((place) => place === name);
  return of && pipelines && { name, type: { kind: "place", of, entity, pipelines } };
}

/** A field of a value, by the name that it has today. */
export interface Member {
  readonly name: string;
  readonly type: Type;
}

/** What stands behind a dot on a value that has fields: an item, a user, a record. */
export function memberOf(type: Type, name: string, schema: CrmSchema): Member | undefined {
  switch (type.kind) {
    case "item": {
      const entity = Object.hasOwn(schema.entities, type.entity) ? schema.entities[type.entity] : undefined;
      const found = entity && findField(entity, name);
      if (found !== undefined) return { name: found.name, type: fieldType(found.name, found.field) };
      return besideFields(name, type.entity, entity?.pipelines);
    }
    case "record": {
      const of = Object.hasOwn(type.fields, name) ? type.fields[name] : undefined;
      return of && { name, type: of };
    }
    case "plain": {
      const of = type.name === "User" ? ofUsers.get(name) : undefined;
      return of && { name, type: of };
    }
    default:
      return undefined;
  }
}

/** All names that can stand behind a dot on a value of a type. */
export function memberNames(type: Type, schema: CrmSchema): readonly string[] {
  switch (type.kind) {
    case "item": {
      const { fields = {}, pipelines } = schema.entities[type.entity] ?? {};
      return [...new Set(["id", ...Object.keys(fields), ...(pipelines === undefined ? [] : places)])];
    }
    case "record":
      return Object.keys(type.fields);
    case "plain":
      return type.name === "User" ? [...ofUsers.keys()] : partNames(type);
    default:
      return partNames(type);
  }
}
