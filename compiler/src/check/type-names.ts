import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Missing, TypeName } from "../syntax/tree.ts";
import { optional, type PlainTypeName, plain, type Type, unknownType } from "../types/types.ts";
import type { Report, World } from "./context.ts";

const plainNames: Readonly<Record<PlainTypeName, true>> = {
  Text: true,
  Number: true,
  Integer: true,
  Boolean: true,
  Date: true,
  DateTime: true,
  Time: true,
  Duration: true,
  Money: true,
  Email: true,
  Phone: true,
  Url: true,
  File: true,
  User: true,
  Stage: true,
};

const isPlain = (name: string): name is PlainTypeName => Object.hasOwn(plainNames, name);

function oneType(node: TypeName, world: World, report: Report): Type {
  const name = node.name.text;
  if (name === "List" && node.of !== undefined) {
    return { kind: "list", of: checkTypeName(node.of, world, report) };
  }
  if (node.of === undefined) {
    if (isPlain(name)) return plain(name);
    const item = Object.entries(world.schema.entities).find(([, entity]) => entity.item === name);
    if (item !== undefined) return { kind: "item", entity: item[0] };
  }
  const known = [...Object.keys(plainNames), ...Object.values(world.schema.entities).map(({ item }) => item)];
  // What holds nothing else, or holds nothing, is wrong in itself: no other name is nearer.
  const near = node.of !== undefined || name === "List" ? undefined : didYouMeanName(name, known);
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, node.name, near, false)];
  const shown = node.of === undefined ? name : `${name}<…>`;
  report(diagnostic("OS2037", node, { name: shown, near, known }, fixes));
  return unknownType;
}

/** The type that a parameter is declared with. Items are called as the schema calls one of them: `Deal`. */
export function checkTypeName(node: TypeName | Missing, world: World, report: Report): Type {
  if (node.kind === "Missing" || node.broken === true) return unknownType;
  const type = oneType(node, world, report);
  return node.optional ? optional(type) : type;
}
