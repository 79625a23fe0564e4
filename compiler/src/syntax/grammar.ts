import { EOF, type IToken, type ParserMethod, tokenMatcher } from "chevrotain";
import { type Diagnostic, diagnostic, type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { noParts, type Parts } from "./declarations.ts";
import { callOf, type RawText, startsName } from "./expression-grammar.ts";
import { type Met, metBy } from "./grammar-problems.ts";
import { anyText, type Lexeme, oneOf, tokenTypes as t } from "./lexer.ts";
import { type Draft, missingAt, nameOf, spanOf } from "./nodes.ts";
import { RuleGrammar } from "./rule-grammar.ts";
import type { SectionKind } from "./sections.ts";
import { quotedText } from "./text-literals.ts";
import { isName, tokenKinds, wordsOf } from "./tokens.ts";
import type { Call, Expression, Missing, Name, NumberLiteral, Quoted, Recurrence, TypeName } from "./tree.ts";

const startsEntity = oneOf([...tokenKinds.filter(isName), "Text", "WrongText", "OpenText"]);

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
} as const;

/** The grammar of one section: what stands at the top level of a file. */
class DeclarationGrammar extends RuleGrammar {
  private parts: Parts = noParts();

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

  private stageHeader = this.RULE(
    "stageHeader",
    () => {
      this.OPTION(() => this.SUBRULE(this.disabledWord));
      this.need(0, t.On, "stageHeader");
      // `on stge "New"`
      if (this.need(0, t.Stage, "stageHeader") === undefined && startsName(this.LA(1))) this.pass();
      this.SUBRULE(this.stageNames);
      this.SUBRULE(this.placeRule);
      this.OPTION1(() => this.SUBRULE(this.headerCondition, { ARGS: ["when"] }));
    },
    this.broken(() => undefined),
  );

  private eventHeader = this.RULE(
    "eventHeader",
    () => {
      this.OPTION(() => this.SUBRULE(this.disabledWord));
      this.need(0, t.On, "eventHeader");
      this.SUBRULE(this.eventRule);
      this.SUBRULE(this.placeRule);
    },
    this.broken(() => undefined),
  );

  private calendarHeader = this.RULE(
    "calendarHeader",
    () => {
      this.OPTION(() => this.SUBRULE(this.disabledWord));
      this.CONSUME(t.Every);
      const every = this.SUBRULE(this.recurrenceRule);
      this.ACTION(() => {
        if (every !== undefined) this.parts.every = every;
      });
      this.OPTION1(() => {
        this.CONSUME(t.At);
        const at = this.SUBRULE(this.operandRule);
        this.ACTION(() => {
          this.parts.at = this.needsTime(at);
        });
      });
      this.SUBRULE(this.placeRule);
      this.OPTION2(() => this.SUBRULE(this.headerCondition, { ARGS: ["where"] }));
    },
    this.broken(() => undefined),
  );

  private groupHeader = this.RULE(
    "groupHeader",
    () => {
      this.OPTION(() => this.SUBRULE(this.disabledWord));
      this.CONSUME(t.Rules);
      this.SUBRULE(this.nameRule);
      this.OPTION1(() => this.SUBRULE(this.parameterList));
      this.SUBRULE(this.placeRule);
      this.OPTION2(() => this.SUBRULE(this.headerCondition, { ARGS: ["when"] }));
    },
    this.broken(() => undefined),
  );

  private disabledWord = this.RULE("disabledWord", () => {
    this.CONSUME(t.Disabled);
    this.ACTION(() => {
      this.parts.disabled = true;
    });
  });

