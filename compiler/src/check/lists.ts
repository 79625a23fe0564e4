import { diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { ListLiteral, RecordLiteral } from "../syntax/tree.ts";
import { commonType, describeType, is, present, type Type, unknownType } from "../types/types.ts";
import type { CheckedEntry, CheckedExpression } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { isOpen } from "./literals.ts";
import { asMoney } from "./money.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix } from "./suggestions.ts";

/** The kind of type that a literal is checked against: the place may ask for it, for it or nothing, or for it or others. */
function expectedOf<K extends Type["kind"]>(
  kind: K,
  expected: Type | undefined,
): Extract<Type, { readonly kind: K }> | undefined {
  const isWanted = (type: Type): type is Extract<Type, { readonly kind: K }> => type.kind === kind;
  if (expected === undefined) return undefined;
  const type = present(expected);
  if (isWanted(type)) return type;
  return type.kind === "union" ? type.of.find(isWanted) : undefined;
}

/** The members of a list. Those that say what they are by themselves come first: text in quotes is looked up by them. */
function checkItems(
  node: ListLiteral,
  scope: RuleScope,
  expected: Type | undefined,
): readonly CheckedExpression[] {
  if (expected !== undefined) return node.items.map((item) => checkExpression(item, scope, expected));
  const closed = node.items.find((item) => !isOpen(item));
  if (closed === undefined || node.items.every((item) => !isOpen(item))) {
    return node.items.map((item) => checkExpression(item, scope));
  }
  const first = checkExpression(closed, scope);
  const hint = present(first.type);
  return node.items.map((item) => (item === closed ? first : checkExpression(item, scope, hint)));
}

/**
 * `[a, b]`. What is missing among its members is left out of it.
 *
 * @param expected the type its place asks for; a hint for its members
 */
export function checkList(
  node: ListLiteral,
  scope: RuleScope,
  expected: Type | undefined,
): CheckedExpression {
  const span = { start: node.start, end: node.end };
  const hint = expectedOf("list", expected)?.of;
  if (node.items.length === 0) {
    const isAnything = expected !== undefined && present(expected).kind === "unknown";
    if (hint === undefined && !isAnything && node.broken !== true)
      scope.report(diagnostic("OS2117", node, {}));
    if (hint === undefined) return { kind: "broken", type: unknownType, ...span };
    return { kind: "list", items: [], type: { kind: "list", of: hint }, ...span };
  }
  const items = checkItems(node, scope, hint);
  let of: Type | undefined;
  for (const [index, item] of items.entries()) {
    const type = present(item.type);
    const common = of === undefined ? type : commonType(of, type);
    if (common === undefined) {
      const words = {
        what: "members" as const,
        left: describeType(of ?? unknownType),
        right: describeType(type),
      };
      scope.report(diagnostic("OS2116", node.items[index] ?? node, words));
      return { kind: "broken", type: unknownType, ...span };
    }
    of = common;
  }
  const type = of ?? unknownType;
  const converted = is(type, "Money") ? items.map((item) => asMoney(item, scope)) : items;
  return { kind: "list", items: converted, type: { kind: "list", of: type }, ...span };
}

/**
 * `{ title: "…", amount: amount }`. Where the type is known that its place asks for, every name is looked up in it.
 *
 * @param expected the type its place asks for
 */
export function checkRecord(
  node: RecordLiteral,
  scope: RuleScope,
  expected: Type | undefined,
): CheckedExpression {
  const wanted = expectedOf("record", expected);
  const entries = new Map<string, CheckedEntry>();
  const fields: Record<string, Type> = {};
  let hasStranger = false;
  for (const { name, value } of node.entries) {
    const field =
      wanted !== undefined && Object.hasOwn(wanted.fields, name.text) ? wanted.fields[name.text] : undefined;
    if (wanted !== undefined && field === undefined) {
      hasStranger = true;
      const known = Object.keys(wanted.fields);
      const near = didYouMeanName(name.text, known);
      const words = { name: name.text, owner: wanted.name, near, known };
      scope.report(diagnostic("OS2025", name, words, nearFix(near, name)));
    }
    const checked = checkExpression(value, scope, field);
    if (entries.has(name.text)) {
      scope.report(diagnostic("OS2105", name, { name: name.text }));
      continue;
    }
    entries.set(name.text, { name: name.text, value: checked });
    // No name of a record may reach what every object has by itself.
    Object.defineProperty(fields, name.text, { value: checked.type, enumerable: true });
  }
  // What has a wrong name may be what is missing.
  if (wanted !== undefined && node.broken !== true && !hasStranger) {
    for (const [name, type] of Object.entries(wanted.fields)) {
      if (type.kind === "optional" || entries.has(name)) continue;
      scope.report(diagnostic("OS2118", node, { name, expected: describeType(type), owner: wanted.name }));
    }
  }
  const type: Type = wanted ?? { kind: "record", fields };
  return { kind: "record", entries: [...entries.values()], type, start: node.start, end: node.end };
}
