import { EmbeddedActionsParser, EOF, type IToken, type ParserMethod, type TokenType } from "chevrotain";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { tokenTypes as t } from "./lexer.ts";
import { syntaxErrorMessages } from "./syntax-errors.ts";
import type { ArithmeticOperator, ComparisonOperator, Expression, Missing, Name, Span } from "./tree.ts";

/** A node while it grows: attached to its parent before its children are read, so that recovery loses none of it. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

const operandStarts: readonly TokenType[] = [
  t.Number,
  t.Text,
  t.WrongText,
  t.OpenText,
  t.True,
  t.False,
  t.This,
  t.Open,
  t.Identifier,
  t.Minus,
];

const comparisonOf: ReadonlyMap<TokenType, ComparisonOperator> = new Map<TokenType, ComparisonOperator>([
  [t.Equal, "=="],
  [t.Differs, "!="],
  [t.Less, "<"],
  [t.AtMost, "<="],
  [t.Greater, ">"],
  [t.AtLeast, ">="],
]);

/** Where a token stands. */
export const spanOf = (token: IToken): Span => ({
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});
/** A token as a name. */
export const nameOf = (token: IToken): Name => ({ kind: "Name", text: token.image, ...spanOf(token) });
/** A hole at an offset. */
export const missingAt = (offset: number): Missing => ({
  kind: "Missing",
  start: offset,
  end: offset,
  broken: true,
});

/**
 * The grammar of expressions. It only builds the tree: no names are looked up and nothing is checked here. Rule names
 * end in a word that no member of Chevrotain's parser has.
 */
export class ExpressionGrammar extends EmbeddedActionsParser {
  /** What was found that the parser itself does not count as an error. */
  problems: Diagnostic[] = [];

  constructor() {
    super(Object.values(t), {
      recoveryEnabled: true,
      maxLookahead: 1,
      errorMessageProvider: syntaxErrorMessages,
      skipValidations: true,
    });
  }

