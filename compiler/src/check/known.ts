import type { CheckedExpression } from "./checked.ts";
import { pathText } from "./scope.ts";

/** The paths that have a value wherever the condition holds: comparing a missing value is false. */
export function knownFrom(condition: CheckedExpression): readonly string[] {
  switch (condition.kind) {
    case "and":
      return condition.operands.flatMap(knownFrom);
    case "group":
      return knownFrom(condition.inner);
    case "present":
      return condition.wanted === "set" ? pathsOf(condition.operand) : [];
    case "compare":
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    default:
      return pathsOf(condition);
  }
}

/** A path and everything it leads over: where `contact.email` is set, so is `contact`. */
function pathsOf(value: CheckedExpression): readonly string[] {
  switch (value.kind) {
    case "field":
      return value.path.map((_, index) => pathText(value.path.slice(0, index + 1)));
    case "result":
      return [
        value.rule,
        ...value.path.map((_, index) => `${value.rule}.${pathText(value.path.slice(0, index + 1))}`),
      ];
    case "group":
      return pathsOf(value.inner);
    default:
      return [];
  }
}
