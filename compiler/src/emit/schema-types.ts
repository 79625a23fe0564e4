import type { CrmSchema, Entity, Field } from "../schema/format.ts";
import { comment, json, key } from "./literals.ts";
import { createWriter } from "./writer.ts";

const plainTypes: Readonly<Record<string, string>> = {
  Number: "rules.Decimal",
  Integer: "rules.Decimal",
  Money: "rules.MoneyValue",
  Boolean: "boolean",
  User: "rules.User",
  Option: "rules.Option",
};

function typeOf(field: Field, schema: CrmSchema): string {
  const linked = field.entity === undefined ? undefined : schema.entities[field.entity];
  const one = field.type === "Link" ? (linked?.item ?? "unknown") : (plainTypes[field.type] ?? "string");
  const type = field.many === true ? `readonly ${one}[]` : one;
  return field.required === true ? type : `${type} | undefined`;
}

function emitEntity(name: string, entity: Entity, schema: CrmSchema): string {
  const fields = Object.entries(entity.fields).map(([field, of]) => {
    const title = of.title === undefined ? "" : ` // ${comment(of.title)}`;
    return `  readonly ${key(field)}: ${typeOf(of, schema)};${title}`;
  });
  return [
    `/** One of ${name}, as conditions see it. */`,
    `export interface ${entity.item} {`,
    "  readonly id: rules.Decimal;",
    ...fields,
    "}",
  ].join("\n");
}

/** The schema as TypeScript: one interface an entity, and the schema itself as data for the runtime. */
export function emitSchema(schema: CrmSchema): string {
  const writer = createWriter("schema.ts");
  writer.line("// Made by onstage from the CRM schema. Changes made here are lost at the next build.");
  writer.line('import type * as rules from "@onstage/runtime/rules";');
  for (const [name, entity] of Object.entries(schema.entities))
    writer.line().line(emitEntity(name, entity, schema));
  writer.line().line("/** The whole schema, for the service. */");
  const data = { entities: schema.entities, ...(schema.users === undefined ? {} : { users: schema.users }) };
  writer.line(`export const schema: rules.CrmSchema = ${json(data, 2)};`);
  return writer.finish().code;
}
