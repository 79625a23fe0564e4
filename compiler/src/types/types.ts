import type { Field, FieldType, Option, Pipeline } from "../schema/format.ts";

/** Types that are a single word of the language: those of fields, a stage, and a length of time. */
export type PlainTypeName = Exclude<FieldType, "Option" | "Link"> | "Stage" | "Duration";

/** A type of the rule language: plain data, so that signatures can be kept on disk. */
export type Type =
  | { readonly kind: "plain"; readonly name: PlainTypeName }
  /** An option of a list field. */
  | { readonly kind: "option"; readonly field: string; readonly options: readonly Option[] }
  /** One of a few fixed texts, which an action or an event names: `"mobile" | "work"`. */
  | { readonly kind: "choice"; readonly texts: readonly string[] }
  /** An item of an entity, such as the contact of a deal. */
  | { readonly kind: "item"; readonly entity: string }
  /** Where an item stands: its stage, or its pipeline. `pipelines`: those that it can be in. */
  | {
      readonly kind: "place";
      readonly of: "stage" | "pipeline";
      readonly entity: string;
      readonly pipelines: readonly Pipeline[];
    }
  | { readonly kind: "list"; readonly of: Type }
  | {
      readonly kind: "record";
      readonly name?: string;
      readonly fields: Readonly<Record<string, Type>>;
      /** Of a reference to an item: the entity of the item, where it is known. */
      readonly entity?: string;
    }
  /** May be missing: `T?`. */
  | { readonly kind: "optional"; readonly of: Type }
  | { readonly kind: "union"; readonly of: readonly Type[] }
  /** The name of an entity, written in quotes: what `createItem` makes one of. */
  | { readonly kind: "entityName" }
  /** A pipeline of the entity that a parameter before it names; of the item's own where there is none. */
  | { readonly kind: "pipelineName" }
  /** Values for fields of such an entity: of a new item, to be set, or to look for. */
  | { readonly kind: "fieldValues"; readonly use: "new" | "set" | "where" }
  /** The name of a field of the item, written without quotes: what `setField` writes. */
  | { readonly kind: "fieldName" }
  /** A value of the field that another parameter names. */
  | { readonly kind: "fieldValue"; readonly of: string }
  /** What an action returns that returns nothing. */
  | { readonly kind: "nothing" }
  /** Of something that is reported already: it goes with everything. */
  | { readonly kind: "unknown" };

const plainTypes = new Map<PlainTypeName, Type>();

/** A plain type by its name. */
export function plain(name: PlainTypeName): Type {
  const known = plainTypes.get(name);
  if (known !== undefined) return known;
  const type: Type = { kind: "plain", name };
  plainTypes.set(name, type);
  return type;
}

const itemTypes = new Map<string, Type>();

