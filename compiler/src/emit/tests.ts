import type { CheckedExpression } from "../check/checked.ts";
import { is, plain, present, type Type } from "../types/types.ts";
import { type Code, call, joined } from "./code.ts";
import { emitAs } from "./conversions.ts";
import { bare, emitExpression, stageKeys } from "./expressions.ts";
import { keptPattern } from "./kept.ts";
import { literal } from "./literals.ts";
import { comparisons, textTests } from "./operators.ts";
import { type ExpressionScope, placed } from "./scope.ts";

type Of<K extends CheckedExpression["kind"]> = Extract<CheckedExpression, { readonly kind: K }>;

/** One side of a comparison by who somebody is: what is written down is known by its id. */
function emitIdentity(value: CheckedExpression, scope: ExpressionScope): Code {
  switch (value.kind) {
    case "group":
      return emitIdentity(value.inner, scope);
    case "option":
    case "pipeline":
      return placed(literal(value.id), value.start, scope);
    case "stage":
      return placed(stageKeys(value), value.start, scope);
    default:
      return emitExpression(value, scope);
  }
}

const known: ReadonlySet<CheckedExpression["kind"]> = new Set(["option", "stage", "pipeline"]);

const money = plain("Money");

/** The type of a value, or of the members of a list. */
function memberType({ type }: CheckedExpression): Type {
  const one = present(type);
  return one.kind === "list" ? present(one.of) : one;
}

/** Whether amounts are compared: numbers beside them are amounts as well, and their currencies may differ. */
function areAmounts(...values: readonly CheckedExpression[]): boolean {
  return values.some((value) => is(memberType(value), "Money"));
}

/** Two values side by side. */
export function emitComparison({ operator, left, right, by }: Of<"compare">, scope: ExpressionScope): Code {
  if (by === "identity") {
    const sides = [left, right].map((side) => emitIdentity(side, scope));
    return call(scope.use(operator === "==" ? "same" : "other"), sides);
  }
  const isMoney = areAmounts(left, right);
  const sides = [left, right].map((side) => emitAs(side, isMoney ? money : side.type, scope));
  return call(scope.use(comparisons[operator]), [...sides, ...(isMoney ? [scope.looking()] : [])]);
}

/** The members of a list that is looked into by who they are: what is written down is known by its ids. */
function emitMembers(value: CheckedExpression, scope: ExpressionScope): Code {
  const list = bare(value);
  if (list.kind !== "list" || !list.items.every((item) => known.has(item.kind))) {
    return emitExpression(list, scope);
  }
  const ids = list.items.map((item) => emitIdentity(item, scope));
  return placed(["[", joined(ids, ", "), "]"], list.start, scope);
}

/** A test as yes or no: a missing value is no, whether it is negated or not. */
export function emitTest(value: Of<"test">, scope: ExpressionScope): Code {
  return [emitTested(value, scope), value.negated ? " === false" : " === true"];
}

function emitTested({ test, left, right, by }: Of<"test">, scope: ExpressionScope): Code {
  const emit = (one: CheckedExpression): Code => emitExpression(one, scope);
  switch (test) {
    case "inList":
    case "listContains": {
      const [one, many] = test === "inList" ? [left, right] : [right, left];
      if (by === "identity")
        return call(scope.use("among"), [emitIdentity(one, scope), emitMembers(many, scope)]);
      if (!areAmounts(one, many)) return call(scope.use("inList"), [emit(one), emit(many)]);
      const members = emitAs(many, { kind: "list", of: money }, scope);
      return call(scope.use("inList"), [emitAs(one, money, scope), members, scope.looking()]);
    }
    case "inRange": {
      if (right.kind !== "range") throw new Error("a range without ends was emitted");
      const values = [left, right.from, right.to];
      if (areAmounts(...values)) {
        const amounts = values.map((one) => emitAs(one, money, scope));
        return call(scope.use("between"), [...amounts, scope.looking()]);
      }
      const isTime = is(present(left.type), "Time");
      return call(scope.use(isTime ? "inHours" : "between"), values.map(emit));
    }
    case "matches":
      return call(scope.use("matches"), [emit(left), keptPattern(right, scope)]);
    default:
      if (!textTests.has(test)) throw new Error(`a test ${test} was emitted`);
      return call(scope.use(test), [emit(left), emit(right)]);
  }
}
