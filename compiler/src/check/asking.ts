import { diagnostic, type Fix, replace } from "../diagnostics/diagnostic.ts";
import type { Expression, Range, Test as TestNode } from "../syntax/tree.ts";
import { describeType, isTextLike, plain, present, type Type, unknownType } from "../types/types.ts";
import type { CheckedExpression, Test } from "./checked.ts";
import { reportMismatch } from "./comparing.ts";
import { checkExpression } from "./expressions.ts";
import { bare, isOpen } from "./literals.ts";
import { asMoney } from "./money.ts";
import { comparability, comparisonOf } from "./operators.ts";
import { checkPattern } from "./patterns.ts";
import { checkRange } from "./ranges.ts";
import { checkRates } from "./rates.ts";
import type { RuleScope } from "./scope.ts";

/** What a test has turned out to be. */
interface Asked {
  readonly test: Test;
  readonly left: CheckedExpression;
  readonly right: CheckedExpression;
  readonly by?: "value" | "identity";
}

const isUnknown = (value: CheckedExpression): boolean => present(value.type).kind === "unknown";

/** Options are looked into by their title. */
const isText = (type: Type): boolean => isTextLike(type) || type.kind === "option" || type.kind === "unknown";

function reportSide(
  node: TestNode,
  side: Expression,
  value: CheckedExpression,
  expected: string,
  scope: RuleScope,
  mending: { readonly help?: string; readonly fixes?: readonly Fix[] } = {},
): void {
  const words = { operator: node.operator, expected, found: describeType(present(value.type)) };
  const help = mending.help === undefined ? {} : { help: mending.help };
  scope.report(diagnostic("OS2126", side, { ...words, ...help }, mending.fixes ?? []));
}

/** Swaps what is looked for and what it is looked for in. */
function turnRound(node: TestNode, operator: string): readonly Fix[] {
  const gap = { start: node.left.end, end: node.right.start };
  return node.negated ? [] : [replace(`Write \`${operator}\``, gap, ` ${operator} `, false)];
}

function inRange(node: TestNode, range: Range, scope: RuleScope): Asked {
  const left = checkExpression(node.left, scope);
  const right = checkRange(range, { node: node.left, value: left }, scope);
  const isMoney = [left, ...(right.kind === "range" ? [right.from] : [])].some(
    (one) => comparisonOf(present(one.type))?.of === "money",
  );
  return { test: "inRange", left: isMoney ? asMoney(left, scope) : left, right };
}

/** A value in a list, whichever of the two is written in quotes. */
function inList(node: TestNode, scope: RuleScope): Asked {
  const isListFirst = isOpen(node.left) && !isOpen(node.right);
  const listed = (value: CheckedExpression): Type | undefined => {
    const type = present(value.type);
    return type.kind === "list" ? type.of : undefined;
  };
  let left: CheckedExpression;
  let right: CheckedExpression;
  if (isListFirst) {
    right = checkExpression(node.right, scope);
    left = checkExpression(node.left, scope, listed(right));
  } else {
    left = checkExpression(node.left, scope);
    const hint = isOpen(node.left) ? plain("Text") : present(left.type);
    const isLiteral = bare(node.right).kind === "List";
    right = checkExpression(node.right, scope, isLiteral ? { kind: "list", of: hint } : undefined);
  }
  if (isUnknown(left) || isUnknown(right)) return { test: "inList", left, right };
  const of = listed(right);
  if (of === undefined) {
    const help = isTextLike(present(right.type)) ? "a text is looked into with `contains`" : undefined;
    reportSide(node, node.right, right, "a list or a range", scope, help === undefined ? {} : { help });
    return { test: "inList", left, right };
  }
  return compared(node, { test: "inList", left, right }, { one: left, list: right, of }, scope);
}

