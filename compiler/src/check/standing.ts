import type { Pipeline } from "../schema/format.ts";
import { present } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { knowing, knownFrom } from "./known.ts";
import type { RuleScope } from "./scope.ts";

const isOwn = (value: CheckedExpression, of: "stage" | "pipeline"): boolean => {
  if (value.kind !== "field" || value.path.length !== 1 || value.path[0]?.name !== of) return false;
  const type = present(value.type);
  return type.kind === "place" && type.of === of;
};

/** Which pipelines are meant where the pipeline or the stage of the item is a value. Undefined where that is not known. */
function meant(asked: CheckedExpression, value: CheckedExpression): ReadonlySet<string> | undefined {
  if (isOwn(asked, "pipeline") && value.kind === "pipeline") return new Set([value.id]);
  if (isOwn(asked, "stage") && value.kind === "stage")
    return new Set(value.places.map((one) => one.pipeline));
  return undefined;
}

function compared(
  asked: CheckedExpression,
  values: readonly CheckedExpression[],
  isSame: boolean,
  all: readonly Pipeline[],
): readonly Pipeline[] {
  const found = values.map((value) => meant(asked, value));
  const known = found.filter((one) => one !== undefined);
  if (known.length < found.length || found.length === 0) return all;
  const isOne = (pipeline: Pipeline): boolean => known.some((ids) => ids.has(pipeline.id));
  if (isSame) return all.filter(isOne);
  // In another stage, it can be in any pipeline.
  return isOwn(asked, "pipeline") ? all.filter((one) => !isOne(one)) : all;
}

/** The pipelines, of some, that the item can be in where a condition has an outcome. */
function standingWhere(
  condition: CheckedExpression,
  all: readonly Pipeline[],
  outcome: boolean,
): readonly Pipeline[] {
  switch (condition.kind) {
    case "and":
    case "or": {
      const { operands } = condition;
      if ((condition.kind === "and") === outcome) {
        return operands.reduce((left, operand) => standingWhere(operand, left, outcome), all);
      }
      const each = new Set(operands.flatMap((operand) => standingWhere(operand, all, outcome)));
      return all.filter((one) => each.has(one));
    }
    case "not":
      return standingWhere(condition.operand, all, !outcome);
    case "group":
      return standingWhere(condition.inner, all, outcome);
    case "compare": {
      const { operator, left, right } = condition;
      if (operator !== "==" && operator !== "!=") return all;
      const isSame = (operator === "==") === outcome;
      return compared(right, [left], isSame, compared(left, [right], isSame, all));
    }
    case "test": {
      const { test, left, right, negated } = condition;
      if (test !== "inList" || right.kind !== "list") return all;
      return compared(left, right.items, negated !== outcome, all);
    }
    default:
      return all;
  }
}

/** What is known where a condition holds: values that are there, and where the item can stand. */
export function whereHolds(scope: RuleScope, condition: CheckedExpression | undefined): RuleScope {
  if (condition === undefined) return scope;
  const known = knowing(scope.known, knownFrom(condition));
  const standing = scope.standing && standingWhere(condition, scope.standing, true);
  if (known === scope.known && standing?.length === scope.standing?.length) return scope;
  return { ...scope, known, ...(standing && { standing }) };
}
