import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import type { Arithmetic, Comparison, Expression, Logical, Negation, TextLiteral } from "../syntax/tree.ts";
import {
  accepts,
  describeType,
  is,
  isTextLike,
  optional,
  plain,
  present,
  type Type,
  unknownType,
} from "../types/types.ts";
import type { CheckedExpression, CheckedPart } from "./checked.ts";
import { knownFrom } from "./known.ts";
import { literalAs } from "./literals.ts";
import { comparability, computation, hasOrder, isNumber } from "./operators.ts";
import { pathText, type RuleScope, resolve } from "./scope.ts";

/** A number where money is needed is in the project's currency. */
export function asMoney(value: CheckedExpression, scope: RuleScope): CheckedExpression {
  const { currency } = scope.world;
  switch (value.kind) {
    case "number":
      return {
        kind: "money",
        value: value.value,
        currency,
        type: plain("Money"),
        start: value.start,
        end: value.end,
      };
    case "group":
      return { ...value, inner: asMoney(value.inner, scope), type: plain("Money") };
    default: {
      const unit: CheckedExpression = { ...value, kind: "money", value: "1", currency, type: plain("Money") };
      const type = value.type.kind === "optional" ? optional(plain("Money")) : plain("Money");
      return {
        kind: "compute",
        operation: "scaleMoney",
        operands: [unit, value],
        type,
        start: value.start,
        end: value.end,
      };
    }
  }
}

/** What has text that can stand inside a message. */
function hasText(type: Type): boolean {
  switch (type.kind) {
    case "plain":
    case "option":
    case "unknown":
      return true;
    case "optional":
    case "list":
      return hasText(type.of);
    case "union":
      return type.of.every(hasText);
    case "record":
      return "url" in type.fields || "name" in type.fields || "title" in type.fields;
    case "item":
    case "nothing":
      return false;
  }
}

/** Placeholders of other systems, `{{title}}` and `${title}`, which would reach a client as they stand. */
function checkPlaceholders(node: TextLiteral, scope: RuleScope): void {
  const isKnown = (name: string) =>
    Object.hasOwn(scope.entity.entity.fields, name) || scope.results.has(name);
  for (const [index, part] of node.parts.entries()) {
    const next = node.parts[index + 1];
    if (part.kind !== "chars") continue;
    const field = /\{\s*([A-Za-z_]\w*)[\w.]*\s*\}/.exec(part.value)?.[1];
    if (field !== undefined && isKnown(field)) {
      scope.report(diagnostic("OS3006", node, { found: `{${field}}`, field }));
    } else if (part.value.endsWith("$") && next?.kind === "hole" && next.value.kind === "Reference") {
      const name = next.value.path.map((step) => step.text).join(".");
      scope.report(diagnostic("OS3006", node, { found: "$", field: name }));
    }
  }
}

function checkText(node: TextLiteral, scope: RuleScope): CheckedExpression {
  checkPlaceholders(node, scope);
  const parts = node.parts.map((part): CheckedPart => {
    if (part.kind === "chars") return part;
    const value = checkExpression(part.value, scope);
    if (!hasText(value.type)) {
      scope.report(diagnostic("OS2113", part.value, { found: describeType(present(value.type)) }));
    }
    return { kind: "hole", value };
  });
  return { kind: "text", parts, type: plain("Text"), start: node.start, end: node.end };
}

/** Two values side by side: a text in quotes takes its meaning from the other, and a number beside money is money. */
function checkPair(
  left: Expression,
  right: Expression,
  scope: RuleScope,
): readonly [CheckedExpression, CheckedExpression] {
  if (left.kind === "Text" && right.kind !== "Text") {
    const second = checkExpression(right, scope);
    return [checkExpression(left, scope, present(second.type)), second];
  }
  const first = checkExpression(left, scope);
  const second = checkExpression(right, scope, present(first.type));
  if (is(present(first.type), "Money") && isNumber(present(second.type)))
    return [first, asMoney(second, scope)];
  if (is(present(second.type), "Money") && isNumber(present(first.type)))
    return [asMoney(first, scope), second];
  return [first, second];
}

