import type { CrmSchema, Entity } from "./schema.ts";

/**
 * What stands under a name: a field's value, or its definition in the schema. A plain `fields[name]` finds more than
 * is there: every object answers to `constructor`, and a field may have that name.
 *
 * @returns undefined where nothing does
 */
export function fieldOf<T>(fields: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The entity of this name; undefined where the schema has none. */
export function entityOf(schema: CrmSchema, name: string): Entity | undefined {
  return fieldOf(schema.entities, name);
}
