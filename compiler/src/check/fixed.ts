import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Expression, Missing, NumberLiteral } from "../syntax/tree.ts";
import { describeType, is, plain, present } from "../types/types.ts";
import type { CheckedExpression, DurationValue } from "./checked.ts";
import { childrenOf } from "./children.ts";
import { fixedDuration } from "./durations.ts";
import { checkExpression } from "./expressions.ts";
import type { RuleScope } from "./scope.ts";

/** Whether an expression stands on a parameter: in a group by itself, nobody knows yet what that will be. */
export function hasParameter(value: CheckedExpression): boolean {
  return value.kind === "parameter" || childrenOf(value).some(hasParameter);
}

/** Whether a length of time leads forward. A month counts for 30 days here. */
function isPositive({
  months,
  days,
  milliseconds,
  workingDays,
  workingMilliseconds,
}: DurationValue): boolean {
  return (months * 30 + days + workingDays) * 86_400_000 + milliseconds + workingMilliseconds > 0;
}

/**
 * A length of time that has to be known before any rule runs: a literal, a constant, or what is computed of those.
 *
 * @param where the word that needs it, in backticks
 * @returns undefined where it is none, which is reported, or where a group is yet to be given it
 */
export function checkLength(node: Expression, where: string, scope: RuleScope): DurationValue | undefined {
  const checked = checkExpression(node, scope, plain("Duration"));
  const type = present(checked.type);
  if (type.kind === "unknown") return undefined;
  if (!is(type, "Duration")) {
    scope.report(diagnostic("OS2050", node, { where, found: describeType(type) }));
    return undefined;
  }
  const value = fixedDuration(checked);
  if (value === undefined) {
    if (!hasParameter(checked)) scope.report(diagnostic("OS2050", node, { where, found: undefined }));
    return undefined;
  }
  if (isPositive(value)) return value;
  scope.report(diagnostic("OS2051", node, { where }));
  return undefined;
}

/** A positive whole number, as it stands in the text. Undefined where it is none, which is reported. */
export function checkCount(
  node: NumberLiteral | Missing,
  where: string,
  { report }: RuleScope,
): number | undefined {
  if (node.kind === "Missing" || node.broken === true) return undefined;
  const count = Number(node.value);
  if (Number.isSafeInteger(count) && count > 0) return count;
  report(diagnostic("OS2052", node, { where, found: node.value }));
  return undefined;
}