  // Punctuation may be put in by recovery; a name, a text or a number that nobody wrote may not.
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return type === t.Semicolon || type === t.Close || type === t.BlockClose || type === t.In;
  }

  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return this.LA(1).tokenType !== t.On && this.LA(1).tokenType !== t.BlockClose;
  }
  /** Where what was read so far begins. */
  protected start(): number {
    return 0;
  }

  /** Called where recovery has given something up. */
  protected giveUp(): void {}

  protected end(): number {
    const last = this.LA(0);
    return last.startOffset < 0 ? this.start() : last.startOffset + last.image.length;
  }

  /** A hole where an operand has to stand, reported at the end of what is there. */
  protected hole(after: IToken): Missing {
    const at = this.end();
    if (!this.RECORDING_PHASE) {
      this.problems.push(diagnostic("OS1010", { start: after.startOffset, end: at }, { after: after.image }));
    }
    return missingAt(at);
  }

  protected startsOperand(): boolean {
    const type = this.LA(1).tokenType;
    return (
      this.RECORDING_PHASE || operandStarts.includes(type) || type.CATEGORIES?.includes(t.Identifier) === true
    );
  }

  protected broken<T>(value: () => T): { recoveryValueFunc: () => T } {
    return {
      recoveryValueFunc: () => {
        this.giveUp();
        return value();
      },
    };
  }

  protected readonly brokenExpression = this.broken((): Expression => missingAt(this.end()));
  /** An expression, or a hole where none begins. */
  protected operandOrHole: ParserMethod<[IToken], Expression> = this.RULE(
    "operandOrHole",
    (before: IToken) => {
      return this.SUBRULE(this.orRule, { ARGS: [before] });
    },
    this.brokenExpression,
  );

  protected orRule: ParserMethod<[IToken], Expression> = this.RULE(
    "orRule",
    (before: IToken) => {
      const operands = [this.SUBRULE(this.andRule, { ARGS: [before] })];
      this.MANY(() => {
        const or = this.CONSUME(t.Or);
        operands.push(this.SUBRULE1(this.andRule, { ARGS: [or] }));
      });
      return this.ACTION(() => logical("Or", operands));
    },
    this.brokenExpression,
  );

  protected andRule: ParserMethod<[IToken], Expression> = this.RULE(
    "andRule",
    (before: IToken) => {
      const operands = [this.SUBRULE(this.notRule, { ARGS: [before] })];
      this.MANY(() => {
        const and = this.CONSUME(t.And);
        operands.push(this.SUBRULE1(this.notRule, { ARGS: [and] }));
      });
      return this.ACTION(() => logical("And", operands));
    },
    this.brokenExpression,
  );

  protected notRule: ParserMethod<[IToken], Expression> = this.RULE(
    "notRule",
    (before: IToken) => {
      const signs: IToken[] = [];
      this.MANY(() => {
        const sign = this.CONSUME(t.Not);
        this.ACTION(() => signs.push(sign));
      });
      const operand = this.SUBRULE(this.comparisonRule, { ARGS: [signs[signs.length - 1] ?? before] });
      return this.ACTION(() => prefixed("Not", signs, operand));
    },
    this.brokenExpression,
  );

  protected comparisonRule: ParserMethod<[IToken], Expression> = this.RULE(
    "comparisonRule",
    (before: IToken) => {
      let left: Expression = this.SUBRULE(this.sumRule, { ARGS: [before] });
      let compared = 0;
      this.MANY(() => {
        this.OR([
          {
            ALT: () => {
              const sign = this.SUBRULE(this.comparisonSign);
              const right = this.SUBRULE1(this.sumRule, { ARGS: [sign] });
              this.ACTION(() => {
                compared += 1;
                if (compared === 2) this.problems.push(diagnostic("OS1014", spanOf(sign), {}));
                const operator = comparisonOf.get(sign.tokenType) ?? "==";
                const broken = compared > 1 ? { broken: true } : {};
                left = {
                  kind: "Comparison",
                  operator,
                  left,
                  right,
                  start: left.start,
                  end: right.end,
                  ...broken,
                };
              });
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Is);
              let negated = false;
              this.OPTION(() => {
                this.CONSUME(t.Not);
                negated = true;
              });
              const wanted = this.OR1([
                { ALT: () => this.CONSUME(t.Set) && ("set" as const) },
                { ALT: () => this.CONSUME(t.Empty) && ("empty" as const) },
              ]);
              this.ACTION(() => {
                const opposite = wanted === "set" ? "empty" : "set";
                left = {
                  kind: "Presence",
                  operand: left,
                  wanted: negated ? opposite : wanted,
                  start: left.start,
                  end: this.end(),
                };
              });
            },
          },
        ]);
      });
      return left;
    },
    this.brokenExpression,
  );

  protected comparisonSign: ParserMethod<[], IToken> = this.RULE(
    "comparisonSign",
    (): IToken =>
      this.OR([
        { ALT: () => this.CONSUME(t.Equal) },
        { ALT: () => this.CONSUME(t.Differs) },
        { ALT: () => this.CONSUME(t.Less) },
        { ALT: () => this.CONSUME(t.AtMost) },
        { ALT: () => this.CONSUME(t.Greater) },
        { ALT: () => this.CONSUME(t.AtLeast) },
      ]),
  );

  protected sumRule: ParserMethod<[IToken], Expression> = this.RULE(
    "sumRule",
    (before: IToken) => {
      let left: Expression = this.SUBRULE(this.productRule, { ARGS: [before] });
      this.MANY(() => {
        const sign = this.OR([{ ALT: () => this.CONSUME(t.Plus) }, { ALT: () => this.CONSUME(t.Minus) }]);
        const right = this.SUBRULE1(this.productRule, { ARGS: [sign] });
        left = this.ACTION(() => arithmetic(sign, left, right));
      });
      return left;
    },
    this.brokenExpression,
  );

  protected productRule: ParserMethod<[IToken], Expression> = this.RULE(
    "productRule",
    (before: IToken) => {
      let left: Expression = this.SUBRULE(this.elseRule, { ARGS: [before] });
      this.MANY(() => {
        const sign = this.OR([{ ALT: () => this.CONSUME(t.Star) }, { ALT: () => this.CONSUME(t.Slash) }]);
        const right = this.SUBRULE1(this.elseRule, { ARGS: [sign] });
        left = this.ACTION(() => arithmetic(sign, left, right));
      });
      return left;
    },
    this.brokenExpression,
  );

  protected elseRule: ParserMethod<[IToken], Expression> = this.RULE(
    "elseRule",
    (before: IToken) => {
      const operands = [this.SUBRULE(this.signedRule, { ARGS: [before] })];
      const signs: IToken[] = [];
      this.MANY(() => {
        signs.push(this.CONSUME(t.OrElse));
        operands.push(this.SUBRULE1(this.signedRule, { ARGS: [signs[signs.length - 1] ?? before] }));
      });
      return this.ACTION(() => {
        const [first, ...rest] = operands;
        return rest.reduce(
          (left: Expression, right, index) => arithmetic(signs[index] ?? before, left, right),
          first ?? missingAt(this.end()),
        );
      });
    },
    this.brokenExpression,
  );

  protected signedRule: ParserMethod<[IToken], Expression> = this.RULE(
    "signedRule",
    (before: IToken) => {
      const signs: IToken[] = [];
      this.MANY(() => {
        const sign = this.CONSUME(t.Minus);
        this.ACTION(() => signs.push(sign));
      });
      const operand = this.SUBRULE(this.primaryRule, { ARGS: [signs[signs.length - 1] ?? before] });
      return this.ACTION(() => prefixed("Minus", signs, operand));
    },
    this.brokenExpression,
  );

  protected primaryRule: ParserMethod<[IToken], Expression> = this.RULE(
    "primaryRule",
    (before: IToken): Expression => {
      if (!this.startsOperand()) return this.hole(before);
      return this.OR([
        { ALT: () => this.number(this.CONSUME(t.Number)) },
        { ALT: () => this.text(this.CONSUME(t.Text)) },
        { ALT: () => this.text(this.CONSUME(t.WrongText)) },
        { ALT: () => this.text(this.CONSUME(t.OpenText)) },
        { ALT: () => ({ kind: "Boolean", value: true, ...spanOf(this.CONSUME(t.True)) }) as const },
        { ALT: () => ({ kind: "Boolean", value: false, ...spanOf(this.CONSUME(t.False)) }) as const },
        { ALT: () => ({ kind: "This", ...spanOf(this.CONSUME(t.This)) }) as const },
        { ALT: () => this.SUBRULE(this.groupRule) },
        { ALT: () => this.SUBRULE(this.referenceRule) },
      ]);
    },
    this.brokenExpression,
  );

  protected number(token: IToken): Expression {
    return { kind: "Number", value: token.image.replaceAll("_", ""), ...spanOf(token) };
  }

  /** Its holes are read later, by this very parser: see `parse`. */
  protected text(token: IToken): Expression {
    return { kind: "Text", parts: [{ kind: "chars", value: token.image }], ...spanOf(token) };
  }

  protected groupRule: ParserMethod<[], Expression> = this.RULE(
    "groupRule",
    () => {
      const open = this.CONSUME(t.Open);
      const inner = this.SUBRULE(this.orRule, { ARGS: [open] });
      this.CONSUME(t.Close);
      return this.ACTION(
        (): Expression => ({ kind: "Group", inner, start: open.startOffset, end: this.end() }),
      );
    },
    this.brokenExpression,
  );

  protected referenceRule: ParserMethod<[], Expression> = this.RULE(
    "referenceRule",
    () => {
      const path: Name[] = [];
      const first = this.CONSUME(t.Identifier);
      this.ACTION(() => path.push(nameOf(first)));
      this.MANY(() => {
        this.CONSUME(t.Dot);
        const part = this.CONSUME1(t.Identifier);
        this.ACTION(() => path.push(nameOf(part)));
      });
      return this.ACTION(
        (): Expression => ({ kind: "Reference", path, start: first.startOffset, end: this.end() }),
      );
    },
    this.brokenExpression,
  );

  /** An expression alone, as it stands in the braces of a text. */
  expressionAlone: ParserMethod<[IToken], Expression> = this.RULE(
    "expressionAlone",
    (before: IToken) => {
      const value = this.SUBRULE(this.orRule, { ARGS: [before] });
      this.CONSUME(EOF);
      return value;
    },
    this.brokenExpression,
  );
}

function logical(kind: "And" | "Or", operands: readonly Expression[]): Expression {
  const [first] = operands;
  if (first === undefined) return missingAt(0);
  if (operands.length === 1) return first;
  return { kind, operands, start: first.start, end: operands[operands.length - 1]?.end ?? first.end };
}

function prefixed(kind: "Not" | "Minus", signs: readonly IToken[], operand: Expression): Expression {
  return signs.reduceRight<Expression>(
    (inner, sign) => ({ kind, operand: inner, start: sign.startOffset, end: inner.end }),
    operand,
  );
}

function arithmetic(sign: IToken, left: Expression, right: Expression): Expression {
  const operator = sign.image as ArithmeticOperator;
  return { kind: "Arithmetic", operator, left, right, start: left.start, end: right.end };
}
