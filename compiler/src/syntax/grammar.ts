import { EOF, type IToken, type ParserMethod } from "chevrotain";
import { type Draft, ExpressionGrammar, missingAt, nameOf, spanOf } from "./expression-grammar.ts";
import { tokenTypes as t } from "./lexer.ts";
import { quotedText } from "./text-literals.ts";
import type { AfterClause, Argument, Call, Missing, Name, Quoted, Rule, StageBlock } from "./tree.ts";

/** The grammar of one block. */
class BlockGrammar extends ExpressionGrammar {
  private block: Draft<StageBlock> = emptyBlock();
  private rule: Draft<Rule> | undefined;

  constructor() {
    super();
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
  protected override start(): number {
    return this.block.start;
  }

  protected override giveUp(): void {
    this.into({ broken: true });
  }

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
export const blockParser = new BlockGrammar();
