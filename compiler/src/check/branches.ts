import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import type { Arithmetic, Conditional, Span } from "../syntax/tree.ts";
import {
  accepts,
  commonType,
  describeType,
  is,
  optional,
  present,
  type Type,
  unknownType,
} from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { checkCondition, checkExpression } from "./expressions.ts";
import { knowing, knownFrom } from "./known.ts";
import { isOpen } from "./literals.ts";
import { bothAsMoney } from "./money.ts";
import type { RuleScope } from "./scope.ts";

/**
 * The type of a value that comes from one of two places: what the two have in common, or, where both fit what is asked
 * for, either.
 */
function eitherType(left: Type, right: Type, expected: Type | undefined): Type | undefined {
  const common = commonType(left, right);
  if (expected === undefined || (common !== undefined && accepts(expected, present(common)))) return common;
  if (![left, right].every((type) => accepts(expected, present(type)))) return common;
  const either: Type = { kind: "union", of: [present(left), present(right)] };
  return left.kind === "optional" || right.kind === "optional" ? optional(either) : either;
}

/** What a place asks for, where that is known. */
const wanted = (expected: Type | undefined): Type | undefined =>
  expected?.kind === "unknown" ? undefined : expected;

/** Whether a value is always there. A result may be missing whatever its type says: its rule may be skipped or fail. */
function isAlwaysThere(value: CheckedExpression): boolean {
  if (value.type.kind === "optional" || value.type.kind === "unknown") return false;
  switch (value.kind) {
    case "result":
      return false;
    case "part":
    case "member":
      return isAlwaysThere(value.operand);
    case "group":
      return isAlwaysThere(value.inner);
    case "compute":
      return value.operation === "join" || value.operands.every(isAlwaysThere);
    case "orElse":
      // The left side is not, or that is reported already.
      return isAlwaysThere(value.right);
    case "if":
      return isAlwaysThere(value.then) && isAlwaysThere(value.otherwise);
    default:
      return true;
  }
}

/** `a ?? b`, once its left side is known. */
export function checkOrElse(
  node: Arithmetic,
  left: CheckedExpression,
  scope: RuleScope,
  asked: Type | undefined,
): CheckedExpression {
  const expected = wanted(asked);
  const span = { start: node.start, end: node.end };
  const right = checkExpression(node.right, scope, expected ?? present(left.type));
  if (isAlwaysThere(left)) {
    const isName = node.left.kind === "Reference";
    const text = isName ? node.left.path.map((name) => name.text).join(".") : "this";
    const rest = { start: node.left.end, end: node.end };
    scope.report(diagnostic("OS3003", node, { text }, [replace("Remove `?? …`", rest, "", false)]));
  }
  // Empty text counts as missing, so what is written behind `??` is all that may be missing.
  const type = eitherType(present(left.type), right.type, expected);
  if (type === undefined) {
    const found = {
      operator: "??",
      left: describeType(present(left.type)),
      right: describeType(present(right.type)),
    };
    scope.report(diagnostic("OS2110", node, found));
    return { kind: "broken", type: unknownType, ...span };
  }
  const [first, second] = is(present(type), "Money") ? bothAsMoney(left, right, scope) : [left, right];
  return { kind: "orElse", left: first, right: second, type, ...span };
}

/** Two branches, the one of them with text in quotes last, so that it is looked up by what the other is. */
function checkBranches(
  node: Conditional,
  scopes: { readonly then: RuleScope; readonly otherwise: RuleScope },
  expected: Type | undefined,
): readonly [CheckedExpression, CheckedExpression] {
  if (expected === undefined && isOpen(node.then) && !isOpen(node.otherwise)) {
    const otherwise = checkExpression(node.otherwise, scopes.otherwise);
    return [checkExpression(node.then, scopes.then, present(otherwise.type)), otherwise];
  }
  const then = checkExpression(node.then, scopes.then, expected);
  const hint = expected ?? (isOpen(node.then) ? undefined : present(then.type));
  return [then, checkExpression(node.otherwise, scopes.otherwise, hint)];
}

/** `if a then b else c` */
export function checkIf(node: Conditional, scope: RuleScope, asked: Type | undefined): CheckedExpression {
  const expected = wanted(asked);
  const span: Span = { start: node.start, end: node.end };
  const condition = checkCondition(node.condition, scope);
  const scopes = {
    then: { ...scope, known: knowing(scope.known, knownFrom(condition)) },
    otherwise: { ...scope, known: knowing(scope.known, knownFrom(condition, false)) },
  };
  const branches = checkBranches(node, scopes, expected);
  const type = eitherType(branches[0].type, branches[1].type, expected);
  if (type === undefined) {
    const [left, right] = branches.map((branch) => describeType(present(branch.type)));
    scope.report(diagnostic("OS2116", node, { what: "branches", left: left ?? "", right: right ?? "" }));
    return { kind: "broken", type: unknownType, start: span.start, end: span.end };
  }
  const [then, otherwise] = is(present(type), "Money") ? bothAsMoney(...branches, scope) : branches;
  return { kind: "if", condition, then, otherwise, type, start: span.start, end: span.end };
}
