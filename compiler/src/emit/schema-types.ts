import type { CrmSchema, Entity, Field } from "../schema/format.ts";
import { comment, json, propertyName } from "./literals.ts";

const plainTypes: Readonly<Record<string, string>> = {
  Number: "rules.Decimal",
  Integer: "rules.Decimal",
  Money: "rules.MoneyValue",
  Boolean: "boolean",
  User: "rules.UserValue",
  Option: "rules.Option",
};

/** The name of the interface of an item, by its entity: entities may call their items the same. */
export function itemTypes(schema: CrmSchema): (entity: string) => string {
  const named = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, { item }] of Object.entries(schema.entities)) {
    const type = taken.has(item) ? `${item}_${name}` : item;
    taken.add(type);
    named.set(name, type);
  }
  return (entity) => named.get(entity) ?? "unknown";
}

function typeOf(field: Field, itemType: (entity: string) => string): string {
  const one = field.type === "Link" ? itemType(field.entity ?? "") : (plainTypes[field.type] ?? "string");
  const type = field.many === true ? `readonly ${one}[]` : one;
  return field.required === true ? type : `${type} | undefined`;
}

function emitEntity(name: string, entity: Entity, itemType: (entity: string) => string): readonly string[] {
  const fields = Object.entries(entity.fields).map(([field, of]) => {
    const title = of.title === undefined ? "" : ` // ${comment(of.title)}`;
    return `  readonly ${propertyName(field)}: ${typeOf(of, itemType)};${title}`;
  });
  const places = ["  readonly stage: rules.StageValue;", "  readonly pipeline: rules.Option;"];
  return [
    `/** One of ${name}, as conditions see it. */`,
    `export interface ${itemType(name)} {`,
    "  readonly id: rules.Decimal;",
    ...(entity.pipelines === undefined ? [] : places),
    ...fields,
    "}",
  ];
}

/** The schema as TypeScript: one interface an entity, and the schema itself as data for the runtime. */
export function emitSchema(schema: CrmSchema): string {
  const itemType = itemTypes(schema);
  const data = { entities: schema.entities, ...(schema.users === undefined ? {} : { users: schema.users }) };
  const lines = [
    "// Made by onstage from the CRM schema. Changes made here are lost at the next build.",
    'import type * as rules from "@onstage/runtime/rules";',
    ...Object.entries(schema.entities).flatMap(([name, entity]) => [
      "",
      ...emitEntity(name, entity, itemType),
    ]),
    "",
    "/** The whole schema, for the service. */",
    // `as const`: a field may be called `valueOf`, as every object has one, and would be taken for that.
    `export const schema: rules.CrmSchema = ${json(data, 2)} as const;`,
  ];
  return `${lines.join("\n")}\n`;
}
