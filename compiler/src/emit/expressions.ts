import type { CheckedExpression, Computation } from "../check/checked.ts";
import { tidied } from "../syntax/spacing.ts";
import type { ComparisonOperator } from "../syntax/tree.ts";
import { is, present, type Type } from "../types/types.ts";
import { key, literal, member } from "./literals.ts";

/** What an emitted expression refers to beyond itself. */
export interface ExpressionScope {
  /** The text of the file. */
  readonly source: string;
  /** The rule that makes a value, by the name behind `let`. */
  readonly ruleOf: (value: string) => string;
  /** Notes that a helper of `@onstage/runtime/rules` is used. */
  readonly use: (helper: string) => string;
}

const comparisons: Readonly<Record<ComparisonOperator, string>> = {
  "==": "equal",
  "!=": "differs",
  "<": "less",
  "<=": "atMost",
  ">": "greater",
  ">=": "atLeast",
};

const computations: Readonly<Record<Computation, string>> = {
  add: "add",
  subtract: "subtract",
  multiply: "multiply",
  divide: "divide",
  negate: "negate",
  addMoney: "addMoney",
  subtractMoney: "subtractMoney",
  scaleMoney: "scaleMoney",
  divideMoney: "divideMoney",
  ratio: "ratio",
  negateMoney: "negateMoney",
  join: "join",
};

/** Results of helper rules are stored as JSON: numbers and money become exact again where they are used. */
function revived(code: string, type: Type, scope: ExpressionScope): string {
  const plain = present(type);
  if (is(plain, "Number", "Integer")) return `${scope.use("numberFrom")}(${code})`;
  if (is(plain, "Money")) return `${scope.use("moneyFrom")}(${code})`;
  return code;
}

function path(start: string, names: readonly string[]): string {
  return names.reduce((owner, name) => `${owner}?${name.startsWith("[") ? "." : ""}${name}`, start);
}

/** An expression as TypeScript; `s` is the scope it is computed from. */
export function emitExpression(value: CheckedExpression, scope: ExpressionScope): string {
  const emit = (one: CheckedExpression): string => emitExpression(one, scope);
  switch (value.kind) {
    case "number":
      return `${scope.use("decimal")}(${literal(value.value)})`;
    case "money":
      return `${scope.use("money")}(${literal(value.value)}, ${literal(value.currency)})`;
    case "text": {
      const [first] = value.parts;
      if (first === undefined) return '""';
      if (value.parts.length === 1 && first.kind === "chars") return literal(first.value);
      const parts = value.parts.map((part) =>
        part.kind === "chars" ? literal(part.value) : emit(part.value),
      );
      return `${scope.use("join")}(${parts.join(", ")})`;
    }
    case "boolean":
      return String(value.value);
    case "user": {
      const { id, name, email } = value.user;
      const fields = [
        `id: ${id}`,
        `name: ${literal(name)}`,
        ...(email === undefined ? [] : [`email: ${literal(email)}`]),
      ];
      return `{ ${fields.join(", ")} }`;
    }
    case "stage":
      return literal(value.id);
    case "option":
      return literal(value.id);
    case "this":
      return "s.item";
    case "field": {
      const [first, ...rest] = value.path.map((step) => member(step.name));
      return path(`s.item${first ?? ""}`, rest);
    }
    case "result": {
      const start = `s.results${member(scope.ruleOf(value.rule))}`;
      return revived(
        path(
          start,
          value.path.map((step) => member(step.name)),
        ),
        value.type,
        scope,
      );
    }
    case "not":
      return `!${emitTruth(value.operand, scope)}`;
    case "and":
      return `(${value.operands.map((operand) => emitTruth(operand, scope)).join(" && ")})`;
    case "or":
      return `(${value.operands.map((operand) => emitTruth(operand, scope)).join(" || ")})`;
    case "compare":
      return emitComparison(value, scope);
    case "present":
      return `${value.wanted === "set" ? "" : "!"}${scope.use("isSet")}(${emit(value.operand)})`;
    case "compute":
      return `${scope.use(computations[value.operation])}(${value.operands.map(emit).join(", ")})`;
    case "orElse":
      return `${scope.use("orElse")}(${emit(value.left)}, ${emit(value.right)})`;
    case "group":
      return emit(value.inner);
    case "broken":
      throw new Error("a broken expression was emitted");
  }
}

function emitComparison(
  value: Extract<CheckedExpression, { kind: "compare" }>,
  scope: ExpressionScope,
): string {
  const helper =
    value.by === "value" ? comparisons[value.operator] : value.operator === "==" ? "same" : "other";
  return `${scope.use(helper)}(${emitExpression(value.left, scope)}, ${emitExpression(value.right, scope)})`;
}

/** An expression as a yes or no that is never missing. */
function emitTruth(value: CheckedExpression, scope: ExpressionScope): string {
  if (value.kind === "group") return emitTruth(value.inner, scope);
  const code = emitExpression(value, scope);
  const mayBeMissing = value.kind === "field" || value.kind === "result" || value.kind === "orElse";
  return mayBeMissing ? `${scope.use("isTrue")}(${code})` : code;
}

/** The fields and results that a comparison looks at, by their text in the rule. */
function valuesIn(value: CheckedExpression, scope: ExpressionScope): ReadonlyMap<string, CheckedExpression> {
  const found = new Map<string, CheckedExpression>();
  const visit = (one: CheckedExpression): void => {
    switch (one.kind) {
      case "field":
      case "result":
        found.set(tidied(scope.source.slice(one.start, one.end)), one);
        break;
      case "text":
        for (const part of one.parts) if (part.kind === "hole") visit(part.value);
        break;
      case "and":
      case "or":
      case "compute":
        for (const operand of one.operands) visit(operand);
        break;
      case "not":
      case "present":
        visit(one.operand);
        break;
      case "compare":
      case "orElse":
        visit(one.left);
        visit(one.right);
        break;
      case "group":
        visit(one.inner);
        break;
      default:
        break;
    }
  };
  visit(value);
  return found;
}

/** A condition as the engine takes it, written so that a person can follow it. */
export type EmittedCondition =
  | {
      readonly kind: "check";
      readonly start: number;
      readonly text: string;
      readonly test: string;
      readonly values: string;
    }
  | { readonly kind: "all" | "any"; readonly parts: readonly EmittedCondition[] }
  | { readonly kind: "not"; readonly part: EmittedCondition };

/** Takes a condition apart into comparisons, each with its text and the values that it looks at. */
export function emitCondition(value: CheckedExpression, scope: ExpressionScope): EmittedCondition {
  switch (value.kind) {
    case "and":
      return { kind: "all", parts: value.operands.map((operand) => emitCondition(operand, scope)) };
    case "or":
      return { kind: "any", parts: value.operands.map((operand) => emitCondition(operand, scope)) };
    case "not":
      return { kind: "not", part: emitCondition(value.operand, scope) };
    case "group":
      return emitCondition(value.inner, scope);
    default: {
      const values = [...valuesIn(value, scope)].map(
        ([text, one]) => `${key(text)}: ${emitExpression(one, scope)}`,
      );
      return {
        kind: "check",
        start: value.start,
        text: tidied(scope.source.slice(value.start, value.end)),
        test: emitTruth(value, scope),
        values: values.join(", "),
      };
    }
  }
}
