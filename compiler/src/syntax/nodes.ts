import type { TokenType } from "chevrotain";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { type Lexeme, tokenTypes as t } from "./lexer.ts";
import type {
  ArithmeticOperator,
  ComparisonOperator,
  Expression,
  Logical,
  Missing,
  Name,
  Span,
  TestOperator,
} from "./tree.ts";

/** A node while it grows: attached to its parent before its children are read, so that recovery loses none of it. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** Where a token stands. */
export const spanOf = (token: Lexeme): Span => ({
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});

/** Words as they were written, with one space wherever there were some. */
export function textOf(words: readonly Lexeme[]): string {
  let text = "";
  let last = words[0]?.startOffset ?? 0;
  for (const word of words) {
    text += (word.startOffset > last ? " " : "") + word.image;
    last = word.startOffset + word.image.length;
  }
  return text;
}

/** A token as a name. */
export const nameOf = (token: Lexeme): Name => ({
  kind: "Name",
  start: token.startOffset,
  end: token.startOffset + token.image.length,
  text: token.image,
});

/** A hole at an offset. */
export const missingAt = (offset: number): Missing => ({
  kind: "Missing",
  start: offset,
  end: offset,
  broken: true,
});

/** What stands between two operands, before one, or behind one. */
export type Operator = { readonly precedence: number } & (
  | { readonly form: "And" | "Or" | "Not" | "Minus" | "Range" }
  | { readonly form: "Comparison"; readonly operator: ComparisonOperator }
  | { readonly form: "Arithmetic"; readonly operator: ArithmeticOperator }
  | { readonly form: "Test"; readonly operator: TestOperator; readonly negated: boolean }
  | { readonly form: "Presence"; readonly wanted: "set" | "empty"; readonly broken: boolean }
);

// What binds least has the lowest number.
const comparing = 4;
const compare = (operator: ComparisonOperator): Operator => ({
  form: "Comparison",
  operator,
  precedence: comparing,
});
const test = (operator: TestOperator, negated = false): Operator => ({
  form: "Test",
  operator,
  negated,
  precedence: comparing,
});
const compute = (operator: ArithmeticOperator, precedence: number): Operator => ({
  form: "Arithmetic",
  operator,
  precedence,
});
const presence = (wanted: "set" | "empty", broken = false): Operator => ({
  form: "Presence",
  wanted,
  broken,
  precedence: comparing,
});

export const not: Operator = { form: "Not", precedence: 3 };
export const minus: Operator = { form: "Minus", precedence: 9 };
export const equals = compare("==");
export const differs = compare("!=");
export const more = compare(">");
export const less = compare("<");
export const notMore = compare("<=");
export const notLess = compare(">=");
export const notIn = test("in", true);
export const startsWith = test("starts with");
export const endsWith = test("ends with");
export const isSet = presence("set");
export const isEmpty = presence("empty");
export const isNothing = presence("set", true);

const ofSigns: readonly (readonly [TokenType, Operator])[] = [
  [t.Or, { form: "Or", precedence: 1 }],
  [t.And, { form: "And", precedence: 2 }],
  [t.Equal, equals],
  [t.Differs, differs],
  [t.Less, less],
  [t.AtMost, notMore],
  [t.Greater, more],
  [t.AtLeast, notLess],
  [t.In, test("in")],
  [t.Contains, test("contains")],
  [t.Matches, test("matches")],
  [t.Range, { form: "Range", precedence: 5 }],
  [t.Plus, compute("+", 6)],
  [t.Minus, compute("-", 6)],
  [t.Star, compute("*", 7)],
  [t.Slash, compute("/", 7)],
  [t.OrElse, compute("??", 8)],
];
const binary: Operator[] = [];
for (const [type, operator] of ofSigns) binary[type.tokenTypeIdx ?? 0] = operator;

/** The operator that a sign is between two operands. */
export function operatorOf(sign: Lexeme): Operator {
  return binary[sign.tokenTypeIdx] ?? equals;
}

/** An operator whose right operand is not read to its end, and what waits below it. */
export interface Pending {
  readonly operator: Operator;
  readonly sign: Lexeme;
  /** Its left operand; the operand-less place of the sign where it stands before its operand. */
  readonly left: Expression;
  readonly below: Pending | undefined;
}

function isRangeOfTest({ below }: Pending): boolean {
  return below?.operator.form === "Test" && below.operator.operator === "in";
}

function join(pending: Pending, right: Expression, report: (problem: Diagnostic) => void): Expression {
  const { operator, left, sign } = pending;
  const { start } = left;
  const { end } = right;
  switch (operator.form) {
    case "And":
    case "Or": {
      if (left.kind !== operator.form) return { kind: operator.form, start, end, operands: [left, right] };
      // The chain is only known here, so it may grow in place.
      const chain: Draft<Logical> = left as Draft<Logical>;
      chain.operands.push(right);
      chain.end = end;
      return chain;
    }
    case "Not":
    case "Minus":
      return { kind: operator.form, start, end, operand: right };
    case "Comparison":
      return { kind: "Comparison", start, end, operator: operator.operator, left, right };
    case "Test":
      return {
        kind: "Test",
        start,
        end,
        operator: operator.operator,
        negated: operator.negated,
        left,
        right,
      };
    case "Arithmetic":
      return { kind: "Arithmetic", start, end, operator: operator.operator, left, right };
    case "Range": {
      const stray = !isRangeOfTest(pending);
      if (stray) report(diagnostic("OS1023", { start: sign.startOffset, end: sign.startOffset + 2 }, {}));
      return { kind: "Range", start, end, from: left, to: right, ...(stray ? { broken: true } : {}) };
    }
    case "Presence":
      return right;
  }
}

/**
 * Joins what binds at least as much as the operator that comes next.
 *
 * @param precedence that of the next operator; 0 at the end of the expression
 * @param next the sign of the next operator
 */
export function reduce(
  stack: Pending | undefined,
  last: Expression,
  precedence: number,
  next: Lexeme | undefined,
  report: (problem: Diagnostic) => void,
): { readonly stack: Pending | undefined; readonly last: Expression } {
  let below = stack;
  let right = last;
  let chained = false;
  while (below !== undefined && below.operator.precedence >= precedence) {
    chained ||= below.operator.precedence === comparing && precedence === comparing;
    right = join(below, right, report);
    below = below.below;
  }
  if (precedence === comparing && isComparison(last)) chained = true;
  if (chained && next !== undefined) {
    // Only the first of a chain is reported.
    if (right.broken !== true) report(diagnostic("OS1014", spanOf(next), {}));
    right = { ...right, broken: true };
  }
  return { stack: below, last: right };
}

/** Puts an operator onto the stack, after what binds at least as much has found its right operand. */
export function push(
  stack: Pending | undefined,
  last: Expression,
  operator: Operator,
  sign: Lexeme,
  report: (problem: Diagnostic) => void,
): Pending {
  const isFirst = stack === undefined && !(operator.precedence === comparing && isComparison(last));
  if (isFirst) return { operator, sign, left: last, below: undefined };
  const done = reduce(stack, last, operator.precedence, sign, report);
  return { operator, sign, left: done.last, below: done.stack };
}

function isComparison({ kind }: Expression): boolean {
  return kind === "Presence" || kind === "Comparison" || kind === "Test";
}

/** `x is set` */
export function present(
  operand: Expression,
  wanted: "set" | "empty",
  end: number,
  broken: boolean,
): Expression {
  const node = { kind: "Presence", start: operand.start, end, operand, wanted } as const;
  return broken ? { ...node, broken } : node;
}
