import { present, type Type } from "../types/types.ts";
import { literal, propertyName } from "./literals.ts";

/** The name of the interface of an item, by its entity. */
export type ItemType = (entity: string) => string;

type RecordType = Extract<Type, { readonly kind: "record" }>;

function fieldsOf({ fields }: RecordType, print: (of: Type) => string, mayBeMissing: boolean): string {
  const lines = Object.entries(fields).map(([name, of]) => {
    const isOptional = mayBeMissing || of.kind === "optional";
    return `readonly ${propertyName(name)}${isOptional ? "?" : ""}: ${print(present(of))}${mayBeMissing ? " | undefined" : ""};`;
  });
  return lines.length === 0 ? "object" : `{ ${lines.join(" ")} }`;
}

const listed = (type: string): string => `readonly ${/[ |]/.test(type) ? `(${type})` : type}[]`;

/** The type of a value of the language in TypeScript; `use` notes what has to be imported. */
export function valueType(type: Type, itemType: ItemType, use: (name: string) => string): string {
  const print = (of: Type): string => valueType(of, itemType, use);
  switch (type.kind) {
    case "plain":
      if (type.name === "Number" || type.name === "Integer") return use("Decimal");
      if (type.name === "Money") return use("MoneyValue");
      if (type.name === "Duration") return use("Duration");
      if (type.name === "User") return use("UserValue");
      if (type.name === "Stage") return use("StageValue");
      return type.name === "Boolean" ? "boolean" : "string";
    case "option":
      return use("Option");
    case "choice":
      return type.texts.map(literal).join(" | ");
    case "place":
      return use(type.of === "stage" ? "StageValue" : "Option");
    case "item":
      return itemType(type.entity);
    case "list":
      return listed(print(type.of));
    case "record":
      return fieldsOf(type, print, true);
    case "optional":
      return `${print(type.of)} | undefined`;
    case "union":
      return [...new Set(type.of.map(print))].join(" | ");
    case "fieldName":
    case "entityName":
    case "pipelineName":
      return "string";
    case "fieldValues":
    case "fieldValue":
    case "nothing":
    case "unknown":
      return "unknown";
  }
}

/** The type of what an action returns, or an event brings, in TypeScript: as JSON. */
export function jsonType(type: Type): string {
  switch (type.kind) {
    case "plain":
      if (type.name === "Number" || type.name === "Integer") return "number";
      if (type.name === "Boolean") return "boolean";
      if (type.name === "Money") return "{ readonly amount: string; readonly currency: string }";
      if (type.name === "User") {
        return "{ readonly id: number; readonly name: string; readonly email?: string; readonly phone?: string }";
      }
      return type.name === "Duration" ? "unknown" : "string";
    case "choice":
      return type.texts.map(literal).join(" | ");
    case "list":
      return listed(jsonType(type.of));
    case "record":
      return fieldsOf(type, jsonType, false);
    case "optional":
      return `${jsonType(type.of)} | undefined`;
    case "union":
      return [...new Set(type.of.map(jsonType))].join(" | ");
    default:
      return "unknown";
  }
}
