import type { CrmSchema } from "../schema/format.ts";
import { findField } from "../schema/lookups.ts";
import { fieldType, optional, plain, type Type } from "../types/types.ts";
import { partNames } from "./parts.ts";

/** What every user has. */
const ofUsers: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["id", plain("Integer")],
  ["name", plain("Text")],
  ["email", optional(plain("Email"))],
  ["manager", optional(plain("User"))],
]);

const itemId = plain("Integer");

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
      return name === "id" ? { name, type: itemId } : undefined;
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
    case "item":
      return ["id", ...Object.keys(schema.entities[type.entity]?.fields ?? {})];
    case "record":
      return Object.keys(type.fields);
    case "plain":
      return type.name === "User" ? [...ofUsers.keys()] : partNames(type);
    default:
      return partNames(type);
  }
}
