import { type ParserMethod, tokenMatcher } from "chevrotain";
import { diagnostic, insert } from "../diagnostics/diagnostic.ts";
import { noParts, type Parts } from "./declarations.ts";
import { anyText, oneOf, startsName, tokenTypes as t } from "./lexer.ts";
import { type Draft, missingAt, nameOf, spanOf } from "./nodes.ts";
import { callOf } from "./operand-grammar.ts";
import { RecurrenceGrammar } from "./recurrence-grammar.ts";
import { quotedText } from "./text-literals.ts";
import { isName, tokenKinds } from "./tokens.ts";
import type { Call, Missing, Name, Quoted, TypeName } from "./tree.ts";

const startsEntity = oneOf([...tokenKinds.filter(isName), "Text", "WrongText", "OpenText"]);

const endsHeader = oneOf(["BlockOpen", "When"]);
const beginsNext = oneOf(["Pipeline", "Where", "Move"]);
const goesOn = oneOf(["Text", "WrongText", "Star", "Open"]);

/** The grammar of what stands before the rules of a block, and of what is in it. */
export abstract class HeaderGrammar extends RecurrenceGrammar {
  /** What was read of the section so far. */
  protected parts: Parts = noParts();

  protected stageHeader = this.RULE(
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

  protected eventHeader = this.RULE(
    "eventHeader",
    () => {
      this.OPTION(() => this.SUBRULE(this.disabledWord));
      this.need(0, t.On, "eventHeader");
      this.SUBRULE(this.eventRule);
      this.SUBRULE(this.placeRule);
    },
    this.broken(() => undefined),
  );

  protected calendarHeader = this.RULE(
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

  protected groupHeader = this.RULE(
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
      if (!this.RECORDING_PHASE && this.lacksPlace()) {
        this.miss("placeRule", "placeRule");
        if (this.isNext(t.Pipeline)) this.SUBRULE1(this.pipelineName);
        return;
      }
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

  /** Whether what follows the place comes at once. */
  private lacksPlace(): boolean {
    const [next, behind] = [this.LA(1), this.LA(2)];
    return endsHeader(next) || (beginsNext(next) && (goesOn(behind) || behind.tokenType === t.To));
  }

  protected entityName = this.RULE(
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

  protected pipelineName = this.RULE(
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
  protected headerCondition: ParserMethod<["when" | "where"], void> = this.RULE(
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

  protected nameRule = this.RULE(
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

  /** `(text: Text, days: Integer?)` */
  protected parameterList = this.RULE(
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

  protected blockBody = this.RULE("blockBody", () => {
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
}
