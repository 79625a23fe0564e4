import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { isDay } from "./days.ts";
import type { CrmSchema, Entity, FieldType, User } from "./format.ts";
import type { JsonText } from "./json.ts";
import { readWorkingHours } from "./working-hours.ts";

type Path = readonly (string | number)[];

/** Collects what is wrong with a schema that has the right shape. */
interface Findings {
  readonly json: JsonText;
  readonly report: (found: Diagnostic) => void;
}

/** Names inside the schema that point at nothing: a linked entity, a currency field, a client, a manager. */
function danglingNames(schema: CrmSchema, { json, report }: Findings): void {
  const entities = Object.keys(schema.entities);
  const missing = (path: Path, name: string, what: string, known: readonly string[]): void => {
    if (known.includes(name)) return;
    report(diagnostic("OS5103", json.placeOf(path), { name, what, near: didYouMeanName(name, known) }));
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
    if (entity.optOut !== undefined)
      missing(["entities", name, "optOut"], entity.optOut, "the field", fields);
  }
  const users = (schema.users ?? []).map((user) => String(user.id));
  for (const [index, { manager }] of (schema.users ?? []).entries()) {
    if (manager !== undefined) missing(["users", index, "manager"], String(manager), "the user", users);
  }
}

/** Fields that are named for something that their type is not made for. */
function unfitFields(schema: CrmSchema, { json, report }: Findings): void {
  const fit = (
    { fields }: Entity,
    path: Path,
    name: string,
    owner: string,
    role: string,
    kinds: readonly FieldType[],
    kind: string,
  ): void => {
    const type = Object.hasOwn(fields, name) ? fields[name]?.type : undefined;
    if (type !== undefined && !kinds.includes(type))
      report(diagnostic("OS5105", json.placeOf(path), { owner, name, role, kind }));
  };
  for (const [name, entity] of Object.entries(schema.entities)) {
    const path = ["entities", name];
    for (const [key, { currencyField }] of Object.entries(entity.fields)) {
      const place = [...path, "fields", key, "currencyField"];
      const owner = `${name}.${key}`;
      if (currencyField !== undefined)
        fit(entity, place, currencyField, owner, "its currency", ["Text", "Option"], "text");
    }
    for (const [index, client] of (entity.client ?? []).entries()) {
      fit(entity, [...path, "client", index], client, name, "a client", ["Link"], "link");
    }
    if (entity.optOut !== undefined)
      fit(
        entity,
        [...path, "optOut"],
        entity.optOut,
        name,
        "the one to opt out by",
        ["Boolean"],
        "yes or no",
      );
  }
}

interface Titled {
  readonly id: string;
  readonly title: string;
  readonly formerly?: readonly string[];
}

/** Names inside the schema that stand twice, where rules or people could not tell which is meant. */
function doubledNames(schema: CrmSchema, { json, report }: Findings): void {
  const once = (owner: string, what: string, names: readonly (readonly [name: string, path: Path])[]) => {
    const seen = new Set<string>();
    for (const [name, path] of names) {
      if (seen.has(name)) report(diagnostic("OS5104", json.placeOf(path), { what, name, owner }));
      seen.add(name);
    }
  };
  const former = (all: readonly { readonly formerly?: readonly string[] }[], path: Path) =>
    all.flatMap(({ formerly = [] }, at) =>
      formerly.map((name, place) => [name, [...path, at, "formerly", place]] as const),
    );
  const titled = (owner: string, what: string, all: readonly Titled[], path: Path): void => {
    for (const key of ["id", "title"] as const) {
      const names = all.map((one, at) => [one[key], [...path, at, key]] as const);
      once(owner, `the ${what}`, names);
    }
    once(owner, `the former ${what}`, former(all, path));
  };
  const entities = Object.entries(schema.entities);
  once(
    "the schema",
    "the item",
    entities.map(([name, entity]) => [entity.item, ["entities", name, "item"]]),
  );
  const users = schema.users ?? [];
  once(
    "the schema",
    "the user",
    users.map((user, at) => [String(user.id), ["users", at, "id"]]),
  );
  once("the schema", "the former user", former(users, ["users"]));
  for (const [name, entity] of entities) {
    const path: Path = ["entities", name];
    const pipelines = entity.pipelines ?? [];
    titled(name, "pipeline", pipelines, [...path, "pipelines"]);
    for (const [at, { title, stages }] of pipelines.entries()) {
      titled(`the pipeline "${title}"`, "stage", stages, [...path, "pipelines", at, "stages"]);
    }
    for (const [field, { options = [] }] of Object.entries(entity.fields)) {
      titled(`${name}.${field}`, "option", options, [...path, "fields", field, "options"]);
    }
    const renamed = Object.entries(entity.fields).flatMap(([field, { formerly = [] }]) =>
      formerly.map((old, at) => [old, [...path, "fields", field, "formerly", at]] as const),
    );
    once(name, "the former field", renamed);
  }
}

/** Hours and absences that no calendar could be made of. */
function wrongCalendars(users: readonly User[], { json, report }: Findings): void {
  for (const [index, { name, workingHours, absences = [] }] of users.entries()) {
    const { problems } = readWorkingHours(workingHours ?? {});
    for (const { key, where, problem } of problems) {
      const path = ["users", index, "workingHours", key];
      const place = where === "days" ? json.nameOf(path) : json.placeOf(path);
      report(diagnostic("OS5204", place, { owner: name, problem }));
    }
    for (const [at, { from, to }] of absences.entries()) {
      const path = ["users", index, "absences", at];
      const wrong = (
        [
          ["from", from],
          ["to", to],
        ] as const
      ).filter(([, text]) => !isDay(text));
      for (const [key, text] of wrong) report(diagnostic("OS5205", json.placeOf([...path, key]), { text }));
      if (wrong.length === 0 && to < from)
        report(diagnostic("OS5106", json.placeOf([...path, "to"]), { user: name, from, to }));
    }
  }
}

/** What is wrong with a schema that has the right shape, in the order of its text. */
export function inconsistencies(schema: CrmSchema, json: JsonText): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const findings: Findings = { json, report: (one) => found.push(one) };
  danglingNames(schema, findings);
  unfitFields(schema, findings);
  doubledNames(schema, findings);
  wrongCalendars(schema.users ?? [], findings);
  return found.toSorted((a, b) => a.start - b.start);
}
