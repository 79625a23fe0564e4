import type { CrmSchema, Field, Option, Pipeline } from "../../../src/schema/format.ts";

/** What a generated expression is. */
export type Kind =
  | { readonly is: Simple }
  | { readonly is: "option"; readonly key: string; readonly options: readonly Option[] }
  /** One of the fixed texts of an action. */
  | { readonly is: "choice"; readonly texts: readonly string[] }
  | { readonly is: "item"; readonly entity: string }
  /** The stage or the pipeline of an item, and the titles that it can be compared with. */
  | { readonly is: "place"; readonly key: string; readonly titles: readonly string[] }
  | { readonly is: "list"; readonly of: Kind }
  | { readonly is: "link" };

export type Simple =
  | "text"
  | "email"
  | "phone"
  | "url"
  | "file"
  | "number"
  | "integer"
  | "flag"
  | "date"
  | "moment"
  | "time"
  | "length"
  | "money"
  | "user";

/** A name, or a path of names, that a rule can read. */
export interface Source {
  readonly path: string;
  readonly kind: Kind;
  readonly mayBeMissing: boolean;
}

const simple = (is: Simple): Kind => ({ is });

const kindsByType: Readonly<Record<Exclude<Field["type"], "Option" | "Link">, Simple>> = {
  Text: "text",
  Number: "number",
  Integer: "integer",
  Boolean: "flag",
  Date: "date",
  DateTime: "moment",
  Time: "time",
  Money: "money",
  Email: "email",
  Phone: "phone",
  Url: "url",
  File: "file",
  User: "user",
};

/** What the values of a field are. */
export function kindOfField(entity: string, name: string, field: Field): Kind {
  const one: Kind =
    field.type === "Option"
      ? { is: "option", key: `${entity}.${name}`, options: field.options ?? [] }
      : field.type === "Link"
        ? { is: "item", entity: field.entity ?? "" }
        : simple(kindsByType[field.type]);
  return field.many === true ? { is: "list", of: one } : one;
}

/** Two kinds that are one and the same. */
export function sameKind(a: Kind, b: Kind): boolean {
  if (a.is === "option" || a.is === "place") return b.is === a.is && a.key === b.key;
  if (a.is === "choice") return b.is === "choice" && a.texts.join() === b.texts.join();
  if (a.is === "item") return b.is === "item" && a.entity === b.entity;
  if (a.is === "list") return b.is === "list" && sameKind(a.of, b.of);
  return a.is === b.is;
}

const partsByKind: Readonly<Partial<Record<Kind["is"], Readonly<Record<string, Simple>>>>> = {
  moment: {
    date: "date",
    time: "time",
    year: "integer",
    month: "integer",
    day: "integer",
    weekday: "integer",
    hour: "integer",
    minute: "integer",
  },
  date: { year: "integer", month: "integer", day: "integer", weekday: "integer" },
  time: { hour: "integer", minute: "integer" },
  text: { length: "integer" },
  choice: { length: "integer" },
  email: { length: "integer" },
  url: { length: "integer" },
  file: { length: "integer" },
  money: { amount: "number", currency: "text" },
  user: { id: "integer", name: "text" },
};

/** Where an item stands. `pipelines` are those that it can be in. */
function placesOf(
  entity: string,
  owner: string,
  pipelines: readonly Pipeline[],
  mayBeMissing: boolean,
): readonly Source[] {
  if (pipelines.length === 0) return [];
  const stages = [...new Set(pipelines.flatMap((pipeline) => pipeline.stages.map(({ title }) => title)))];
  const titles = pipelines.map(({ title }) => title);
  // Of an item that can be in fewer pipelines, fewer titles are known.
  const key = `${entity} ${titles.join()}`;
  return [
    { path: `${owner}stage`, kind: { is: "place", key: `${key} stage`, titles: stages }, mayBeMissing },
    { path: `${owner}pipeline`, kind: { is: "place", key: `${key} pipeline`, titles }, mayBeMissing },
  ];
}

/** A source with all that can be read behind a dot. */
export function withParts(source: Source, schema: CrmSchema, depth: number): readonly Source[] {
  const { path, kind, mayBeMissing } = source;
  const parts = Object.entries(partsByKind[kind.is] ?? {}).map(
    ([name, is]): Source => ({ path: `${path}.${name}`, kind: simple(is), mayBeMissing }),
  );
  const found: Source[] = [source, ...parts];
  if (depth <= 0) return found;
  const behind = (name: string, of: Kind, missing: boolean): void => {
    found.push(...withParts({ path: `${path}.${name}`, kind: of, mayBeMissing: missing }, schema, depth - 1));
  };
  if (kind.is === "user") {
    behind("email", simple("email"), true);
    behind("manager", simple("user"), true);
  } else if (kind.is === "list") {
    behind("count", simple("integer"), mayBeMissing);
    behind("first", kind.of, true);
    behind("last", kind.of, true);
  } else if (kind.is === "link") {
    behind("url", simple("url"), mayBeMissing);
  } else if (kind.is === "item") {
    behind("id", simple("integer"), mayBeMissing);
    const pipelines = schema.entities[kind.entity]?.pipelines ?? [];
    found.push(...placesOf(kind.entity, `${path}.`, pipelines, mayBeMissing));
    for (const [name, field] of Object.entries(schema.entities[kind.entity]?.fields ?? {})) {
      behind(name, kindOfField(kind.entity, name, field), mayBeMissing || field.required !== true);
    }
  }
  return found;
}

/** All that can be read of an item as it was before, by the names of its fields. */
export function fieldSources(entity: string, schema: CrmSchema, prefix = ""): readonly Source[] {
  const fields = Object.entries(schema.entities[entity]?.fields ?? {});
  return fields.flatMap(([name, field]) =>
    withParts(
      {
        path: `${prefix}${name}`,
        kind: kindOfField(entity, name, field),
        mayBeMissing: field.required !== true,
      },
      schema,
      2,
    ),
  );
}

/**
 * All that can be read of an item, by name.
 *
 * @param pipeline the title of the only one that it can be in
 */
export function sourcesOf(entity: string, schema: CrmSchema, pipeline?: string): readonly Source[] {
  const all = schema.entities[entity]?.pipelines ?? [];
  const pipelines = pipeline === undefined ? all : all.filter(({ title }) => title === pipeline);
  return [...fieldSources(entity, schema), ...placesOf(entity, "", pipelines, false)];
}
