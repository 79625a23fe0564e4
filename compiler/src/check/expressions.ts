import { diagnostic, type Fix, insert } from "../diagnostics/diagnostic.ts";
import type { Expression, Logical, Negation } from "../syntax/tree.ts";
import { describeType, is, itemType, plain, present, type Type, unknownType } from "../types/types.ts";
import { checkTest } from "./asking.ts";
import { checkIf } from "./branches.ts";
import { checkCall } from "./calls.ts";
import type { CheckedExpression } from "./checked.ts";
import { checkComparison } from "./comparing.ts";
import { checkArithmetic, negated } from "./computing.ts";
import { knownFrom } from "./known.ts";
import { checkList, checkRecord } from "./lists.ts";
import { literalAs } from "./literals.ts";
import { resolve } from "./references.ts";
import type { RuleScope } from "./scope.ts";
import { checkText } from "./texts.ts";
import { checkCalendar, checkDuration, checkMoney, checkNumber } from "./values.ts";

/** A yes/no value, or what was found in its place, which is reported. */
function asCondition(
  node: Expression,
  scope: RuleScope,
  mistake: { readonly closes: boolean; readonly again: string | undefined },
  fixes: readonly Fix[] = [],
): CheckedExpression {
  const checked = checkExpression(node, scope);
  const type = present(checked.type);
  if (type.kind === "unknown" || is(type, "Boolean")) return checked;
  scope.report(diagnostic("OS2109", node, { found: describeType(type), ...mistake }, fixes));
  return { ...checked, kind: "broken", type: unknownType };
}

/**
 * A yes/no value; anything else is reported.
 *
 * @param closes the `>` behind it closed the block: whoever wrote it may have meant to compare
 */
export function checkCondition(node: Expression, scope: RuleScope, closes = false): CheckedExpression {
  return node.kind === "And" || node.kind === "Or"
    ? checkLogical(node, scope, closes)
    : asCondition(node, scope, { closes, again: undefined });
}

/** What could have been meant by a value behind a comparison: `source == "Call" or "Partner"`. */
function comparedAgain(
  node: Logical,
  index: number,
): { readonly again: string | undefined; readonly fixes: readonly Fix[] } {
  const [before, operand] = [node.operands[index - 1], node.operands[index]];
  if (before?.kind !== "Comparison" && before?.kind !== "Test") return { again: undefined, fixes: [] };
  const { operator, left } = before;
  const name = left.kind === "Reference" ? left.path.map(({ text }) => text).join(".") : undefined;
  const what = name ?? "a";
  const again = `${what} ${operator} b ${node.kind === "And" ? "and" : "or"} ${what} ${operator} c`;
  const fixes =
    name === undefined || operand === undefined || before.kind === "Test"
      ? []
      : [insert(`Write \`${name} ${operator}\``, operand.start, `${name} ${operator} `, false)];
  return { again, fixes };
}

/** `a and b`, `a or b`: each operand knows what those before it have shown, or have not. */
function checkLogical(node: Logical, scope: RuleScope, closes = false): CheckedExpression {
  const isAnd = node.kind === "And";
  // One set that grows: nothing keeps the scope of an operand once it is checked.
  const keys = new Set<string>();
  const within: RuleScope = { ...scope, known: { within: scope.known, keys } };
  const last = node.operands.length - 1;
  const operands = node.operands.map((operand, index) => {
    const { again, fixes } = comparedAgain(node, index);
    const checked = asCondition(operand, within, { closes: closes && index === last, again }, fixes);
    if (index < last) for (const key of knownFrom(checked, isAnd)) keys.add(key);
    return checked;
  });
  const kind = isAnd ? "and" : "or";
  return { kind, operands, type: plain("Boolean"), start: node.start, end: node.end };
}

/** The signs before an operand, the outermost first. There can be as many as a rule has words: they are no nesting. */
function signsOf(node: Negation): readonly [readonly Negation[], Expression] {
  const signs: Negation[] = [node];
  let operand = node.operand;
  while (operand.kind === node.kind) {
    signs.push(operand);
    operand = operand.operand;
  }
  return [signs, operand];
}

/** `not a` */
function checkNot(node: Negation, scope: RuleScope): CheckedExpression {
  const [signs, inner] = signsOf(node);
  return signs.reduceRight<CheckedExpression>(
    (operand, { start, end }) => ({ kind: "not", operand, type: plain("Boolean"), start, end }),
    checkCondition(inner, scope),
  );
}

/** `-a` */
function checkMinus(node: Negation, scope: RuleScope): CheckedExpression {
  const [signs, inner] = signsOf(node);
  return signs.reduceRight<CheckedExpression>(
    (operand, sign) => negated(sign, operand, scope),
    checkExpression(inner, scope),
  );
}

/**
 * Finds the meaning and the type of an expression.
 *
 * @param node the expression as it was read
 * @param scope what its names mean
 * @param expected the type its place asks for: a text in quotes is looked up as a user, a stage or an option by it
 */
export function checkExpression(node: Expression, scope: RuleScope, expected?: Type): CheckedExpression {
  const { start, end } = node;
  switch (node.kind) {
    case "Missing":
    case "Range":
      // A range that is not behind `in` is reported already.
      return { kind: "broken", type: unknownType, start, end };
    case "Number":
      return checkNumber(node, scope);
    case "Money":
      return checkMoney(node, scope);
    case "Duration":
      return checkDuration(node, scope);
    case "Time":
    case "Date":
    case "DateTime":
      return checkCalendar(node, scope);
    case "Boolean":
      return { kind: "boolean", value: node.value, type: plain("Boolean"), start, end };
    case "List":
      return checkList(node, scope, expected);
    case "Record":
      return checkRecord(node, scope, expected);
    case "This": {
      if (scope.entity !== undefined) {
        return { kind: "this", type: itemType(scope.entity.name), start, end };
      }
      scope.report(diagnostic("OS2026", node, {}));
      return { kind: "broken", type: unknownType, start, end };
    }
    case "Text": {
      const literal = expected === undefined ? "text" : literalAs(node, expected, scope);
      if (literal === undefined) return { kind: "broken", type: unknownType, start, end };
      return literal === "text" ? checkText(node, scope) : literal;
    }
    case "Reference":
      // A name behind a dot is still to come.
      if (node.broken === true) return { kind: "broken", type: unknownType, start, end };
      return resolve(node, scope, expected);
    case "Call":
      return checkCall(node, scope);
    case "Group": {
      const inner = checkExpression(node.inner, scope, expected);
      return { kind: "group", inner, type: inner.type, start, end };
    }
    case "Not":
      return checkNot(node, scope);
    case "Minus":
      return checkMinus(node, scope);
    case "And":
    case "Or":
      return checkLogical(node, scope);
    case "Presence": {
      const operand = checkExpression(node.operand, scope);
      if (node.broken === true) return { kind: "broken", type: unknownType, start, end };
      return { kind: "present", operand, wanted: node.wanted, type: plain("Boolean"), start, end };
    }
    case "Comparison":
      return checkComparison(node, scope);
    case "Test":
      return checkTest(node, scope);
    case "If":
      return checkIf(node, scope, expected);
    case "Arithmetic":
      return checkArithmetic(node, scope, expected);
  }
}
