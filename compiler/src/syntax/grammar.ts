import { EOF, type IToken } from "chevrotain";
import { type Diagnostic, diagnostic, type Fix } from "../diagnostics/diagnostic.ts";
import { noParts, type Parts } from "./declarations.ts";
import { type Met, metBy } from "./grammar-problems.ts";
import { type Lexeme, tokenTypes as t } from "./lexer.ts";
import type { RawText } from "./literal-grammar.ts";
import { nameOf, spanOf } from "./nodes.ts";
import type { SectionKind } from "./sections.ts";
import { TestGrammar } from "./test-grammar.ts";
import type { Expression } from "./tree.ts";

/** What a section was read as. */
export interface Reading {
  readonly parts: Parts;
  readonly met: readonly Met[];
  readonly problems: readonly Diagnostic[];
  readonly texts: readonly RawText[];
}

const sectionRules = {
  stage: "stageBlock",
  event: "eventBlock",
  calendar: "calendarBlock",
  group: "groupBlock",
  trigger: "triggerSection",
  const: "constSection",
  function: "functionSection",
  import: "importSection",
  test: "testSection",
} as const;

/** The grammar of one section: what stands at the top level of a file. */
class DeclarationGrammar extends TestGrammar {
  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /** Reads one section. What is broken is in its parts as far as it was read. */
  read(kind: Exclude<SectionKind, "stray">, words: Lexeme[]): Reading {
    const parts = noParts();
    this.problems = [];
    this.texts = [];
    this.met = [];
    this.section = sectionRules[kind];
    this.parts = parts;
    parts.rules = this.forgetRules();
    this.input = words;
    this[sectionRules[kind]]();
    const met = this.errors.length === 0 ? this.met : this.met.concat(this.errors.map(metBy));
    return { parts, met, problems: this.problems, texts: this.texts };
  }

  /** Reads an expression that stands by itself, as in the braces of a text. */
  readExpression(words: Lexeme[]): {
    readonly value: Expression;
    readonly isSound: boolean;
    readonly texts: readonly RawText[];
  } {
    this.problems = [];
    this.texts = [];
    this.met = [];
    this.input = words;
    const value = this.expressionAlone();
    return {
      value,
      isSound: this.errors.length + this.problems.length + this.met.length === 0,
      texts: this.texts,
    };
  }

  private stageBlock = this.RULE("stageBlock", () => {
    this.SUBRULE(this.stageHeader);
    this.SUBRULE(this.blockBody);
    this.CONSUME(EOF);
  });

  private eventBlock = this.RULE("eventBlock", () => {
    this.SUBRULE(this.eventHeader);
    this.OPTION(() => this.SUBRULE(this.headerCondition, { ARGS: ["when"] }));
    this.SUBRULE(this.blockBody);
    this.CONSUME(EOF);
  });

  private calendarBlock = this.RULE("calendarBlock", () => {
    this.SUBRULE(this.calendarHeader);
    this.SUBRULE(this.blockBody);
    this.CONSUME(EOF);
  });

  private groupBlock = this.RULE("groupBlock", () => {
    this.SUBRULE(this.groupHeader);
    this.SUBRULE(this.blockBody);
    this.CONSUME(EOF);
  });

  private triggerSection = this.RULE("triggerSection", () => {
    this.SUBRULE(this.eventHeader);
    this.SUBRULE(this.targetRule);
    this.MANY(() => this.SUBRULE(this.triggerTail));
    this.SUBRULE(this.endRule);
    this.CONSUME(EOF);
  });

  /** `move to "Product delivery"` */
  private targetRule = this.RULE(
    "targetRule",
    () => {
      this.need(0, t.Move, "targetRule");
      this.need(0, t.To, "targetRule");
      const target = this.SUBRULE(this.quotedName);
      this.ACTION(() => {
        this.parts.target = target;
      });
    },
    this.broken(() => undefined),
  );

