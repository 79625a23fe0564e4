import { is, isNumber, optional, plain, present } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import type { RuleScope } from "./scope.ts";

/** A number where money is needed is in the project's currency. Money stays as it is. */
export function asMoney(value: CheckedExpression, scope: RuleScope): CheckedExpression {
  const type = present(value.type);
  if (!isNumber(type)) return value;
  const { currency } = scope.world;
  const place = { start: value.start, end: value.end };
  switch (value.kind) {
    case "number":
      return { kind: "money", value: value.value, currency, type: plain("Money"), ...place };
    case "group":
      return { ...value, inner: asMoney(value.inner, scope), type: plain("Money") };
    default: {
      const unit: CheckedExpression = { kind: "money", value: "1", currency, type: plain("Money"), ...place };
      const money = value.type.kind === "optional" ? optional(plain("Money")) : plain("Money");
      return { kind: "compute", operation: "scaleMoney", operands: [unit, value], type: money, ...place };
    }
  }
}

/** Two values side by side: a number beside money is money. */
export function bothAsMoney(
  left: CheckedExpression,
  right: CheckedExpression,
  scope: RuleScope,
): readonly [CheckedExpression, CheckedExpression] {
  const isAny = [left, right].some((one) => is(present(one.type), "Money"));
  return isAny ? [asMoney(left, scope), asMoney(right, scope)] : [left, right];
}
