import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { isRecord } from "../src/unknown.ts";

/** A value of JSON that nothing is known of. */
type Any = Readonly<Record<string, unknown>>;

/** One method of one address, as the document tells of it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  /** The scope that it needs, `any` for a token whatever it is for; undefined where it needs no token. */
  readonly scope: string | undefined;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Any;
  }[];
  readonly body: { readonly type: string; readonly schema: Any } | undefined;
  /** What it may answer, by status: the media type and its schema. */
  readonly responses: ReadonlyMap<number, { readonly type: string; readonly schema: unknown }>;
}

const record = (value: unknown): Any => (isRecord(value) ? value : {});
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function contentOf(value: unknown): { readonly type: string; readonly schema: Any } | undefined {
  const [first] = Object.entries(record(record(value).content));
  return first && { type: first[0], schema: record(record(first[1]).schema) };
}

function operationOf(path: string, method: string, value: Any): Operation {
  // An empty list asks for a token, whatever it is for.
  const [needs] = list(value.security).map((one) => list(record(one).token)[0] ?? "any");
  return {
    method: method.toUpperCase(),
    path,
    scope: needs === undefined ? undefined : String(needs),
    parameters: list(value.parameters).map((one) => {
      const { name, in: place, required, schema } = record(one);
      return { name: String(name), in: String(place), required: required === true, schema: record(schema) };
    }),
    body: contentOf(value.requestBody),
    responses: new Map(
      Object.entries(record(value.responses)).map(([status, answer]) => [
        Number(status),
        contentOf(answer) ?? { type: "", schema: undefined },
      ]),
    ),
  };
}

/** All that a document says can be called. */
export function operationsOf(document: Any): readonly Operation[] {
  return Object.entries(record(document.paths)).flatMap(([path, methods]) =>
    Object.entries(record(methods)).map(([method, value]) => operationOf(path, method, record(value))),
  );
}

/** Says what in a value does not fit a schema of the document. */
export function checkerOf(document: Any): (schema: unknown, value: unknown) => string | undefined {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...document, $id: "api" });
  const pointed = (schema: unknown): unknown =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components'));
  const known = new Map<string, ReturnType<typeof ajv.compile>>();
  return (schema, value) => {
    const key = JSON.stringify(schema);
    const check = known.get(key) ?? ajv.compile(record(pointed(schema)));
    known.set(key, check);
    return check(value) ? undefined : ajv.errorsText(check.errors);
  };
}

function textOf({ minLength = 0, maxLength = 40, pattern, format }: Any): fc.Arbitrary<unknown> {
  if (format === "date-time") return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  // Classes of letters are more than the generator knows.
  if (typeof pattern === "string") {
    return pattern.includes("\\p{")
      ? fc.stringMatching(/^[A-Za-z][A-Za-z0-9 ._-]{0,20}$/)
      : fc.stringMatching(new RegExp(pattern));
  }
  return fc.string({
    minLength: Number(minLength),
    maxLength: Math.min(Number(maxLength), 40),
    unit: "grapheme",
  });
}

function objectOf(document: Any, schema: Any, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries(record(schema.properties));
  const fields = fc.record(
    Object.fromEntries(properties.map(([name, json]) => [name, fitting(document, record(json), depth + 1)])),
    { requiredKeys: list(schema.required).map(String) },
  );
  if (schema.additionalProperties === false) return fields;
  const others = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 });
  return fc.tuple(others, fields).map(([some, named]) => ({ ...some, ...named }));
}

/** Values that fit a schema; among them, often, its own examples. */
export function fitting(document: Any, schema: Any, depth = 0): fc.Arbitrary<unknown> {
  const examples = list(schema.examples);
  const made = made_(document, schema, depth);
  return examples.length === 0
    ? made
    : fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...examples) }, made);
}

function made_(document: Any, schema: Any, depth: number): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return fitting(document, record(record(record(document.components).schemas)[name]), depth);
  }
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.anyOf))
    return fc.oneof(...schema.anyOf.map((one) => fitting(document, record(one), depth)));
  switch (schema.type) {
    case "string":
      return textOf(schema);
    case "integer":
      return fc.integer({
        min: Math.max(Number(schema.minimum), -(2 ** 31)),
        max: Math.min(Number(schema.maximum), 2 ** 31 - 1),
      });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(fitting(document, record(schema.items), depth + 1), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: 3,
      });
    case "object":
      return objectOf(document, schema, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Values that fit a schema, or nearly, or not at all. */
export function nearly(document: Any, schema: Any): fc.Arbitrary<unknown> {
  const right = fitting(document, schema);
  const bent = fc.tuple(right, fc.nat(), fc.jsonValue({ maxDepth: 2 })).map(([value, place, other]) => {
    if (!isRecord(value)) return other;
    const names = [...Object.keys(value), "another"];
    return { ...value, [names[place % names.length] ?? "another"]: other };
  });
  return fc.oneof({ weight: 4, arbitrary: right }, { weight: 3, arbitrary: bent }, fc.jsonValue());
}
