import type { CheckedExpression } from "../../checked.ts";
import { yesOrNo } from "./domains.ts";
import { dividedBy, type Exact, textOf, zero } from "./exact.ts";
import { all, any, type Formula, isThere, literal, no, not, yes } from "./formula.ts";
import { placeType } from "./places.ts";
import { opaqueAnswer, type Reader } from "./reader.ts";
import { comparedWith, type Grain, holds, meet, type Spans } from "./spans.ts";
import { difference, isAnswer, type Term } from "./terms.ts";
import { passes, type TextTest } from "./text-tests.ts";
import { anyValue, type Domain, type Summand, type Values, type Variable } from "./values.ts";

/** Between two values. */
export type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=";
/** A comparison as the checker knows it. */
export type Compare = Extract<CheckedExpression, { kind: "compare" }>;
type Sum = Extract<Term, { kind: "sum" }>;

const mirrored: Readonly<Record<Operator, Operator>> = {
  "==": "==",
  "!=": "!=",
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
};

function grainOf(domain: Domain): Grain {
  return domain.kind === "ordered" ? domain.grain : "fine";
}

/** A sum of several variables as one variable, with the first of them once. */
function sumVariable(parts: readonly Summand[], scale: Exact, expression: CheckedExpression): Variable {
  const summands = parts.map(({ variable, factor }) => ({ variable, factor: dividedBy(factor, scale) }));
  const isWhole = summands.every(
    ({ variable, factor }) => factor.under === 1n && grainOf(variable.domain) === "whole",
  );
  return {
    key: summands.map(({ variable, factor }) => `${textOf(factor)}*${variable.key}`).join(" + "),
    domain: { kind: "ordered", grain: isWhole ? "whole" : "fine", all: [{}] },
    optional: false,
    needs: summands.map(({ variable }) => variable),
    expression,
    sum: summands,
  };
}

/** That a sum, compared with zero, is so. */
function comparedWithZero(sum: Sum, operator: Operator, expression: CheckedExpression): Formula {
  const there = sum.needs.map(isThere);
  const parts = sum.parts.toSorted((a, b) => (a.variable.key < b.variable.key ? -1 : 1));
  const [first, ...others] = parts;
  if (first === undefined) {
    return holds(comparedWith(operator, zero, "fine"), sum.constant) ? all(...there) : no;
  }
  const variable = others.length === 0 ? first.variable : sumVariable(parts, first.factor, expression);
  const bound = dividedBy(sum.constant, { ...first.factor, over: -first.factor.over });
  const turned = first.factor.over < 0n ? mirrored[operator] : operator;
  return all(...there, ordered(variable, comparedWith(turned, bound, grainOf(variable.domain))));
}

function ordered(variable: Variable, spans: Spans): Formula {
  const possible = variable.domain.kind === "ordered" ? meet(variable.domain.all, spans) : spans;
  return literal(variable, { kind: "ordered", missing: false, spans: possible });
}

/** That a variable has one of some ids, or has one and none of these. */
export function chosen(variable: Variable, ids: readonly string[], isOne: boolean): Formula {
  const known = variable.domain.kind === "choice" ? variable.domain.ids : undefined;
  if (known !== undefined) {
    const asked = new Set(ids);
    const left = known.filter((id) => asked.has(id) === isOne);
    return literal(variable, { kind: "choice", missing: false, but: false, ids: new Set(left) });
  }
  return literal(variable, { kind: "choice", missing: false, but: !isOne, ids: new Set(ids) });
}

/** That a text is there and passes a test, or does not. */
export function tested(variable: Variable, test: TextTest, isWanted: boolean): Formula {
  const { domain } = variable;
  if (domain.kind === "choice" && domain.ids !== undefined) {
    // One of a few fixed texts is known by itself.
    const passing = domain.ids.filter((text) => passes(test, text) === true);
    return chosen(variable, passing, isWanted);
  }
  const values: Values = {
    kind: "text",
    missing: false,
    present: true,
    must: isWanted ? [test] : [],
    mustNot: isWanted ? [] : [test],
  };
  return literal(variable, values);
}

/** That a list is there and holds a member, or does not. */
export function holding(variable: Variable, member: string, isWanted: boolean): Formula {
  const values = anyValue(variable.domain);
  if (values.kind !== "list") return isThere(variable);
  const members = new Set([member]);
  return literal(variable, isWanted ? { ...values, must: members } : { ...values, mustNot: members });
}

const textOrder = { "<": "before", "<=": "upTo", ">": "behind", ">=": "from" } as const;

