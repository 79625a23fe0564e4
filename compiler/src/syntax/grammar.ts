import { EmbeddedActionsParser, EOF, type IToken, type ParserMethod, type TokenType } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { diagnostic } from "../diagnostics/diagnostic.ts";
import { tokenTypes as t } from "./lexer.ts";
import { syntaxErrorMessages } from "./syntax-errors.ts";
import { quotedText } from "./text-literals.ts";
import type {
  AfterClause,
  Argument,
  ArithmeticOperator,
  Call,
  ComparisonOperator,
  Expression,
  Missing,
  Name,
  Quoted,
  Rule,
  Span,
  StageBlock,
} from "./tree.ts";

/** A node while it grows: attached to its parent before its children are read, so that recovery loses none of it. */
type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

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

const spanOf = (token: IToken): Span => ({
  start: token.startOffset,
  end: token.startOffset + token.image.length,
});
const nameOf = (token: IToken): Name => ({ kind: "Name", text: token.image, ...spanOf(token) });
const missingAt = (offset: number): Missing => ({
  kind: "Missing",
  start: offset,
  end: offset,
  broken: true,
});

/**
 * The grammar of one block. It only builds the tree: no names are looked up and nothing is checked here. Rule names
 * end in a word that no member of Chevrotain's parser has.
 */
class BlockParser extends EmbeddedActionsParser {
  /** What was found that the parser itself does not count as an error. */
  problems: Diagnostic[] = [];
  private block: Draft<StageBlock> = emptyBlock();
  private rule: Draft<Rule> | undefined;

  constructor() {
    super(Object.values(t), {
      recoveryEnabled: true,
      maxLookahead: 1,
      errorMessageProvider: syntaxErrorMessages,
      skipValidations: true,
    });
    this.performSelfAnalysis();
  }

  /** Reads one block. What is broken is in the tree as far as it was read. */
  read(tokens: IToken[], open: () => Draft<StageBlock>): StageBlock {
    this.problems = [];
    this.input = tokens;
    this.block = open();
    this.rule = undefined;
    this.stageBlockRule();
    return this.block;
  }

