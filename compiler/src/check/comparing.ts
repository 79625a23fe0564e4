import { diagnostic, type Fix, replace } from "../diagnostics/diagnostic.ts";
import type { Comparison, Expression } from "../syntax/tree.ts";
import { describeType, isTextLike, plain, present, unknownType } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { bare, constantText, isOpen } from "./literals.ts";
import { mendComparison } from "./mismatch.ts";
import { bothAsMoney } from "./money.ts";
import { comparability } from "./operators.ts";
import { checkRates } from "./rates.ts";
import { isWordForNothing } from "./references.ts";
import type { RuleScope } from "./scope.ts";

/** Two values side by side: a text in quotes takes its meaning from the other, and a number beside money is money. */
function checkPair(
  left: Expression,
  right: Expression,
  scope: RuleScope,
): readonly [CheckedExpression, CheckedExpression] {
  if (isOpen(left) && !isOpen(right)) {
    const second = checkExpression(right, scope);
    return bothAsMoney(checkExpression(left, scope, present(second.type)), second, scope);
  }
  const first = checkExpression(left, scope);
  const hint = isOpen(left) ? undefined : present(first.type);
  return bothAsMoney(first, checkExpression(right, scope, hint), scope);
}

/** A comparison with “nothing”, as other languages write it, or with an empty text or list. */
interface WithNothing {
  /** What is compared with it. */
  readonly other: Expression;
  readonly nothing: Expression;
  readonly as: "word" | "text" | "list";
}

function withNothing(node: Comparison, scope: RuleScope): WithNothing | undefined {
  const sides = [
    [node.left, node.right],
    [node.right, node.left],
  ] as const;
  for (const [other, side] of sides) {
    const nothing = bare(side);
    if (nothing.kind === "Text" && constantText(nothing) === "") return { other, nothing, as: "text" };
    if (nothing.kind === "List" && nothing.items.length === 0) return { other, nothing, as: "list" };
    const [name, ...rest] = nothing.kind === "Reference" ? nothing.path : [];
    if (name !== undefined && rest.length === 0 && isWordForNothing(name.text, scope)) {
      return { other, nothing, as: "word" };
    }
  }
  return undefined;
}

/** `x is set` or `x is empty` in the place of a comparison that means it. */
function askInstead(node: Comparison, { other }: WithNothing, safe: boolean): readonly Fix[] {
  if (node.operator !== "==" && node.operator !== "!=") return [];
  const asked = node.operator === "==" ? "is empty" : "is set";
  const title = `Write \`${asked}\``;
  if (other === node.left) return [replace(title, { start: other.end, end: node.end }, ` ${asked}`, safe)];
  return [
    {
      title,
      safe,
      edits: () => [
        { start: node.start, end: other.start, text: "" },
        { start: other.end, end: other.end, text: ` ${asked}` },
      ],
    },
  ];
}

/** A comparison with nothing: an error, but for texts, which can be empty. */
function checkWithNothing(node: Comparison, found: WithNothing, scope: RuleScope): CheckedExpression {
  const span = { start: node.start, end: node.end };
  const value = checkExpression(found.other, scope);
  const type = present(value.type);
  const boolean = plain("Boolean");
  const isEquality = node.operator === "==" || node.operator === "!=";
  if (found.as === "text" && isTextLike(type)) {
    if (isEquality) {
      const { operator } = node;
      scope.report(diagnostic("OS2115", node, { operator }, askInstead(node, found, operator === "!=")));
    }
    const empty = checkExpression(found.nothing, scope);
    const [left, right] = found.other === node.left ? [value, empty] : [empty, value];
    return { kind: "compare", operator: node.operator, left, right, by: "value", type: boolean, ...span };
  }
  if (type.kind !== "unknown") {
    const words = {
      found: found.as === "word" ? undefined : { what: describeType(type), empty: found.as },
      asked: node.operator === "==" ? "is empty" : "is set",
    };
    scope.report(diagnostic("OS2114", node, words, askInstead(node, found, false)));
  }
  const wanted = node.operator === "==" ? "empty" : "set";
  return { kind: "present", operand: value, wanted, type: boolean, ...span };
}

/** Reports two values that cannot be compared. */
export function reportMismatch(
  place: Expression,
  left: { readonly node: Expression; readonly value: CheckedExpression },
  right: { readonly node: Expression; readonly value: CheckedExpression },
  operator: string,
  scope: RuleScope,
): void {
  const { help, fixes } = mendComparison(left, right, operator, scope);
  const words = {
    left: describeType(present(left.value.type)),
    right: describeType(present(right.value.type)),
    ...(help === undefined ? {} : { help }),
  };
  scope.report(diagnostic("OS2108", place, words, fixes));
}

/** `a == b`, `a < b` */
export function checkComparison(node: Comparison, scope: RuleScope): CheckedExpression {
  const span = { start: node.start, end: node.end };
  const nothing = node.broken === true ? undefined : withNothing(node, scope);
  if (nothing !== undefined) return checkWithNothing(node, nothing, scope);
  const [left, right] = checkPair(node.left, node.right, scope);
  // It is one of a chain, which is reported already.
  if (node.broken === true) return { kind: "broken", type: unknownType, ...span };
  const types = [present(left.type), present(right.type)] as const;
  const row = comparability(...types);
  const isEquality = node.operator === "==" || node.operator === "!=";
  // A day that there is not has been told.
  const isWrong = left.kind === "broken" || right.kind === "broken";
  if (!isWrong && !types.some((type) => type.kind === "unknown")) {
    if (row === undefined) {
      const sides = [
        { node: node.left, value: left },
        { node: node.right, value: right },
      ] as const;
      reportMismatch(node, ...sides, node.operator, scope);
    } else if (!isEquality && !row.ordered) {
      scope.report(diagnostic("OS2112", node, { found: describeType(types[0]), operator: node.operator }));
    }
  }
  if (row?.of === "money") checkRates(left, right, scope);
  const by = row?.by ?? "value";
  return { kind: "compare", operator: node.operator, left, right, by, type: plain("Boolean"), ...span };
}