function comparedText(variable: Variable, operator: Operator, text: string): Formula {
  if (operator === "==" || operator === "!=")
    return tested(variable, { kind: "is", text }, operator === "==");
  return tested(variable, { kind: textOrder[operator], text }, true);
}

/** That two variables are, or are not, the same. */
function same(a: Variable, b: Variable, isWanted: boolean, expression: CheckedExpression): Formula {
  if (a.key === b.key) return isWanted ? isThere(a) : no;
  const pair: readonly [Variable, Variable] = a.key < b.key ? [a, b] : [b, a];
  const key = `${pair[0].key} is ${pair[1].key}`;
  const variable: Variable = { key, domain: yesOrNo, optional: false, needs: pair, expression, pair };
  return chosen(variable, [isWanted ? "true" : "false"], true);
}

/** A yes or no that is not reckoned with: that it is yes, or that it is no. */
export function opaque(value: CheckedExpression, reader: Reader, isWanted = true): Formula {
  return chosen(opaqueAnswer(value, reader), [isWanted ? "true" : "false"], true);
}

/** A yes or no as a formula that holds where it is yes, and one that holds where it is no. */
export function answers(term: Term): readonly [Formula, Formula] | undefined {
  if (term.kind === "formula") return [term.formula, not(term.formula)];
  return term.kind === "variable"
    ? [chosen(term.variable, ["true"], true), chosen(term.variable, ["false"], true)]
    : undefined;
}

/** Pipelines are known by the stages in them, of which two can be different. */
function isPipeline({ type }: CheckedExpression): boolean {
  return placeType(type)?.of === "pipeline";
}

/** A comparison of two values in one of their cases. */
export function comparedTerms(a: Term, b: Term, operator: Operator, value: Compare, reader: Reader): Formula {
  const sum = difference(a, b);
  if (sum !== undefined) return comparedWithZero(sum, operator, value);
  if (isAnswer(value.left) && isAnswer(value.right)) {
    const [left, right] = [answers(a), answers(b)];
    if (left !== undefined && right !== undefined) {
      const [first, second] = operator === "==" ? right : [right[1], right[0]];
      return any(all(left[0], first), all(left[1], second));
    }
  }
  if (a.kind === "foreign" && b.kind !== "foreign") {
    return comparedTerms(b, a, mirrored[operator], value, reader);
  }
  if (a.kind === "sum" && b.kind === "foreign" && a.parts.length > 0)
    return inCurrency(a, b, operator, value);
  if (a.kind === "variable" && b.kind === "text") return comparedText(a.variable, operator, b.text);
  if (a.kind === "text" && b.kind === "variable") return comparedText(b.variable, mirrored[operator], a.text);
  if (a.kind === "text" && b.kind === "text") {
    const test: TextTest =
      operator === "==" || operator === "!="
        ? { kind: "is", text: b.text }
        : { kind: textOrder[operator], text: b.text };
    return passes(test, a.text) === (operator !== "!=") ? yes : no;
  }
  if (operator !== "==" && operator !== "!=") return opaque(value, reader);
  const isWanted = operator === "==";
  if (a.kind === "variable" && b.kind === "id") return chosen(a.variable, [b.id], isWanted);
  if (a.kind === "id" && b.kind === "variable") return chosen(b.variable, [a.id], isWanted);
  if (a.kind === "id" && b.kind === "id") return (a.id === b.id) === isWanted ? yes : no;
  if (a.kind === "variable" && b.kind === "places") return chosen(a.variable, b.ids, isWanted);
  if (a.kind === "places" && b.kind === "variable") return chosen(b.variable, a.ids, isWanted);
  if (isPipeline(value.left) || isPipeline(value.right)) return opaque(value, reader);
  if (a.kind === "variable" && b.kind === "variable") return same(a.variable, b.variable, isWanted, value);
  return opaque(value, reader);
}

/** Money beside money of another currency: an amount of its own, since rates change. */
function inCurrency(
  a: Sum,
  b: Extract<Term, { kind: "foreign" }>,
  operator: Operator,
  expression: CheckedExpression,
): Formula {
  const amounts = a.parts.map(({ variable, factor }) => `${textOf(factor)}*${variable.key}`).join(" + ");
  const variable: Variable = {
    key: `${amounts} + ${textOf(a.constant)} in ${b.currency}`,
    domain: { kind: "ordered", grain: "fine", all: [{}] },
    optional: false,
    needs: a.needs,
    expression,
  };
  return ordered(variable, comparedWith(operator, b.amount, "fine"));
}
