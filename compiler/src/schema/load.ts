import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { type CrmSchema, emptySchema } from "./format.ts";
import { type JsonText, readJson, shapeProblems } from "./json.ts";
import { crmValidator } from "./validators.ts";

/** Names inside the schema that point at nothing: a linked entity, a currency field, a client field, a manager. */
function danglingNames(schema: CrmSchema, json: JsonText): readonly Diagnostic[] {
  const entities = Object.keys(schema.entities);
  const found: Diagnostic[] = [];
  const missing = (
    path: readonly (string | number)[],
    name: string,
    what: string,
    known: readonly string[],
  ) => {
    if (known.includes(name)) return;
    found.push(diagnostic("OS5103", json.placeOf(path), { name, what, near: didYouMeanName(name, known) }));
  };
  for (const [name, entity] of Object.entries(schema.entities)) {
    const fields = Object.keys(entity.fields);
    for (const [key, field] of Object.entries(entity.fields)) {
      const path = ["entities", name, "fields", key];
      if (field.entity !== undefined) missing([...path, "entity"], field.entity, "the entity", entities);
      if (field.currencyField !== undefined)
        missing([...path, "currencyField"], field.currencyField, "the field", fields);
    }
    for (const [index, client] of (entity.client ?? []).entries()) {
      missing(["entities", name, "client", index], client, "the field", fields);
    }
  }
  const users = (schema.users ?? []).map((user) => String(user.id));
  for (const [index, user] of (schema.users ?? []).entries()) {
    if (user.manager !== undefined)
      missing(["users", index, "manager"], String(user.manager), "the user", users);
  }
  return found;
}

type Path = readonly (string | number)[];

/** Names inside the schema that stand twice, where rules or people could not tell which is meant. */
function doubledNames(schema: CrmSchema, json: JsonText): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const once = (owner: string, what: string, names: readonly (readonly [name: string, path: Path])[]) => {
    const seen = new Set<string>();
    for (const [name, path] of names) {
      if (seen.has(name)) found.push(diagnostic("OS5104", json.placeOf(path), { what, name, owner }));
      seen.add(name);
    }
  };
  const entities = Object.entries(schema.entities);
  once(
    "the schema",
    "the item",
    entities.map(([name, entity]) => [entity.item, ["entities", name, "item"]]),
  );
  once(
    "the schema",
    "the user",
    (schema.users ?? []).map((user, at) => [String(user.id), ["users", at, "id"]]),
  );
  for (const [name, entity] of entities) {
    const path: Path = ["entities", name, "pipelines"];
    const pipelines = entity.pipelines ?? [];
    for (const key of ["id", "title"] as const) {
      once(
        name,
        "the pipeline",
        pipelines.map((pipeline, at) => [pipeline[key], [...path, at, key]]),
      );
      for (const [index, { title, stages }] of pipelines.entries()) {
        const place: Path = [...path, index, "stages"];
        once(
          `the pipeline "${title}"`,
          "the stage",
          stages.map((stage, at) => [stage[key], [...place, at, key]]),
        );
      }
      for (const [field, { options = [] }] of Object.entries(entity.fields)) {
        const place: Path = ["entities", name, "fields", field, "options"];
        once(
          `${name}.${field}`,
          "the option",
          options.map((option, at) => [option[key], [...place, at, key]]),
        );
      }
    }
  }
  return found;
}

/** A schema as far as it could be read, and what is wrong with it. */
export interface LoadedSchema {
  /** The text it was read from, by which an unchanged schema is known. */
  readonly text: string;
  readonly schema: CrmSchema;
  /** False where nothing can be checked against it. */
  readonly usable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the text of a `crm.schema.json`. A schema of a wrong shape is refused whole. */
export function loadSchema(text: string): LoadedSchema {
  const read = readJson(text);
  if (!read.ok) {
    return {
      text,
      schema: emptySchema,
      usable: false,
      diagnostics: [diagnostic("OS5101", read.span, { reason: read.reason })],
    };
  }
  const problems = shapeProblems(read.json, crmValidator());
  if (problems.length > 0) {
    const diagnostics = problems
      .slice(0, 50)
      .map(({ path, problem, span }) => diagnostic("OS5102", span, { path, problem }));
    return { text, schema: emptySchema, usable: false, diagnostics };
  }
  // The JSON Schema has just said that it is one.
  const schema = read.json.value as CrmSchema;
  return {
    text,
    schema,
    usable: true,
    diagnostics: [...danglingNames(schema, read.json), ...doubledNames(schema, read.json)],
  };
}