  private stageNames = this.RULE(
    "stageNames",
    () => {
      if (!this.RECORDING_PHASE && !tokenMatcher(this.LA(1), anyText)) {
        this.miss("stageNames", "stageNames");
        this.skipTo(t.In, t.BlockOpen);
        return;
      }
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          const name = this.SUBRULE(this.quotedName);
          this.ACTION(() => this.parts.stages.push(name));
        },
      });
    },
    this.broken(() => undefined),
  );

  private eventRule = this.RULE(
    "eventRule",
    () => {
      const name = this.need(0, t.Identifier, "eventRule");
      if (name === undefined) {
        this.skipTo(t.In, t.BlockOpen, t.Move);
        return;
      }
      const call: Draft<Call> = this.ACTION(() => {
        const draft = callOf(nameOf(name));
        this.parts.event = draft;
        return draft;
      });
      this.OPTION(() => this.SUBRULE(this.argumentsRule, { ARGS: [call] }));
    },
    this.broken(() => undefined),
  );

  /** `in deals pipeline "Retail"` */
  private placeRule = this.RULE(
    "placeRule",
    () => {
      // `of in deals`: one word too many; `for deals`: a wrong one.
      if (this.need(0, t.In, "placeRule") === undefined) {
        const isWrong = this.LA(2).tokenType === t.In || (startsName(this.LA(1)) && startsEntity(this.LA(2)));
        if (isWrong) this.pass();
        if (this.LA(1).tokenType === t.In) this.pass();
      }
      if (this.RECORDING_PHASE || startsEntity(this.LA(1))) {
        this.SUBRULE(this.entityName);
        this.OPTION(() => this.SUBRULE(this.pipelineName));
      } else this.miss("entityName", "entityName");
    },
    this.broken(() => undefined),
  );

  private entityName = this.RULE(
    "entityName",
    () => {
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.Identifier);
            this.ACTION(() => {
              this.parts.entity = nameOf(token);
            });
          },
        },
        {
          ALT: () => {
            const name = this.SUBRULE(this.quotedName);
            this.ACTION(() => {
              if (name.kind === "Quoted") this.parts.entity = name;
            });
          },
        },
      ]);
    },
    this.broken(() => undefined),
  );

  private pipelineName = this.RULE(
    "pipelineName",
    () => {
      this.CONSUME(t.Pipeline);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Star);
            this.ACTION(() => {
              this.parts.pipeline = { kind: "AllPipelines" };
            });
          },
        },
        {
          ALT: () => {
            const name = this.SUBRULE(this.quotedName);
            this.ACTION(() => {
              if (name.kind === "Quoted") this.parts.pipeline = name;
            });
          },
        },
      ]);
    },
    this.broken(() => undefined),
  );

  /** The condition of a header, in parentheses. */
  private headerCondition: ParserMethod<["when" | "where"], void> = this.RULE(
    "headerCondition",
    (right: "when" | "where") => {
      const word = this.OR([{ ALT: () => this.CONSUME(t.When) }, { ALT: () => this.CONSUME(t.Where) }]);
      this.ACTION(() => this.needsConditionWord(word, right));
      const condition = this.SUBRULE(this.expressionRule);
      this.ACTION(() => {
        this.parts.condition = this.inParentheses(condition, word);
      });
    },
    this.broken(() => undefined),
  );

  protected quotedName: ParserMethod<[], Quoted | Missing> = this.RULE(
    "quotedName",
    (): Quoted | Missing => {
      const token = this.need(0, anyText, "quotedName");
      if (token === undefined) return missingAt(this.end());
      return this.ACTION(
        (): Quoted => ({ kind: "Quoted", ...spanOf(token), value: quotedText(token.image) }),
      );
    },
    this.broken((): Quoted | Missing => missingAt(this.end())),
  );

  private blockBody = this.RULE("blockBody", () => {
    let open = this.need(0, t.BlockOpen, "blockBody");
    if (open === undefined) {
      this.skipTo(t.BlockOpen);
      if (this.LA(1).tokenType !== t.BlockOpen) return;
      open = this.CONSUME1(t.BlockOpen);
    }
    const sign = open;
    this.ACTION(() => {
      this.parts.open = spanOf(sign);
    });
    this.MANY(() => this.SUBRULE(this.statementRule));
    const close = this.CONSUME(t.BlockClose);
    this.ACTION(() => {
      if (close.startOffset >= 0 && close.image !== "") this.parts.close = spanOf(close);
    });
  });

  /** Which days, or how often; undefined where that was reported. */
  private recurrenceRule: ParserMethod<[], Recurrence | undefined> = this.RULE(
    "recurrenceRule",
    (): Recurrence | undefined => {
      const start = this.LA(1).startOffset;
      return this.OR([
        { ALT: () => this.SUBRULE(this.namedDays) },
        {
          ALT: () => {
            this.CONSUME(t.Weekday);
            return this.ACTION((): Recurrence => ({ kind: "EveryWeekday", start, end: this.end() }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Working);
            this.CONSUME(t.Unit);
            return this.ACTION((): Recurrence => ({ kind: "EveryWorkingDay", start, end: this.end() }));
          },
        },
        {
          ALT: () => {
            const unit = this.CONSUME1(t.Unit);
            let day: NumberLiteral | "last" | Missing | undefined;
            this.OPTION(() => {
              day = this.SUBRULE(this.dayOfMonth);
            });
            return this.ACTION(() => this.recurrenceOf(unit, day));
          },
        },
        {
          ALT: () => {
            const duration = this.SUBRULE(this.numberRule);
            return this.ACTION(
              (): Recurrence => ({
                kind: "EveryInterval",
                start,
                end: this.end(),
                duration: this.needsUnit(duration),
              }),
            );
          },
        },
        {
          ALT: () => {
            const name = this.CONSUME(t.Identifier);
            return this.ACTION(() => this.recurrenceNamed(name));
          },
        },
      ]);
    },
    this.broken((): Recurrence | undefined => undefined),
  );

  /** `monday, thursday` */
  private namedDays: ParserMethod<[], Recurrence> = this.RULE("namedDays", () => {
    const days: Name[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const day = this.CONSUME(t.DayName);
        this.ACTION(() => days.push(nameOf(day)));
      },
    });
    return this.ACTION((): Recurrence => {
      const end = this.end();
      return { kind: "EveryNamedDay", start: days[0]?.start ?? end, end, days };
    });
  });

  /** `on 1`, `on last day` */
  private dayOfMonth: ParserMethod<[], NumberLiteral | "last" | Missing> = this.RULE(
    "dayOfMonth",
    (): NumberLiteral | "last" | Missing => {
      this.CONSUME(t.On);
      return this.OR([
        {
          ALT: () => {
            const number = this.CONSUME(t.Number);
            return this.ACTION(
              (): NumberLiteral => ({ kind: "Number", ...spanOf(number), value: number.image }),
            );
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Last);
            this.OPTION(() => this.CONSUME(t.Unit));
            return "last" as const;
          },
        },
      ]);
    },
    this.broken((): NumberLiteral | "last" | Missing => missingAt(this.end())),
  );

  private recurrenceOf(unit: IToken, day: NumberLiteral | "last" | Missing | undefined): Recurrence {
    const start = unit.startOffset;
    const end = this.end();
    const { image } = unit;
    if (image === "day") return { kind: "EveryDay", start, end };
    if (image !== "month") {
      return { kind: "EveryInterval", start, end, duration: this.duration(start, "1", unit, false) };
    }
    if (day === undefined) {
      this.report(diagnostic("OS1037", spanOf(unit), {}, [insert("Write `on 1`", end, " on 1", false)]));
    }
    return { kind: "EveryMonth", start, end, day: day ?? missingAt(end) };
  }

  /** `Monday`, `mondays`: a name of a day in another form; otherwise the name of a constant. */
  private recurrenceNamed(name: IToken): Recurrence {
    const { startOffset: start, image } = name;
    const end = this.end();
    const near = didYouMeanName(image, [...wordsOf("DayName"), "weekday", "day", "month", "hour"]);
    if (near === undefined) {
      return {
        kind: "EveryInterval",
        start,
        end,
        duration: { kind: "Reference", start, end, path: [nameOf(name)] },
      };
    }
    const fix = replace(`Write \`${near}\``, spanOf(name), near, false);
    const words = { expected: `\`${near}\``, found: `\`${image}\``, help: `did you mean \`${near}\`?` };
    this.report(diagnostic("OS1008", spanOf(name), words, [fix]));
    return { kind: "EveryDay", start, end, broken: true };
  }

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

  private nameRule = this.RULE(
    "nameRule",
    () => {
      const name = this.need(0, t.Identifier, "nameRule");
      if (name === undefined) {
        this.skipTo(t.Assign, t.Open, t.In, t.BlockOpen, t.Semicolon);
        return;
      }
      this.ACTION(() => {
        this.parts.name = nameOf(name);
      });
    },
    this.broken(() => undefined),
  );

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

  /** `(text: Text, days: Integer?)` */
  private parameterList = this.RULE(
    "parameterList",
    () => {
      this.CONSUME(t.Open);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.parameterRule) });
      this.close(0, t.Close, "parameterList");
    },
    this.broken(() => undefined),
  );

  private parameterRule = this.RULE(
    "parameterRule",
    () => {
      const name = this.CONSUME(t.Identifier);
      let type: TypeName | Missing | undefined;
      this.OPTION(() => {
        this.CONSUME(t.Colon);
        type = this.SUBRULE(this.typeRule);
      });
      this.ACTION(() => {
        const parameter = nameOf(name);
        const { start, end } = parameter;
        if (type === undefined) this.reportUntyped(parameter, ": Text");
        this.parts.parameters.push({
          kind: "Parameter",
          start,
          end: type?.end ?? end,
          name: parameter,
          type: type ?? missingAt(end),
        });
      });
    },
    this.broken(() => undefined),
  );

  private reportUntyped(name: Name, text: string): void {
    const fix = insert(`Write \`${text.trim()}\``, this.end(), text, false);
    this.report(diagnostic("OS1035", name, { name: name.text }, [fix]));
  }

  /** `Text`, `Money?`, `List<Text>` */
  private typeRule: ParserMethod<[], TypeName | Missing> = this.RULE(
    "typeRule",
    (): TypeName | Missing => {
      if (!this.RECORDING_PHASE && !startsName(this.LA(1))) {
        this.reportUntyped(nameOf(this.LA(-1)), " Text");
        return missingAt(this.end());
      }
      const name = this.CONSUME(t.Identifier);
      let of: TypeName | Missing | undefined;
      this.OPTION(() => {
        this.CONSUME(t.TypeOpen);
        of = this.SUBRULE(this.typeRule);
        this.CONSUME(t.TypeClose);
      });
      let optional = false;
      this.OPTION1(() => {
        this.CONSUME(t.Question);
        optional = true;
      });
      return this.ACTION((): TypeName => {
        const type = {
          kind: "TypeName",
          ...spanOf(name),
          end: this.end(),
          name: nameOf(name),
          optional,
        } as const;
        if (of === undefined) return type;
        return of.kind === "Missing" ? { ...type, broken: true } : { ...type, of };
      });
    },
    this.broken((): TypeName | Missing => missingAt(this.end())),
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
