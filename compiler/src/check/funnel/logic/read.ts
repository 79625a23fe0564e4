import { present } from "../../../types/types.ts";
import type { CheckedExpression } from "../../checked.ts";
import {
  answers,
  type Compare,
  chosen,
  comparedTerms,
  holding,
  type Operator,
  opaque,
  tested,
} from "./compare.ts";
import { expand } from "./expand.ts";
import { all, any, type Formula, isThere, no, not, yes } from "./formula.ts";
import { type Reader, variableOf } from "./reader.ts";
import { casesOf, inEachCase, isSet } from "./terms.ts";
import { passes, type TextTest } from "./text-tests.ts";

type Test = Extract<CheckedExpression, { kind: "test" }>;

function comparison(value: Compare, reader: Reader): Formula {
  const left = casesOf(value.left, reader, conditionOf);
  const right = casesOf(value.right, reader, conditionOf);
  return inEachCase(left, (a) =>
    inEachCase(right, (b) => comparedTerms(a, b, value.operator, value, reader)),
  );
}

/** That a value is there, empty or not. */
function thereIs(value: CheckedExpression, reader: Reader): Formula {
  return inEachCase(casesOf(value, reader, conditionOf), (term) => {
    if (term.kind === "sum") return all(...term.needs.map(isThere));
    return term.kind === "variable" ? isThere(term.variable) : yes;
  });
}

/** Makes a comparison of two values that the rules do not write in so many words. */
function asCompare(
  value: Test,
  left: CheckedExpression,
  operator: Operator,
  right: CheckedExpression,
): Compare {
  return { ...value, kind: "compare", operator, left, right };
}

function inRange(value: Test, reader: Reader): Formula {
  const { left, right } = value;
  if (right.kind !== "range") return opaque(value, reader, !value.negated);
  const from = asCompare(value, left, ">=", right.from);
  const type = present(left.type);
  const isTime = type.kind === "plain" && type.name === "Time";
  const to = asCompare(value, left, isTime ? "<" : "<=", right.to);
  const both = [comparison(from, reader), comparison(to, reader)];
  if (!isTime) return all(...both);
  const overMidnight = comparison(asCompare(value, right.from, ">=", right.to), reader);
  const straight = comparison(asCompare(value, right.from, "<", right.to), reader);
  return any(all(straight, ...both), all(overMidnight, any(...both)));
}

function inList(value: Test, reader: Reader): Formula | undefined {
  if (value.right.kind !== "list") return undefined;
  return any(
    ...value.right.items.map((item) => comparison(asCompare(value, value.left, "==", item), reader)),
  );
}

/** A member of a list as it is told apart from others: only those with an id are. */
function memberKey(value: CheckedExpression, reader: Reader): string | undefined {
  const [only, ...others] = casesOf(value, reader, conditionOf);
  return others.length === 0 && only?.term.kind === "id" ? only.term.id : undefined;
}

function inField(list: CheckedExpression, member: CheckedExpression, value: Test, reader: Reader): Formula {
  const key = memberKey(member, reader);
  const [only, ...others] = casesOf(list, reader, conditionOf);
  if (key === undefined || only?.term.kind !== "variable" || others.length > 0) {
    return opaque(value, reader, !value.negated);
  }
  return holding(only.term.variable, key, !value.negated);
}

const textTests = {
  textContains: "contains",
  startsWith: "starts",
  endsWith: "ends",
  matches: "matches",
} as const;

function textTest(value: Test, kind: keyof typeof textTests, reader: Reader): Formula {
  return inEachCase(casesOf(value.left, reader, conditionOf), (left) =>
    inEachCase(casesOf(value.right, reader, conditionOf), (right) => {
      if (right.kind !== "text") return opaque(value, reader, !value.negated);
      const test: TextTest = { kind: textTests[kind], text: right.text };
      if (left.kind === "text") {
        const passed = passes(test, left.text);
        if (passed !== undefined) return passed === value.negated ? no : yes;
      }
      if (left.kind !== "variable") return opaque(value, reader, !value.negated);
      const type = present(left.variable.expression.type);
      const isChosen = type.kind === "option" || type.kind === "choice";
      if (isChosen && test.kind === "matches") return opaque(value, reader, !value.negated);
      if (type.kind !== "option") return tested(left.variable, test, !value.negated);
      // An option is looked into by its title.
      const fitting = type.options.filter((option) => passes(test, option.title) === true);
      const ids = fitting.map((option) => option.id);
      return chosen(left.variable, ids, !value.negated);
    }),
  );
}

function test(value: Test, reader: Reader): Formula {
  switch (value.test) {
    case "inRange": {
      if (!value.negated || value.right.kind !== "range") return inRange(value, reader);
      const { from, to } = value.right;
      const there = [value.left, from, to].map((part) => thereIs(part, reader));
      return all(...there, not(inRange({ ...value, negated: false }, reader)));
    }
    case "inList": {
      const found = inList(value, reader);
      if (found === undefined) return inField(value.right, value.left, value, reader);
      return value.negated ? all(thereIs(value.left, reader), not(found)) : found;
    }
    case "listContains":
      return inField(value.left, value.right, value, reader);
    case "textContains":
    case "startsWith":
    case "endsWith":
    case "matches":
      return textTest(value, value.test, reader);
  }
}

function conditionOf(value: CheckedExpression, reader: Reader): Formula {
  const of = (part: CheckedExpression): Formula => conditionOf(part, reader);
  switch (value.kind) {
    case "boolean":
      return value.value ? yes : no;
    case "group":
      return of(value.inner);
    case "and":
      return all(...value.operands.map(of));
    case "or":
      return any(...value.operands.map(of));
    case "not":
      return not(of(value.operand));
    case "compare":
      return comparison(value, reader);
    case "test":
      return test(value, reader);
    case "present": {
      const set = inEachCase(casesOf(value.operand, reader, conditionOf), isSet);
      return value.wanted === "set" ? set : not(set);
    }
    case "orElse":
    case "if":
      return inEachCase(
        casesOf(value, reader, conditionOf),
        (term) => answers(term)?.[0] ?? opaque(value, reader),
      );
    case "field":
    case "previous":
    case "event":
    case "result":
    case "part":
    case "member":
      return chosen(variableOf(value, reader), ["true"], true);
    default:
      return opaque(value, reader);
  }
}

/**
 * What a condition says. Where it cannot be reckoned with, it says something of a variable of its own: the same
 * wherever the same stands.
 *
 * @param value with constants and functions replaced by what they stand for
 */
export function readExpanded(value: CheckedExpression, reader: Reader): Formula {
  return conditionOf(value, reader);
}

/** What a condition says, as it stands in the rules. */
export function readCondition(value: CheckedExpression, reader: Reader): Formula {
  return conditionOf(expand(value, reader.find), reader);
}
