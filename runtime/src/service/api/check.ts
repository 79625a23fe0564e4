import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { shown, suggest } from "../../crm/suggest.ts";
import { isRecord } from "../../unknown.ts";
import { problem } from "../problem.ts";
import { type Read, right, wrong } from "../request.ts";
import { faultOf } from "../strict-json.ts";
import type { JsonSchema, Schema } from "./schema.ts";

const ajv = new Ajv({
  verbose: true,
  strict: false,
  validateSchema: false,
  meta: false,
  validateFormats: false,
});

/** `/events/3/payload` as people write it: `events[3].payload`. */
function fieldOf(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : path === "" ? part : `${path}.${part}`),
      "",
    );
}

const kinds: ReadonlyMap<unknown, string> = new Map([
  ["string", "a text"],
  ["integer", "a whole number"],
  ["number", "a number"],
  ["boolean", "true or false"],
  ["object", "a JSON object"],
  ["array", "a list"],
  ["null", "null"],
]);

const kindOf = (type: unknown): string =>
  (Array.isArray(type) ? type : [type]).map((one) => kinds.get(one) ?? String(one)).join(" or ");

/** What is wrong by one error, as the end of a sentence that begins with the field's name. */
function sentence({ keyword, params, parentSchema, schema }: ErrorObject): string {
  switch (keyword) {
    case "type":
      return `has to be ${kindOf(params.type)}`;
    case "enum":
      return `has to be one of ${(Array.isArray(schema) ? schema : []).join(", ")}`;
    case "minimum":
      return `has to be at least ${params.limit}`;
    case "maximum":
      return `may be ${params.limit} at most`;
    case "minLength":
      return params.limit === 1 ? "must not be empty" : `needs at least ${params.limit} characters`;
    case "maxLength":
      return `is longer than ${params.limit} characters`;
    case "minItems":
      return params.limit === 1 ? "must not be empty" : `needs at least ${params.limit} entries`;
    case "maxItems":
      return `has more than ${params.limit} entries`;
    case "uniqueItems":
      return "holds the same twice";
    default: {
      const examples = isRecord(parentSchema) ? parentSchema.examples : undefined;
      const like = Array.isArray(examples) && examples.length > 0 ? `, such as ${String(examples[0])}` : "";
      return `is not written as it has to be${like}`;
    }
  }
}

function tell(field: string, detail: string): Extract<Read<never>, { ok: false }> {
  return field === "" ? { ok: false, problem: problem(400, detail) } : wrong(field, detail);
}

function explain(errors: readonly ErrorObject[], what: string): Extract<Read<never>, { ok: false }> {
  // The parts of a choice come before the choice itself; the first is what was most likely meant.
  const [error] = errors;
  if (error === undefined) return tell("", `${what} is not what this address takes.`);
  const at = fieldOf(error.instancePath);
  const inside = (name: unknown) => (at === "" ? String(name) : `${at}.${String(name)}`);
  if (error.keyword === "required") {
    const field = inside(error.params.missingProperty);
    return wrong(field, `"${shown(field)}" is missing.`);
  }
  if (error.keyword === "additionalProperties") {
    const name = String(error.params.additionalProperty);
    const properties = isRecord(error.parentSchema) ? error.parentSchema.properties : undefined;
    const known = suggest(name, Object.keys(isRecord(properties) ? properties : {}));
    return wrong(
      inside(name),
      `There is no "${shown(name)}" in ${what === "The body" ? "this body" : "this address"}. ${known}`,
    );
  }
  return tell(at, `${at === "" ? what : `"${shown(at)}"`} ${sentence(error)}.`);
}

/**
 * Makes the check of a part of a request.
 *
 * @param what the part, as a sentence about it begins
 */
export function checkOf<T>(schema: Schema<T>, what = "The body"): (value: unknown) => Read<T> {
  // Compiled when it is first needed: a service starts sooner than all its schemas compile.
  let compiled: ValidateFunction<T> | undefined;
  return (value) => {
    compiled ??= ajv.compile<T>(schema.json);
    const validate = compiled;
    return validate(value) ? right(value) : explain(validate.errors ?? [], what);
  };
}

/**
 * Makes the check of a JSON body: that its values can be held as they are meant, and that it fits a schema.
 *
 * @param mayLack whether there may be none
 */
export function jsonCheckOf<T>(schema: Schema<T>, mayLack = false): (value: unknown) => Read<T> {
  const check = checkOf(schema);
  return (value) => {
    if (value === undefined && !mayLack) {
      return { ok: false, problem: problem(400, "This address needs a body: application/json.") };
    }
    const fault = faultOf(value);
    return fault ? tell(fault.field, fault.detail) : check(value === undefined ? {} : value);
  };
}

function typeOf(schema: JsonSchema, name: string): unknown {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isRecord(field) ? field.type : undefined;
}

/** What the text of a parameter stands for, where its schema asks for more than a text. */
function meant(text: string, type: unknown): unknown {
  if (type === "integer" && /^-?(0|[1-9]\d{0,15})$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

/** Makes the check of parameters, which come as texts. One that stands more than once is refused. */
export function checkOfTexts<T>(schema: Schema<T>): (texts: unknown) => Read<T> {
  const check = checkOf(schema, "The address");
  return (texts) => {
    const values: [string, unknown][] = [];
    for (const [name, text] of Object.entries(texts ?? {})) {
      if (typeof text !== "string")
        return wrong(name, `The parameter "${shown(name)}" stands more than once.`);
      values.push([name, meant(text, typeOf(schema.json, name))]);
    }
    return check(Object.fromEntries(values));
  };
}
