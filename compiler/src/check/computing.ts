import { diagnostic, insert } from "../diagnostics/diagnostic.ts";
import type { Arithmetic, Expression, Negation } from "../syntax/tree.ts";
import {
  commonType,
  describeType,
  is,
  optional,
  plain,
  present,
  type Type,
  unknownType,
} from "../types/types.ts";
import { checkOrElse } from "./branches.ts";
import type { CheckedExpression, Computation } from "./checked.ts";
import { mayHaveHours } from "./durations.ts";
import { checkExpression } from "./expressions.ts";
import { kindOf } from "./kinds.ts";
import { bare } from "./literals.ts";
import { dayAndMoment } from "./mismatch.ts";
import { asMoney } from "./money.ts";
import { type ComputationRow, computationOf, negationOf } from "./operators.ts";
import { checkRates } from "./rates.ts";
import type { RuleScope } from "./scope.ts";
import type { Mending } from "./unquoted.ts";

/** The type of what a row of the table gives for two values. */
function resultOf(row: ComputationRow, left: CheckedExpression, right: CheckedExpression): Type {
  const [one, other] = [present(left.type), present(right.type)];
  switch (row.gives) {
    case "number":
      return plain(row.operator !== "/" && is(one, "Integer") && is(other, "Integer") ? "Integer" : "Number");
    case "date":
      return plain(mayHaveHours(row.turned === true ? left : right) ? "DateTime" : "Date");
    case "list":
      return commonType(one, other) ?? unknownType;
    case "money":
      return plain("Money");
    case "moment":
      return plain("DateTime");
    case "time":
      return plain("Time");
    case "duration":
      return plain("Duration");
    default:
      return plain("Text");
  }
}

function isNonZero(value: CheckedExpression): boolean {
  return value.kind === "group"
    ? isNonZero(value.inner)
    : value.kind === "number" && !/^[0.]*$/.test(value.value);
}

/** How to mend two values that an operator does not join. */
function mend(node: Arithmetic, left: CheckedExpression, right: CheckedExpression): Mending {
  const kinds = [kindOf(present(left.type)), kindOf(present(right.type))] as const;
  const has = (...wanted: readonly string[]) =>
    kinds.some((kind) => kind !== undefined && wanted.includes(kind));
  if (has("date", "moment", "time", "duration") && kinds[1] === "number") {
    const number = bare(node.right);
    const unit = kinds[0] === "time" ? "hours" : "days";
    const fixes =
      number.kind === "Number" ? [insert(`Write \`${unit}\` behind it`, number.end, ` ${unit}`, false)] : [];
    return { help: `say what is counted: \`3 ${unit}\``, fixes };
  }
  if (has("date") && has("moment")) {
    const sides = [
      { node: node.left, value: left },
      { node: node.right, value: right },
    ] as const;
    return kinds[0] === "date" ? dayAndMoment(sides[0], sides[1]) : dayAndMoment(sides[1], sides[0]);
  }
  if (has("date", "moment") && has("time")) {
    return {
      help: "a time on a day is said by the schedule of the rule: `at 12:00 on closeDate`",
      fixes: [],
    };
  }
  if (has("time")) return { help: "a length of time can be added: `callAt + 30 minutes`", fixes: [] };
  if (node.operator === "+" && has("text")) {
    return { help: 'put the value into the text, in braces: `"It is worth {amount}"`', fixes: [] };
  }
  return { fixes: [] };
}

/** What amounts in two currencies are converted for. */
const converting: ReadonlySet<Computation> = new Set<Computation>(["addMoney", "subtractMoney", "ratio"]);

/** An arithmetic operator, once its left side is known. */
function compute(node: Arithmetic, before: CheckedExpression, scope: RuleScope): CheckedExpression {
  const span = { start: node.start, end: node.end };
  const behind = checkExpression(node.right, scope);
  const types = [present(before.type), present(behind.type)] as const;
  if (types.some((type) => type.kind === "unknown")) return { kind: "broken", type: unknownType, ...span };
  const row = computationOf(node.operator, ...types);
  const isOneList = row?.of !== "joinLists" || commonType(...types) !== undefined;
  if (row === undefined || !isOneList) {
    const { help, fixes } = mend(node, before, behind);
    const names = { operator: node.operator, left: describeType(types[0]), right: describeType(types[1]) };
    scope.report(diagnostic("OS2110", node, { ...names, ...(help === undefined ? {} : { help }) }, fixes));
    return { kind: "broken", type: unknownType, ...span };
  }
  const left = row.asMoney === "left" ? asMoney(before, scope) : before;
  const right = row.asMoney === "right" ? asMoney(behind, scope) : behind;
  if (converting.has(row.of)) checkRates(left, right, scope);
  const strict = row.of !== "join" && (left.type.kind === "optional" || right.type.kind === "optional");
  const mayBeMissing = strict || (row.mayBeMissing === true && !isNonZero(right));
  const type = resultOf(row, left, right);
  return {
    kind: "compute",
    operation: row.of,
    operands: row.turned === true ? [right, left] : [left, right],
    type: mayBeMissing ? optional(type) : type,
    ...span,
  };
}

/**
 * A chain of arithmetic. It leans to the left, and may be as long as a rule, so its left sides are taken one after
 * another and not one within another.
 */
export function checkArithmetic(
  node: Arithmetic,
  scope: RuleScope,
  expected: Type | undefined,
): CheckedExpression {
  const chain: { readonly node: Arithmetic; readonly expected: Type | undefined }[] = [];
  let left: Expression = node;
  let hint = expected;
  while (left.kind === "Arithmetic") {
    chain.push({ node: left, expected: hint });
    if (left.operator !== "??") hint = undefined;
    left = left.left;
  }
  let value = checkExpression(left, scope, hint);
  for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
    value =
      link.node.operator === "??"
        ? checkOrElse(link.node, value, scope, link.expected)
        : compute(link.node, value, scope);
  }
  return value;
}

/** A minus sign before a value. */
export function negated(node: Negation, operand: CheckedExpression, scope: RuleScope): CheckedExpression {
  const type = present(operand.type);
  const span = { start: node.start, end: node.end };
  if (type.kind === "unknown") return { kind: "broken", type, ...span };
  const operation = negationOf(type);
  if (operation === undefined) {
    scope.report(diagnostic("OS2110", node, { operator: "-", left: undefined, right: describeType(type) }));
    return { kind: "broken", type: unknownType, ...span };
  }
  return { kind: "compute", operation, operands: [operand], type: operand.type, ...span };
}