/** The type of the items of an entity. */
export function itemType(entity: string): Type {
  const known = itemTypes.get(entity);
  if (known !== undefined) return known;
  const type: Type = { kind: "item", entity };
  // Names of a schema that was loaded before are of no use any more.
  if (itemTypes.size > 1000) itemTypes.clear();
  itemTypes.set(entity, type);
  return type;
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

/** Whether a record says which item is meant: `Ref`, to which items go as well. */
export function isReference(type: Type): boolean {
  return type.kind === "record" && type.name === "Ref" && Object.keys(type.fields).join() === "entity,id";
}

/** A reference to an item of an entity. */
export function referenceTo(entity: string): Type {
  const fields = { entity: plain("Text"), id: plain("Integer") };
  return { kind: "record", name: "Ref", fields, entity };
}

const fieldTypes = new WeakMap<Field, Type>();

/** The type of a field of the CRM, as rules see it. The same field has the same object, however often it is asked. */
export function fieldType(name: string, field: Field): Type {
  const known = fieldTypes.get(field);
  if (known !== undefined) return known;
  const one: Type =
    field.type === "Option"
      ? { kind: "option", field: name, options: field.options ?? [] }
      : field.type === "Link"
        ? itemType(field.entity ?? "")
        : plain(field.type);
  const many: Type = field.many === true ? { kind: "list", of: one } : one;
  const type = field.required === true ? many : optional(many);
  fieldTypes.set(field, type);
  return type;
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

/** The most texts of a choice that a message names. */
const mostTexts = 8;

function inQuotes({ texts }: Extract<Type, { readonly kind: "choice" }>): readonly string[] {
  const shown = texts.slice(0, mostTexts).map((text) => JSON.stringify(text));
  return shown.length < texts.length ? [...shown, "…"] : shown;
}

/** A type in the words of a message: “a text”, “money that may be missing”. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case "plain":
      return articles[type.name];
    case "option":
      return `an option of ${type.field}`;
    case "choice":
      return type.texts.length === 1
        ? `the text ${inQuotes(type)[0]}`
        : `one of ${inQuotes(type).join(", ")}`;
    case "item":
      return `an item of ${type.entity}`;
    case "place":
      return `a ${type.of} of ${type.entity}`;
    case "list":
      return `a list (each ${describeType(type.of)})`;
    case "record":
      if (type.entity !== undefined) return `an item of ${type.entity}`;
      if (isReference(type)) return "an item";
      return `${type.name ?? "a record"} with ${Object.keys(type.fields).join(", ")}`;
    case "optional":
      return `${describeType(type.of)} that may be missing`;
    case "union":
      return [...new Set(type.of.map(describeType))].join(" or ");
    case "entityName":
      return "the name of an entity";
    case "pipelineName":
      return "a pipeline";
    case "fieldValues":
      return 'values for fields, as in `{ title: "…" }`';
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
    case "choice":
      return type.texts.map((text) => JSON.stringify(text)).join(" | ");
    case "item":
      return `Item<${type.entity}>`;
    case "place":
      return type.of === "stage" ? "Stage" : "Pipeline";
    case "list":
      return `List<${printType(type.of)}>`;
    case "record":
      return (
        type.name ??
        `{ ${Object.entries(type.fields)
          .map(([name, of]) => `${name}: ${printType(of)}`)
          .join(", ")} }`
      );
    case "optional": {
      const isSeveral = type.of.kind === "union" || (type.of.kind === "choice" && type.of.texts.length > 1);
      return isSeveral ? `(${printType(type.of)})?` : `${printType(type.of)}?`;
    }
    case "union":
      return type.of.map(printType).join(" | ");
    case "entityName":
      return "EntityName";
    case "pipelineName":
      return "Pipeline";
    case "fieldValues":
      return { new: "NewFields", set: "Fields", where: "Where" }[type.use];
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

/** Whether two types are one and the same. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "plain":
      return b.kind === "plain" && a.name === b.name;
    case "option":
      return b.kind === "option" && a.field === b.field && sameOptions(a.options, b.options);
    case "choice":
      return accepts(a, b) && accepts(b, a);
    case "item":
      return b.kind === "item" && a.entity === b.entity;
    case "place":
      return b.kind === "place" && a.of === b.of && a.entity === b.entity;
    case "list":
    case "optional":
      return b.kind === a.kind && sameType(a.of, b.of);
    case "record": {
      if (b.kind !== "record") return false;
      const names = Object.keys(a.fields);
      return (
        names.length === Object.keys(b.fields).length &&
        names.every((name) => {
          const [own, other] = [a.fields[name], Object.hasOwn(b.fields, name) ? b.fields[name] : undefined];
          return own !== undefined && other !== undefined && sameType(own, other);
        })
      );
    }
    case "union":
      return (
        b.kind === "union" &&
        a.of.length === b.of.length &&
        a.of.every((one) => b.of.some((other) => sameType(one, other)))
      );
    case "fieldValue":
      return b.kind === "fieldValue" && a.of === b.of;
    case "fieldValues":
      return b.kind === "fieldValues" && a.use === b.use;
    case "entityName":
    case "pipelineName":
    case "fieldName":
    case "nothing":
    case "unknown":
      return b.kind === a.kind;
  }
}

/** Fields of one name can stand in several entities: their options tell them apart. */
function sameOptions(a: readonly Option[], b: readonly Option[]): boolean {
  return a === b || (a.length === b.length && a.every((option, index) => option.id === b[index]?.id));
}

/** Whether a type is a number, whole or not. */
export const isNumber = (type: Type): boolean => is(type, "Number", "Integer");

/**
 * The type of a value that is of one type or of the other; undefined where the two have nothing in common. A number
 * beside money is money, texts of different kinds are text, and what may be missing on one side may be missing.
 */
export function commonType(a: Type, b: Type): Type | undefined {
  if (sameType(a, b)) return a;
  if (a.kind === "unknown" || b.kind === "unknown") return unknownType;
  if (a.kind === "optional" || b.kind === "optional") {
    const common = commonType(present(a), present(b));
    return common && optional(common);
  }
  if (isNumber(a) && isNumber(b)) return plain("Number");
  if (a.kind === "choice" && b.kind === "choice") {
    return { kind: "choice", texts: [...new Set([...a.texts, ...b.texts])] };
  }
  if ((is(a, "Stage") && accepts(a, b)) || (is(b, "Stage") && accepts(b, a))) return plain("Stage");
  if ((is(a, "Money") && isNumber(b)) || (isNumber(a) && is(b, "Money"))) return plain("Money");
  const isText = (type: Type): boolean => isTextLike(type) || type.kind === "option";
  if (isText(a) && isText(b)) return plain("Text");
  if (a.kind === "list" && b.kind === "list") {
    const of = commonType(a.of, b.of);
    // The members of a list that is there already are not turned into money any more.
    const turned = of !== undefined && is(of, "Money") && !(is(a.of, "Money") && is(b.of, "Money"));
    return of && !turned ? { kind: "list", of } : undefined;
  }
  if (a.kind === "union" || b.kind === "union") {
    if (accepts(a, b)) return a;
    return accepts(b, a) ? b : undefined;
  }
  return undefined;
}

/** Whether a type is text, or a kind of it. */
export function isTextLike(type: Type): boolean {
  return type.kind === "choice" || (type.kind === "plain" && textLike.has(type.name));
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
      if (expected.name === "Stage" && given.kind === "place") return given.of === "stage";
      return given.kind === "plain" && given.name === expected.name;
    case "option":
      return (
        given.kind === "option" &&
        given.field === expected.field &&
        sameOptions(expected.options, given.options)
      );
    case "choice":
      return given.kind === "choice" && given.texts.every((text) => expected.texts.includes(text));
    case "item":
      return given.kind === "item" && given.entity === expected.entity;
    case "place":
      return sameType(expected, given);
    case "list":
      return given.kind === "list" && acceptsWithin(expected.of, given.of);
    case "record":
      if (given.kind === "item") {
        return isReference(expected) && (expected.entity === undefined || expected.entity === given.entity);
      }
      return (
        given.kind === "record" &&
        (expected.entity === undefined || expected.entity === given.entity) &&
        Object.entries(expected.fields).every(([name, of]) => {
          const part = Object.hasOwn(given.fields, name) ? given.fields[name] : undefined;
          return part === undefined ? of.kind === "optional" : acceptsWithin(of, part);
        })
      );
    case "entityName":
    case "pipelineName":
    case "fieldValues":
    case "fieldName":
    case "fieldValue":
    case "nothing":
      return given.kind === expected.kind;
  }
}

/** As `accepts`, for what lies inside of another value: a number there is not turned into money any more. */
function acceptsWithin(expected: Type, given: Type): boolean {
  const turns = is(present(expected), "Money") && isNumber(present(given));
  return !turns && accepts(expected, given);
}