function checkComparison(node: Comparison, scope: RuleScope): CheckedExpression {
  const [left, right] = checkPair(node.left, node.right, scope);
  const types = [present(left.type), present(right.type)] as const;
  const by = comparability(...types);
  const known = left.type.kind !== "unknown" && right.type.kind !== "unknown";
  if (node.broken === true) {
    // A chain of comparisons is reported already.
  } else if (by === undefined) {
    scope.report(diagnostic("OS2108", node, { left: describeType(types[0]), right: describeType(types[1]) }));
  } else if (known && node.operator !== "==" && node.operator !== "!=" && !hasOrder(types[0])) {
    scope.report(diagnostic("OS2112", node, { found: describeType(types[0]), operator: node.operator }));
  }
  return {
    kind: "compare",
    operator: node.operator,
    left,
    right,
    by: by ?? "value",
    type: plain("Boolean"),
    start: node.start,
    end: node.end,
  };
}

/** A result may be missing whatever its type says: its rule may be skipped or fail. */
function alwaysHasValue(value: CheckedExpression): boolean {
  return value.kind !== "result" && value.type.kind !== "optional" && value.type.kind !== "unknown";
}

function checkOrElse(node: Arithmetic, scope: RuleScope, expected: Type | undefined): CheckedExpression {
  const left = checkExpression(node.left, scope, expected);
  const right = checkExpression(node.right, scope, expected ?? present(left.type));
  const value = present(left.type);
  const span = { start: node.start, end: node.end };
  if (alwaysHasValue(left)) {
    const text = left.kind === "field" ? pathText(left.path) : "this";
    const rest = { start: node.left.end, end: node.end };
    scope.report(diagnostic("OS3003", node, { text }, [replace("Remove `?? …`", rest, "", false)]));
  }
  const other = present(right.type);
  if (
    expected !== undefined &&
    accepts(expected, value) &&
    accepts(expected, other) &&
    !is(expected, "Money")
  ) {
    const same = JSON.stringify(value) === JSON.stringify(other);
    const either: Type = same ? value : { kind: "union", of: [value, other] };
    return {
      kind: "orElse",
      left,
      right,
      type: right.type.kind === "optional" ? optional(either) : either,
      ...span,
    };
  }
  const isText = (type: Type): boolean => isTextLike(type) || type.kind === "option";
  const bothText = isText(value) && isText(other);
  const fits =
    bothText || comparability(value, other) !== undefined || JSON.stringify(value) === JSON.stringify(other);
  const moneyNumber = is(value, "Money") && isNumber(other);
  if (!fits && !moneyNumber) {
    const found = { operator: "??", left: describeType(value), right: describeType(other) };
    scope.report(diagnostic("OS2110", node, found));
    return { kind: "broken", type: unknownType, ...span };
  }
  const second = moneyNumber ? asMoney(right, scope) : right;
  const joint = bothText && JSON.stringify(value) !== JSON.stringify(other) ? plain("Text") : value;
  const type = right.type.kind === "optional" ? optional(joint) : joint;
  return { kind: "orElse", left, right: second, type, ...span };
}

function checkArithmetic(node: Arithmetic, scope: RuleScope, expected: Type | undefined): CheckedExpression {
  if (node.operator === "??") return checkOrElse(node, scope, expected);
  const span = { start: node.start, end: node.end };
  const isProduct = node.operator === "*" || node.operator === "/";
  const pair = isProduct
    ? ([checkExpression(node.left, scope), checkExpression(node.right, scope)] as const)
    : checkPair(node.left, node.right, scope);
  // `0.8 * amount` is `amount * 0.8`.
  const swap = node.operator === "*" && isNumber(present(pair[0].type)) && is(present(pair[1].type), "Money");
  const [left, right] = swap ? [pair[1], pair[0]] : pair;
  const types = [present(left.type), present(right.type)] as const;
  if (types.some((type) => type.kind === "unknown")) return { kind: "broken", type: unknownType, ...span };
  const found = computation(node.operator, ...types);
  if (found === undefined) {
    const names = { operator: node.operator, left: describeType(types[0]), right: describeType(types[1]) };
    scope.report(diagnostic("OS2110", node, names));
    return { kind: "broken", type: unknownType, ...span };
  }
  const mayBeMissing =
    found.of !== "join" &&
    (left.type.kind === "optional" ||
      right.type.kind === "optional" ||
      (node.operator === "/" && !isNonZero(right)));
  const type = mayBeMissing ? optional(found.type) : found.type;
  return { kind: "compute", operation: found.of, operands: [left, right], type, ...span };
}

