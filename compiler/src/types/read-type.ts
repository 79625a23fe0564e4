import { type Node, SymbolFlags, type Symbol as TsSymbol, type Type as TsType } from "ts-morph";
import { commonType, optional, type PlainTypeName, plain, type Type } from "./types.ts";

/** Names that types have in TypeScript, by what they are in rules. */
const namedTypes: ReadonlyMap<string, PlainTypeName> = new Map(
  Object.entries({
    Text: "Text",
    Email: "Email",
    Phone: "Phone",
    Url: "Url",
    CalendarDate: "Date",
    DateTime: "DateTime",
    Stage: "Stage",
    Integer: "Integer",
    Time: "Time",
    Duration: "Duration",
    Money: "Money",
    User: "User",
    File: "File",
  } as const),
);

const maximumDepth = 5;

/** Whether a type is one of those that actions are written with, and not another one of the same name. */
function isOurs(symbol: TsSymbol): boolean {
  return symbol
    .getDeclarations()
    .some((one) =>
      /\/runtime\/(?:(?:src|dist)\/)?(?:actions|time)\//.test(one.getSourceFile().getFilePath()),
    );
}

/** The name that a type has among those that actions are written with. */
export function ownName(type: TsType): string | undefined {
  const symbol = type.getAliasSymbol() ?? type.getSymbol();
  return symbol !== undefined && isOurs(symbol) ? symbol.getName() : undefined;
}

/**
 * What a type of TypeScript is in rules.
 *
 * @param at the place that its properties are looked at from
 * @returns undefined where a rule could not give, or keep, such a value
 */
export function readType(type: TsType, at: Node, depth = 0): Type | undefined {
  if (depth > maximumDepth) return undefined;
  const known = type.getNonNullableType();
  const own = ownName(known);
  const named = own === undefined ? undefined : namedTypes.get(own);
  if (named !== undefined) return type.isNullable() ? optional(plain(named)) : plain(named);
  if (type.isUnion() && !type.isBoolean()) return readUnion(type, at, depth);
  if (type.isStringLiteral()) return { kind: "choice", texts: [String(type.getLiteralValue())] };
  if (type.isString()) return plain("Text");
  if (type.isNumber() || type.isNumberLiteral()) return plain("Number");
  if (type.isBoolean() || type.isBooleanLiteral()) return plain("Boolean");
  if (type.isVoid() || type.isUndefined()) return { kind: "nothing" };
  const element = type.getArrayElementType();
  if (element !== undefined) {
    const of = readType(element, at, depth + 1);
    return of && { kind: "list", of };
  }
  if (type.isIntersection()) return undefined;
  return type.isObject() && type.getCallSignatures().length === 0 ? readObject(type, at, depth) : undefined;
}

/**
 * The fixed numbers that a type asks for, as TypeScript writes them; empty where it asks for none. What a rule gives is
 * checked to be a number, and not to be one of a few.
 */
export function fixedNumbers(type: TsType, at: Node, depth = 0): readonly string[] {
  if (depth > maximumDepth || (ownName(type) !== undefined && !type.isUnion())) return [];
  if (type.isNumberLiteral()) return [type.getText(at)];
  if (type.isUnion()) return type.getUnionTypes().flatMap((one) => fixedNumbers(one, at, depth + 1));
  const element = type.getArrayElementType();
  if (element !== undefined) return fixedNumbers(element, at, depth + 1);
  if (!type.isObject()) return [];
  return type
    .getProperties()
    .flatMap((property) => fixedNumbers(property.getTypeAtLocation(at), at, depth + 1));
}

function readUnion(type: TsType, at: Node, depth: number): Type | undefined {
  const members = type.getUnionTypes().filter((one) => !one.isUndefined() && !one.isNull());
  const missing = members.length < type.getUnionTypes().length;
  const booleans = members.filter((one) => one.isBooleanLiteral());
  const literals = members.filter((one) => one.isStringLiteral());
  const others = members
    .filter((one) => !one.isBooleanLiteral() && !one.isStringLiteral())
    .map((one) => readType(one, at, depth + 1));
  const texts = literals.map((one) => String(one.getLiteralValue()));
  const types = [
    ...(texts.length > 0 ? [{ kind: "choice", texts } as const] : []),
    ...others,
    ...(booleans.length > 0 ? [plain("Boolean")] : []),
  ];
  const known = types.filter((one) => one !== undefined);
  const [first] = known;
  if (known.length < types.length || first === undefined) return undefined;
  const distinct = known.filter(
    (one, index) => known.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
  );
  const of: Type = distinct.length === 1 ? first : { kind: "union", of: distinct };
  return missing ? optional(of) : of;
}

/**
 * Records of which one is returned, as one record: what all of them have is always there, and the rest may be missing.
 * Undefined where the type is anything else.
 */
export function oneOfRecords(type: Type): Type | undefined {
  const union = type.kind === "optional" ? type.of : type;
  if (union.kind !== "union" || union.of.length < 2) return undefined;
  const records = union.of.flatMap((one) => (one.kind === "record" ? [one.fields] : []));
  if (records.length < union.of.length) return undefined;
  const names = [...new Set(records.flatMap((fields) => Object.keys(fields)))];
  const fields: Record<string, Type> = {};
  for (const name of names) {
    const types = records.flatMap((one) => (Object.hasOwn(one, name) ? (one[name] ?? []) : []));
    const common = types.reduce<Type | undefined>((a, b) => a && commonType(a, b), types[0]);
    if (common === undefined) return undefined;
    fields[name] = types.length < records.length ? optional(common) : common;
  }
  const record: Type = { kind: "record", fields };
  return type.kind === "optional" ? optional(record) : record;
}

function readObject(type: TsType, at: Node, depth: number): Type | undefined {
  const fields: Record<string, Type> = {};
  for (const property of type.getProperties()) {
    const field = readType(property.getTypeAtLocation(at), at, depth + 1);
    if (field === undefined) return undefined;
    fields[property.getName()] = property.hasFlags(SymbolFlags.Optional) ? optional(field) : field;
  }
  const name = type.getAliasSymbol()?.getName() ?? type.getSymbol()?.getName();
  const isNamed = name !== undefined && !name.startsWith("__");
  return { kind: "record", ...(isNamed ? { name } : {}), fields };
}