  private triggerTail = this.RULE(
    "triggerTail",
    () => {
      this.OR([
        {
          ALT: () => {
            const word = this.OR1([
              { ALT: () => this.CONSUME(t.When) },
              { ALT: () => this.CONSUME(t.Where) },
            ]);
            const condition = this.SUBRULE(this.expressionRule);
            this.ACTION(() => {
              this.needsConditionWord(word, "when");
              this.once(word, this.parts.condition === undefined, "when …");
              this.parts.condition ??= condition;
            });
          },
        },
        {
          ALT: () => {
            const word = this.CONSUME(t.As);
            const user = this.SUBRULE1(this.expressionRule);
            this.ACTION(() => {
              this.once(word, this.parts.as === undefined, "as …");
              this.parts.as ??= user;
            });
          },
        },
        {
          ALT: () => {
            const word = this.CONSUME(t.Allow);
            this.OPTION(() => this.CONSUME(t.Backward));
            this.ACTION(() => {
              this.needsWord(t.Backward, word);
              this.once(word, !this.parts.backward, "allow backward");
              this.parts.backward = true;
            });
          },
        },
      ]);
    },
    this.broken(() => undefined),
  );

  private once(word: IToken, isFirst: boolean, clause: string): void {
    if (!isFirst) this.reportTwice(spanOf(word), clause);
  }

  /** Behind a declaration without a block: nothing, or a sign that people put there. */
  private endRule = this.RULE("endRule", () => {
    this.OPTION(() => {
      const sign = this.CONSUME(t.Semicolon);
      this.ACTION(() => this.needlessSign(sign));
    });
  });

  private testSection = this.RULE("testSection", () => {
    this.SUBRULE(this.testHeader);
    this.SUBRULE(this.testBody);
    this.CONSUME(EOF);
  });

  /** `const bigDeal = 50000` */
  private constSection = this.RULE("constSection", () => {
    this.CONSUME(t.Const);
    this.SUBRULE(this.nameRule);
    this.SUBRULE(this.valueRule);
    this.SUBRULE(this.endRule);
    this.CONSUME(EOF);
  });

  /** `function net(a: Money) = a * 0.8` */
  private functionSection = this.RULE("functionSection", () => {
    this.CONSUME(t.Function);
    this.SUBRULE(this.nameRule);
    this.SUBRULE(this.parameterList);
    this.SUBRULE(this.valueRule);
    this.SUBRULE(this.endRule);
    this.CONSUME(EOF);
  });

  private valueRule = this.RULE(
    "valueRule",
    () => {
      if (this.need(0, t.Assign, "valueRule") === undefined) {
        this.skipTo(t.Assign, t.Semicolon);
        if (!this.isNext(t.Assign)) return;
        this.pass();
      }
      const value = this.SUBRULE(this.expressionRule);
      this.ACTION(() => {
        this.parts.value = value;
      });
    },
    this.broken(() => undefined),
  );

  /** `import { bigDeal } from "./common.rules"` */
  private importSection = this.RULE("importSection", () => {
    this.CONSUME(t.Import);
    this.SUBRULE(this.importedNames);
    this.SUBRULE(this.sourceRule);
    this.SUBRULE(this.endRule);
    this.CONSUME(EOF);
  });

  private importedNames = this.RULE(
    "importedNames",
    () => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.BraceOpen);
            this.SUBRULE(this.nameList);
            this.CONSUME(t.BraceClose);
          },
        },
        {
          ALT: () => {
            this.SUBRULE1(this.nameList);
            this.ACTION(() => this.reportBare());
          },
        },
      ]);
    },
    this.broken(() => undefined),
  );

  private nameList = this.RULE(
    "nameList",
    () => {
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          const name = this.CONSUME(t.Identifier);
          this.ACTION(() => this.parts.names.push(nameOf(name)));
        },
      });
    },
    this.broken(() => undefined),
  );

  /** `import bigDeal from …` */
  private reportBare(): void {
    const { names } = this.parts;
    const [first] = names;
    const last = names.at(-1);
    if (first === undefined || last === undefined) return;
    const fix: Fix = {
      title: "Write `{` and `}`",
      safe: true,
      edits: () => [
        { start: first.start, end: first.start, text: "{ " },
        { start: last.end, end: last.end, text: " }" },
      ],
    };
    this.report(diagnostic("OS1036", { start: first.start, end: last.end }, {}, [fix]));
  }

  private sourceRule = this.RULE(
    "sourceRule",
    () => {
      this.need(0, t.From, "sourceRule");
      const from = this.SUBRULE(this.quotedName);
      this.ACTION(() => {
        this.parts.from = from;
      });
    },
    this.broken(() => undefined),
  );
}

/** The one parser: making it costs more than a file. It is not shared between threads, and never used from within itself. */
export const declarationParser = new DeclarationGrammar();
