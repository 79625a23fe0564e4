import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Range } from "../syntax/tree.ts";
import { describeType, present, unknownType } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { reportMismatch } from "./comparing.ts";
import { checkExpression } from "./expressions.ts";
import { isOpen } from "./literals.ts";
import type { Side } from "./mismatch.ts";
import { asMoney } from "./money.ts";
import { comparability } from "./operators.ts";
import { checkRates } from "./rates.ts";
import type { RuleScope } from "./scope.ts";

/** The value of an end that is written down, in a form whose order is that of the values. */
function written(value: CheckedExpression): number | string | undefined {
  switch (value.kind) {
    case "number":
    case "money":
      return Number(value.value);
    case "date":
    case "moment":
      return value.value;
    case "group":
      return written(value.inner);
    case "constant":
      return written(value.value);
    case "compute": {
      const [operand] = value.operands;
      const isNegative = value.operation === "negate" || value.operation === "negateMoney";
      const number = isNegative && operand !== undefined ? written(operand) : undefined;
      return typeof number === "number" ? -number : undefined;
    }
    default:
      return undefined;
  }
}

/** Nothing lies between two ends that are written down the wrong way round. */
function isEmpty(from: CheckedExpression, to: CheckedExpression): boolean {
  const [lower, upper] = [written(from), written(to)];
  if (typeof lower === "number" && typeof upper === "number") return lower > upper;
  return typeof lower === "string" && typeof upper === "string" && lower > upper;
}

/**
 * `a..b`, behind `in`.
 *
 * @param tested what is looked for between the two
 */
export function checkRange(node: Range, tested: Side, scope: RuleScope): CheckedExpression {
  const span = { start: node.start, end: node.end };
  const hint = isOpen(tested.node) ? undefined : present(tested.value.type);
  const ends = [node.from, node.to].map((end) => checkExpression(end, scope, hint));
  const [from, to] = ends;
  const type = present(tested.value.type);
  if (from === undefined || to === undefined) return { kind: "broken", type: unknownType, ...span };
  if ([type, present(from.type), present(to.type)].some((one) => one.kind === "unknown")) {
    return { kind: "range", from, to, type: unknownType, ...span };
  }
  const mistaken = [node.from, node.to].findIndex(
    (_, index) => comparability(type, present((index === 0 ? from : to).type)) === undefined,
  );
  if (mistaken >= 0) {
    const end = { node: mistaken === 0 ? node.from : node.to, value: mistaken === 0 ? from : to };
    reportMismatch(end.node, tested, end, "in", scope);
    return { kind: "broken", type: unknownType, ...span };
  }
  const rows = [from, to].map((end) => comparability(type, present(end.type)));
  const [row] = rows;
  if (row?.range === undefined) {
    scope.report(diagnostic("OS2128", node, { found: describeType(type) }));
    return { kind: "broken", type: unknownType, ...span };
  }
  if (row.of !== "time" && isEmpty(from, to)) scope.report(diagnostic("OS2127", node, {}));
  const isMoney = rows.some((one) => one?.of === "money");
  if (isMoney) for (const end of [from, to]) checkRates(tested.value, end, scope);
  const [lower, upper] = isMoney ? [asMoney(from, scope), asMoney(to, scope)] : [from, to];
  return { kind: "range", from: lower, to: upper, type: lower.type, ...span };
}
