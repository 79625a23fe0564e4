import { is, isTextLike, plain, type Type } from "../types/types.ts";
import type { Computation } from "./checked.ts";

/** Whether a type is a number, whole or not. */
export const isNumber = (type: Type): boolean => is(type, "Number", "Integer");

/** How two values are compared; undefined where they cannot be. */
export type Comparability = "value" | "identity" | undefined;

/** How values of two types are compared: by who they are, by value, or not at all. */
export function comparability(left: Type, right: Type): Comparability {
  if (left.kind === "unknown" || right.kind === "unknown") return "value";
  if (isNumber(left) && isNumber(right)) return "value";
  if (isTextLike(left) && isTextLike(right)) return "value";
  if (left.kind === "option" && right.kind === "option" && left.field === right.field) return "identity";
  if (left.kind === "item" && right.kind === "item" && left.entity === right.entity) return "identity";
  if (left.kind !== "plain" || right.kind !== "plain" || left.name !== right.name) return undefined;
  return left.name === "User" ? "identity" : "value";
}

/** Whether values of a type can be put in an order. */
export function hasOrder(type: Type): boolean {
  return (
    is(type, "Number", "Integer", "Money", "Date", "DateTime", "Time") ||
    type.kind === "unknown" ||
    isTextLike(type)
  );
}

const onNumbers: Readonly<Record<string, Computation>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
};

/** What an operator does with two kinds of values: the operation and its result, or undefined where it does nothing. */
export function computation(
  operator: string,
  left: Type,
  right: Type,
): { readonly of: Computation; readonly type: Type } | undefined {
  if (isNumber(left) && isNumber(right)) {
    const whole = operator !== "/" && is(left, "Integer") && is(right, "Integer");
    const of = onNumbers[operator];
    return of && { of, type: plain(whole ? "Integer" : "Number") };
  }
  if (is(left, "Money") && is(right, "Money")) {
    if (operator === "+") return { of: "addMoney", type: plain("Money") };
    if (operator === "-") return { of: "subtractMoney", type: plain("Money") };
    return operator === "/" ? { of: "ratio", type: plain("Number") } : undefined;
  }
  if (operator === "*" && is(left, "Money") && isNumber(right))
    return { of: "scaleMoney", type: plain("Money") };
  if (operator === "/" && is(left, "Money") && isNumber(right))
    return { of: "divideMoney", type: plain("Money") };
  if (operator === "+" && isTextLike(left) && isTextLike(right)) return { of: "join", type: plain("Text") };
  return undefined;
}
