import type { Json } from "../../rules/values.ts";

/** JSON Schemas that know the type of what fits them: the same one checks a request, types its handler and documents it. */

/** A JSON Schema of the 2020-12 draft, as OpenAPI 3.1 takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

declare const fits: unique symbol;

/** A schema of values of a type. */
export interface Schema<T> {
  readonly json: JsonSchema;
  /** Never there: it carries the type. */
  readonly [fits]?: T;
}

/** The type of what fits a schema. */
export type Fits<S> = S extends Schema<infer T> ? T : never;

type Fields = Readonly<Record<string, Schema<unknown>>>;
type Required<R extends Fields> = { readonly [K in keyof R]: Fits<R[K]> };
type Optional<O extends Fields> = { readonly [K in keyof O]?: Fits<O[K]> };

/** What a schema says beside its type. */
export interface Notes {
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

const jsonOf = (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).map(([name, { json }]) => [name, json]));

/** A text; the limits are in characters. */
export function aText(
  more: Notes & {
    readonly minLength?: number;
    readonly maxLength?: number;
    readonly pattern?: string;
    readonly format?: "date-time";
  } = {},
): Schema<string> {
  return { json: { type: "string", ...more } };
}

/** A moment in ISO 8601, as answers show it. */
export const aMoment: Schema<string> = aText({ format: "date-time" });

/** A whole number that a double holds exactly. */
export function aWhole(
  more: Notes & { readonly minimum?: number; readonly maximum?: number; readonly default?: number } = {},
): Schema<number> {
  const limits = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
  return { json: { type: "integer", ...limits, ...more } };
}

export const aFlag: Schema<boolean> = { json: { type: "boolean" } };

/** A flag, and what it says. */
export function aFlagThat(description: string): Schema<boolean> {
  return { json: { type: "boolean", description } };
}

/** Any JSON. */
export const anything: Schema<Json> = { json: {} };

/** One of these texts. */
export function oneOf<const V extends string>(values: readonly V[], notes: Notes = {}): Schema<V> {
  return { json: { type: "string", enum: values, ...notes } };
}

/** A list of what fits a schema. */
export function listOf<T>(
  member: Schema<T>,
  more: Notes & {
    readonly minItems?: number;
    readonly maxItems?: number;
    readonly uniqueItems?: boolean;
  } = {},
): Schema<readonly T[]> {
  return { json: { type: "array", items: member.json, ...more } };
}

/** What fits one of two schemas. */
export function either<A, B>(first: Schema<A>, second: Schema<B>, notes: Notes = {}): Schema<A | B> {
  return { json: { anyOf: [first.json, second.json], ...notes } };
}

/** What fits a schema, or null. */
export function orNull<T>(schema: Schema<T>): Schema<T | null> {
  const { type } = schema.json;
  return typeof type === "string" && !("enum" in schema.json)
    ? { json: { ...schema.json, type: [type, "null"] } }
    : { json: { anyOf: [schema.json, { type: "null" }] } };
}

/** An object with these fields and no others. */
export function anObject<R extends Fields, O extends Fields = Record<never, never>>(
  required: R,
  optional?: O,
  notes: Notes = {},
): Schema<Required<R> & Optional<O>> {
  const names = Object.keys(required);
  return {
    json: {
      type: "object",
      properties: { ...jsonOf(required), ...jsonOf(optional ?? {}) },
      ...(names.length > 0 && { required: names }),
      additionalProperties: false,
      ...notes,
    },
  };
}

/** An object with these fields, and others of any kind. */
export function anOpenObject<R extends Fields, O extends Fields = Record<never, never>>(
  required: R,
  optional?: O,
  notes: Notes = {},
): Schema<Required<R> & Optional<O> & Readonly<Record<string, Json>>> {
  const { additionalProperties: _, ...json } = anObject(required, optional, notes).json;
  return { json };
}

const names = new WeakMap<JsonSchema, string>();

/** Gives a schema a name of its own: the document says it once, and refers to it. */
export function named<T>(name: string, schema: Schema<T>): Schema<T> {
  names.set(schema.json, name);
  return schema;
}

/** The name that a part of a schema was given. */
export function nameOf(json: object): string | undefined {
  return names.get(json as JsonSchema);
}