/** Whether what is looked for can be compared with what a list holds. */
function compared(
  node: TestNode,
  asked: Asked,
  { one, list, of }: { readonly one: CheckedExpression; readonly list: CheckedExpression; readonly of: Type },
  scope: RuleScope,
): Asked {
  const row = comparability(present(one.type), of);
  if (row !== undefined || of.kind === "unknown" || isUnknown(one)) {
    const by = row?.by ?? "value";
    if (row?.of !== "money") return { ...asked, by };
    for (const item of list.kind === "list" ? list.items : []) checkRates(one, item, scope);
    // Only members that are written here can be turned into money.
    const members =
      list.kind === "list" ? { ...list, items: list.items.map((item) => asMoney(item, scope)) } : list;
    return one === asked.left
      ? { ...asked, by, left: asMoney(one, scope), right: members }
      : { ...asked, by, left: members, right: asMoney(one, scope) };
  }
  const isLeft = one === asked.left;
  const [oneNode, listNode] = isLeft ? [node.left, node.right] : [node.right, node.left];
  const member: CheckedExpression = { ...list, kind: "broken", type: of };
  const sides = [
    { node: oneNode, value: one },
    { node: listNode, value: member },
  ] as const;
  reportMismatch(node, sides[isLeft ? 0 : 1], sides[isLeft ? 1 : 0], node.operator, scope);
  return asked;
}

function contains(node: TestNode, scope: RuleScope): Asked {
  const isRightFirst = isOpen(node.left) && bare(node.left).kind === "List" && !isOpen(node.right);
  const before = isRightFirst ? checkExpression(node.right, scope) : undefined;
  const hint: Type | undefined = before && { kind: "list", of: present(before.type) };
  const left = checkExpression(node.left, scope, hint);
  const type = present(left.type);
  const right = before ?? checkExpression(node.right, scope, type.kind === "list" ? type.of : undefined);
  if (type.kind === "list") {
    const asked: Asked = { test: "listContains", left, right };
    return compared(node, asked, { one: right, list: left, of: type.of }, scope);
  }
  if (isUnknown(left) || isUnknown(right)) return { test: "textContains", left, right };
  if (!isText(type)) {
    const isTurned = present(right.type).kind === "list";
    reportSide(node, node.left, left, "a text or a list", scope, {
      ...(isTurned ? { help: "ask the other way round: `value in list`" } : {}),
      fixes: isTurned ? turnRound(node, "in") : [],
    });
  } else if (!isText(present(right.type))) {
    reportSide(node, node.right, right, "a text", scope);
  }
  return { test: "textContains", left, right };
}

function ofTexts(node: TestNode, test: "startsWith" | "endsWith", scope: RuleScope): Asked {
  const left = checkExpression(node.left, scope);
  const right = checkExpression(node.right, scope);
  for (const [side, value] of [
    [node.left, left],
    [node.right, right],
  ] as const) {
    if (!isText(present(value.type))) reportSide(node, side, value, "a text", scope);
  }
  return { test, left, right };
}

function matches(node: TestNode, scope: RuleScope): Asked {
  const left = checkExpression(node.left, scope);
  if (!isText(present(left.type))) reportSide(node, node.left, left, "a text", scope);
  return { test: "matches", left, right: checkPattern(node.right, scope) };
}

function ask(node: TestNode, scope: RuleScope): Asked {
  switch (node.operator) {
    case "in": {
      const right = bare(node.right);
      return right.kind === "Range" ? inRange(node, right, scope) : inList(node, scope);
    }
    case "contains":
      return contains(node, scope);
    case "starts with":
      return ofTexts(node, "startsWith", scope);
    case "ends with":
      return ofTexts(node, "endsWith", scope);
    case "matches":
      return matches(node, scope);
  }
}

/** `x in list`, `x in a..b`, `x contains y`, `x starts with y`, `x matches pattern`, and each with `not`. */
export function checkTest(node: TestNode, scope: RuleScope): CheckedExpression {
  const { test, left, right, by } = ask(node, node.broken === true ? { ...scope, report: () => {} } : scope);
  // It is one of a chain, which is reported already.
  if (node.broken === true) return { kind: "broken", type: unknownType, start: node.start, end: node.end };
  return {
    kind: "test",
    test,
    negated: node.negated,
    left,
    right,
    by: by ?? "value",
    type: plain("Boolean"),
    start: node.start,
    end: node.end,
  };
}
