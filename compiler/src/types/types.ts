import type { Field, FieldType, Option } from "../schema/format.ts";

/** Types that are a single word of the language: those of fields, a stage, and a length of time. */
export type PlainTypeName = Exclude<FieldType, "Option" | "Link"> | "Stage" | "Duration";

/** A type of the rule language: plain data, so that signatures can be kept on disk. */
export type Type =
  | { readonly kind: "plain"; readonly name: PlainTypeName }
  /** An option of a list field. */
  | { readonly kind: "option"; readonly field: string; readonly options: readonly Option[] }
  /** An item of an entity, such as the contact of a deal. */
  | { readonly kind: "item"; readonly entity: string }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "record"; readonly name?: string; readonly fields: Readonly<Record<string, Type>> }
  /** May be missing: `T?`. */
  | { readonly kind: "optional"; readonly of: Type }
  | { readonly kind: "union"; readonly of: readonly Type[] }
  /** The name of a field of the item, written without quotes: what `setField` writes. */
  | { readonly kind: "fieldName" }
  /** A value of the field that another parameter names. */
  | { readonly kind: "fieldValue"; readonly of: string }
  /** What an action returns that returns nothing. */
  | { readonly kind: "nothing" }
  /** Of something that is reported already: it goes with everything. */
  | { readonly kind: "unknown" };

/** A plain type by its name. */
export function plain(name: PlainTypeName): Type {
  return { kind: "plain", name };
}

export const unknownType: Type = { kind: "unknown" };

/** The type with `?`, once. */
export function optional(type: Type): Type {
  return type.kind === "optional" || type.kind === "unknown" ? type : { kind: "optional", of: type };
}

/** The type without `?`. */
export function present(type: Type): Type {
  return type.kind === "optional" ? type.of : type;
}

/** The type of a field of the CRM, as rules see it. */
export function fieldType(name: string, field: Field): Type {
  const one: Type =
    field.type === "Option"
      ? { kind: "option", field: name, options: field.options ?? [] }
      : field.type === "Link"
        ? { kind: "item", entity: field.entity ?? "" }
        : plain(field.type);
  const type: Type = field.many === true ? { kind: "list", of: one } : one;
  return field.required === true ? type : optional(type);
}

const articles: Readonly<Record<PlainTypeName, string>> = {
  Text: "a text",
  Number: "a number",
  Integer: "a whole number",
  Boolean: "yes or no",
  Date: "a date",
  DateTime: "a moment",
  Time: "a time of day",
  Money: "money",
  Email: "an e-mail address",
  Phone: "a telephone number",
  Url: "a web address",
  File: "a file",
  User: "a user",
  Stage: "a stage",
  Duration: "a length of time",
};

/** A type in the words of a message: “a text”, “money that may be missing”. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case "plain":
      return articles[type.name];
    case "option":
      return `an option of ${type.field}`;
    case "item":
      return `an item of ${type.entity}`;
    case "list":
      return `a list (each ${describeType(type.of)})`;
    case "record":
      return `${type.name ?? "a record"} with ${Object.keys(type.fields).join(", ")}`;
    case "optional":
      return `${describeType(type.of)} that may be missing`;
    case "union":
      return type.of.map(describeType).join(" or ");
    case "fieldName":
      return "the name of a field";
    case "fieldValue":
      return `a value for ${type.of}`;
    case "nothing":
      return "nothing";
    case "unknown":
      return "something";
  }
}

/** A type as code writes it: `Text?`, `List<Email>`. */
export function printType(type: Type): string {
  switch (type.kind) {
    case "plain":
      return type.name;
    case "option":
      return `Option<${type.field}>`;
    case "item":
      return `Item<${type.entity}>`;
    case "list":
      return `List<${printType(type.of)}>`;
    case "record":
      return (
        type.name ??
        `{ ${Object.entries(type.fields)
          .map(([name, of]) => `${name}: ${printType(of)}`)
          .join(", ")} }`
      );
    case "optional":
      return `${printType(type.of)}?`;
    case "union":
      return type.of.map(printType).join(" | ");
    case "fieldName":
      return "Field";
    case "fieldValue":
      return "FieldValue";
    case "nothing":
      return "Nothing";
    case "unknown":
      return "?";
  }
}

const textLike: ReadonlySet<PlainTypeName> = new Set<PlainTypeName>([
  "Text",
  "Email",
  "Phone",
  "Url",
  "File",
]);

/** Whether a type is text, or a kind of it. */
export function isTextLike(type: Type): boolean {
  return type.kind === "plain" && textLike.has(type.name);
}

/** Whether a type is a plain type of that name. */
export function is(type: Type, ...names: readonly PlainTypeName[]): boolean {
  return type.kind === "plain" && names.includes(type.name);
}

/**
 * Whether a value of one type can be given where another is expected. A type that may be missing does not go where a
 * value is needed; a number goes where money is, in the project's currency.
 */
export function accepts(expected: Type, given: Type): boolean {
  if (expected.kind === "unknown" || given.kind === "unknown") return true;
  if (given.kind === "union") return given.of.every((one) => accepts(expected, one));
  if (expected.kind === "optional") return accepts(expected.of, present(given));
  if (expected.kind === "union") return expected.of.some((one) => accepts(one, given));
  switch (expected.kind) {
    case "plain":
      if (expected.name === "Text") return isTextLike(given) || given.kind === "option";
      if (expected.name === "Number" || expected.name === "Money") {
        return is(given, expected.name, "Number", "Integer");
      }
      return given.kind === "plain" && given.name === expected.name;
    case "option":
      return given.kind === "option" && given.field === expected.field;
    case "item":
      return given.kind === "item" && given.entity === expected.entity;
    case "list":
      return given.kind === "list" && accepts(expected.of, given.of);
    case "record":
      return (
        given.kind === "record" &&
        Object.entries(expected.fields).every(([name, of]) => {
          const part = given.fields[name];
          return part === undefined ? of.kind === "optional" : accepts(of, part);
        })
      );
    case "fieldName":
    case "fieldValue":
    case "nothing":
      return given.kind === expected.kind;
  }
}