  // Punctuation may be put in by recovery; a name, a text or a number that nobody wrote may not.
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return type === t.Semicolon || type === t.Close || type === t.BlockClose || type === t.In;
  }

  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    return this.LA(1).tokenType !== t.On && this.LA(1).tokenType !== t.BlockClose;
  }

  private end(): number {
    const last = this.LA(0);
    return last.startOffset < 0 ? this.block.start : last.startOffset + last.image.length;
  }

  /** A hole where an operand has to stand, reported at the end of what is there. */
  private hole(after: IToken): Missing {
    const at = this.end();
    if (!this.RECORDING_PHASE) {
      this.problems.push(diagnostic("OS1010", { start: after.startOffset, end: at }, { after: after.image }));
    }
    return missingAt(at);
  }

  private startsOperand(): boolean {
    const type = this.LA(1).tokenType;
    return (
      this.RECORDING_PHASE || operandStarts.includes(type) || type.CATEGORIES?.includes(t.Identifier) === true
    );
  }

  private broken<T>(value: () => T): { recoveryValueFunc: () => T } {
    return {
      recoveryValueFunc: () => {
        this.into({ broken: true });
        return value();
      },
    };
  }

  private readonly brokenExpression = this.broken((): Expression => missingAt(this.end()));

  private stageBlockRule = this.RULE("stageBlockRule", () => {
    this.OPTION(() => {
      this.CONSUME(t.Disabled);
      this.ACTION(() => {
        this.block.disabled = true;
      });
    });
    this.CONSUME(t.On);
    this.CONSUME(t.Stage);
    this.SUBRULE(this.stageNames);
    this.CONSUME(t.In);
    this.SUBRULE(this.entityName);
    this.OPTION1(() => this.SUBRULE(this.pipelineName));
    this.OPTION2(() => {
      const when = this.CONSUME(t.When);
      this.CONSUME(t.Open);
      const condition = this.SUBRULE(this.operandOrHole, { ARGS: [when] });
      this.CONSUME(t.Close);
      this.ACTION(() => {
        this.block.condition = condition;
      });
    });
    this.SUBRULE(this.ruleList);
    this.CONSUME(EOF);
  });

  private stageNames = this.RULE("stageNames", () => {
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const name = this.SUBRULE(this.quotedName);
        this.ACTION(() => this.block.stages.push(name));
      },
    });
  });

  private entityName = this.RULE("entityName", () => {
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(t.Identifier);
          this.ACTION(() => {
            this.block.entity = nameOf(token);
          });
        },
      },
      {
        ALT: () => {
          const name = this.SUBRULE(this.quotedName);
          this.ACTION(() => {
            this.block.entity = name;
          });
        },
      },
    ]);
  });

  private pipelineName = this.RULE("pipelineName", () => {
    this.CONSUME(t.Pipeline);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Star);
          this.ACTION(() => {
            this.block.pipeline = { kind: "AllPipelines" };
          });
        },
      },
      {
        ALT: () => {
          const name = this.SUBRULE(this.quotedName);
          this.ACTION(() => {
            if (name.kind === "Quoted") this.block.pipeline = name;
          });
        },
      },
    ]);
  });

  private quotedName: ParserMethod<[], Quoted | Missing> = this.RULE(
    "quotedName",
    (): Quoted | Missing => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Text) },
        { ALT: () => this.CONSUME(t.WrongText) },
        { ALT: () => this.CONSUME(t.OpenText) },
      ]);
      return this.ACTION(
        (): Quoted => ({ kind: "Quoted", value: quotedText(token.image), ...spanOf(token) }),
      );
    },
    this.broken((): Quoted | Missing => missingAt(this.end())),
  );

  private ruleList = this.RULE("ruleList", () => {
    const open = this.CONSUME(t.BlockOpen);
    this.ACTION(() => {
      this.block.open = spanOf(open);
    });
    this.MANY(() => this.SUBRULE(this.ruleEntry));
    const close = this.CONSUME(t.BlockClose);
    this.ACTION(() => {
      if (close.startOffset >= 0) this.block.close = spanOf(close);
    });
  });

  private ruleEntry = this.RULE(
    "ruleEntry",
    () => {
      this.ACTION(() => {
        const start = this.LA(1).startOffset;
        this.rule = { kind: "Rule", start, end: start, after: [], action: missingAt(start) };
        this.block.rules.push(this.rule);
      });
      this.OPTION({
        MAX_LOOKAHEAD: 2,
        DEF: () => {
          const label = this.CONSUME(t.Identifier);
          this.CONSUME(t.Colon);
          this.ACTION(() => this.into({ label: nameOf(label) }));
        },
      });
      this.OPTION1(() => {
        this.CONSUME(t.Let);
        const name = this.CONSUME1(t.Identifier);
        this.ACTION(() => this.into({ binding: nameOf(name) }));
        this.CONSUME(t.Assign);
      });
      this.OPTION2(() => {
        this.AT_LEAST_ONE_SEP({
          SEP: t.Comma,
          DEF: () => {
            const clause = this.SUBRULE(this.afterClause);
            this.ACTION(() => this.rule?.after.push(clause));
          },
        });
      });
      const call = this.SUBRULE(this.callRule);
      this.ACTION(() => this.into({ action: call, end: call.end }));
      this.OPTION3(() => {
        const when = this.CONSUME(t.When);
        const condition = this.SUBRULE(this.operandOrHole, { ARGS: [when] });
        this.ACTION(() => this.into({ condition, end: Math.max(condition.end, this.end()) }));
      });
      this.CONSUME(t.Semicolon);
    },
    {
      recoveryValueFunc: () => {
        this.into({ broken: true, end: Math.max(this.rule?.end ?? 0, this.end()) });
      },
    },
  );

  private into(parts: Partial<Rule>): void {
    if (this.rule !== undefined) Object.assign(this.rule, parts);
  }

  private afterClause: ParserMethod<[], AfterClause> = this.RULE(
    "afterClause",
    () => {
      const after = this.CONSUME(t.After);
      const target = this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Previous);
            return { kind: "previous" } as const;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.All);
            this.CONSUME1(t.Previous);
            return { kind: "allPrevious" } as const;
          },
        },
        {
          IGNORE_AMBIGUITIES: true,
          ALT: () => {
            const name = this.CONSUME(t.Identifier);
            return this.ACTION(() => nameOf(name));
          },
        },
      ]);
      let outcome: AfterClause["outcome"] = "ended";
      this.OPTION({
        MAX_LOOKAHEAD: 1,
        DEF: () => {
          this.OR1([
            {
              ALT: () => {
                this.CONSUME(t.Succeeds);
                outcome = "succeeds";
              },
            },
            {
              ALT: () => {
                this.CONSUME(t.Fails);
                outcome = "fails";
              },
            },
          ]);
        },
      });
      return this.ACTION(
        (): AfterClause => ({ kind: "After", target, outcome, start: after.startOffset, end: this.end() }),
      );
    },
    this.broken((): AfterClause => {
      const at = this.end();
      return {
        kind: "After",
        target: { kind: "previous" },
        outcome: "ended",
        start: at,
        end: at,
        broken: true,
      };
    }),
  );

  private callRule: ParserMethod<[], Call | Missing> = this.RULE(
    "callRule",
    (): Call | Missing => {
      const name = this.CONSUME(t.Identifier);
      const call: Draft<Call> = this.ACTION(
        (): Draft<Call> => ({ kind: "Call", callee: nameOf(name), args: [], ...spanOf(name) }),
      );
      this.ACTION(() => this.into({ action: call }));
      this.CONSUME(t.Open);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const argument = this.SUBRULE(this.argumentRule);
          this.ACTION(() => call.args.push(argument));
        },
      });
      this.CONSUME(t.Close);
      this.ACTION(() => {
        call.end = this.end();
      });
      return call;
    },
    this.broken((): Call | Missing => this.rule?.action ?? missingAt(this.end())),
  );

  private argumentRule: ParserMethod<[], Argument> = this.RULE(
    "argumentRule",
    () => {
      let name: Name | undefined;
      this.OPTION({
        MAX_LOOKAHEAD: 2,
        DEF: () => {
          const token = this.CONSUME(t.Identifier);
          this.CONSUME(t.Colon);
          name = this.ACTION(() => nameOf(token));
        },
      });
      const value = this.SUBRULE(this.operandOrHole, { ARGS: [this.LA(0)] });
      return this.ACTION(
        (): Argument => ({
          kind: "Argument",
          ...(name === undefined ? {} : { name }),
          value,
          start: name?.start ?? value.start,
          end: this.end(),
        }),
      );
    },
    this.broken((): Argument => {
      const at = this.end();
      return { kind: "Argument", value: missingAt(at), start: at, end: at, broken: true };
    }),
  );

  /** An expression, or a hole where none begins. */
  private operandOrHole: ParserMethod<[IToken], Expression> = this.RULE(
    "operandOrHole",
    (before: IToken) => {
      return this.SUBRULE(this.orRule, { ARGS: [before] });
    },
    this.brokenExpression,
  );

  private orRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private andRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private notRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private comparisonRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private comparisonSign: ParserMethod<[], IToken> = this.RULE(
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

  private sumRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private productRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private elseRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private signedRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private primaryRule: ParserMethod<[IToken], Expression> = this.RULE(
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

  private number(token: IToken): Expression {
    return { kind: "Number", value: token.image.replaceAll("_", ""), ...spanOf(token) };
  }

  /** Its holes are read later, by this very parser: see `parse`. */
  private text(token: IToken): Expression {
    return { kind: "Text", parts: [{ kind: "chars", value: token.image }], ...spanOf(token) };
  }

  private groupRule: ParserMethod<[], Expression> = this.RULE(
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

  private referenceRule: ParserMethod<[], Expression> = this.RULE(
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

function emptyBlock(): Draft<StageBlock> {
  return {
    kind: "StageBlock",
    start: 0,
    end: 0,
    disabled: false,
    stages: [],
    entity: missingAt(0),
    rules: [],
  };
}

/** The one parser: making it costs more than a file. It is not shared between threads, and never used from within itself. */
export const blockParser = new BlockParser();
export type { Draft };
export { missingAt };