function isNonZero(value: CheckedExpression): boolean {
  return value.kind === "number" && !/^[0.]*$/.test(value.value);
}

function checkNegation(node: Negation, scope: RuleScope): CheckedExpression {
  const operand = checkExpression(node.operand, scope);
  const type = present(operand.type);
  const span = { start: node.start, end: node.end };
  if (type.kind === "unknown") return { kind: "broken", type, ...span };
  if (!isNumber(type) && !is(type, "Money")) {
    scope.report(diagnostic("OS2110", node, { operator: "-", left: undefined, right: describeType(type) }));
    return { kind: "broken", type: unknownType, ...span };
  }
  const operation = is(type, "Money") ? "negateMoney" : "negate";
  return { kind: "compute", operation, operands: [operand], type: operand.type, ...span };
}

/** A yes/no value; anything else is reported. */
export function checkCondition(node: Expression, scope: RuleScope, closes = false): CheckedExpression {
  const checked = checkExpression(node, scope);
  const type = present(checked.type);
  if (type.kind !== "unknown" && !is(type, "Boolean")) {
    const last = node.kind === "And" || node.kind === "Or" ? node.operands[node.operands.length - 1] : node;
    scope.report(diagnostic("OS2109", last ?? node, { found: describeType(type), closes }));
    return { ...checked, kind: "broken", type: unknownType };
  }
  return checked;
}

function checkLogical(node: Logical, scope: RuleScope): CheckedExpression {
  let known = scope.known;
  const operands = node.operands.map((operand) => {
    const checked = checkCondition(operand, { ...scope, known });
    if (node.kind === "And") known = new Set([...known, ...knownFrom(checked)]);
    return checked;
  });
  const kind = node.kind === "And" ? "and" : "or";
  return { kind, operands, type: plain("Boolean"), start: node.start, end: node.end };
}

/**
 * Finds the meaning and the type of an expression.
 *
 * @param node the expression as it was read
 * @param scope what its names mean
 * @param expected the type its place asks for: a text in quotes is looked up as a user, a stage or an option by it
 */
export function checkExpression(node: Expression, scope: RuleScope, expected?: Type): CheckedExpression {
  const span = { start: node.start, end: node.end };
  const boolean = plain("Boolean");
  switch (node.kind) {
    case "Missing":
      return { kind: "broken", type: unknownType, ...span };
    case "Number":
      return {
        kind: "number",
        value: node.value,
        type: plain(node.value.includes(".") ? "Number" : "Integer"),
        ...span,
      };
    case "Boolean":
      return { kind: "boolean", value: node.value, type: boolean, ...span };
    case "This":
      return { kind: "this", type: { kind: "item", entity: scope.entity.name }, ...span };
    case "Text": {
      const literal = expected === undefined ? "text" : literalAs(node, expected, scope);
      if (literal === undefined) return { kind: "broken", type: unknownType, ...span };
      return literal === "text" ? checkText(node, scope) : literal;
    }
    case "Reference":
      return resolve(node, scope);
    case "Group": {
      const inner = checkExpression(node.inner, scope, expected);
      return { kind: "group", inner, type: inner.type, ...span };
    }
    case "Not":
      return { kind: "not", operand: checkCondition(node.operand, scope), type: boolean, ...span };
    case "Minus":
      return checkNegation(node, scope);
    case "And":
    case "Or":
      return checkLogical(node, scope);
    case "Presence":
      return {
        kind: "present",
        operand: checkExpression(node.operand, scope),
        wanted: node.wanted,
        type: boolean,
        ...span,
      };
    case "Comparison":
      return checkComparison(node, scope);
    case "Arithmetic":
      return checkArithmetic(node, scope, expected);
  }
}
