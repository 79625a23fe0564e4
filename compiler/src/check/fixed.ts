import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import type { Expression, Missing, NumberLiteral } from "../syntax/tree.ts";
import { describeType, is, plain, present } from "../types/types.ts";
import type { CheckedExpression, DurationValue } from "./checked.ts";
import { someChild } from "./children.ts";
import { fixedDuration, isTooLong } from "./durations.ts";
import { checkExpression } from "./expressions.ts";
import type { RuleScope } from "./scope.ts";

/** Whether an expression stands on a parameter: in a group by itself, nobody knows yet what that will be. */
export function hasParameter(value: CheckedExpression): boolean {
  return value.kind === "parameter" || someChild(value, hasParameter);
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
    const help =
      is(type, "Time") && where === "`after`" ? { help: "a time of day stands behind `at`: `at 10:00`" } : {};
    scope.report(diagnostic("OS2050", node, { where, found: describeType(type), ...help }));
    return undefined;
  }
  const value = fixedDuration(checked);
  if (value === undefined) {
    if (!hasParameter(checked)) scope.report(diagnostic("OS2050", node, { where, found: undefined }));
    return undefined;
  }
  if (isTooLong(value)) {
    scope.report(diagnostic("OS2123", node, { what: "length of time", limit: "100 years" }));
    return undefined;
  }
  if (isPositive(value)) return value;
  scope.report(diagnostic("OS2051", node, { where }));
  return undefined;
}

/** How often a rule can run again: what has to go on for longer belongs to the calendar. */
export const mostRepetitions = 1000;
/** How often an action can be tried again. */
export const mostRetries = 100;

/**
 * A positive whole number, as it stands in the text.
 *
 * @param where the word that needs it, in backticks
 * @param limit the greatest that makes sense there
 * @returns undefined where it is none, or more than that, which is reported
 */
export function checkCount(
  node: NumberLiteral | Missing,
  where: string,
  limit: number,
  { report }: RuleScope,
): number | undefined {
  if (node.kind === "Missing" || node.broken === true) return undefined;
  const count = Number(node.value);
  if (Number.isInteger(count) && count > 0 && count <= limit) return count;
  const isMore = Number.isInteger(count) && count > limit;
  report(
    isMore
      ? diagnostic("OS2056", node, { where, found: node.value, limit }, [
          replace(`Write \`${limit}\``, node, String(limit), false),
        ])
      : diagnostic("OS2052", node, { where, found: node.value }),
  );
  return undefined;
}
