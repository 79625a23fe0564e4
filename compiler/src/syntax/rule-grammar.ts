import type { IToken, ParserMethod, TokenType } from "chevrotain";
import { diagnostic, type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { callOf, ExpressionGrammar, startsName } from "./expression-grammar.ts";
import { oneOf, tokenTypes as t } from "./lexer.ts";
import { type Draft, missingAt, nameOf, spanOf } from "./nodes.ts";
import { wordsOf } from "./tokens.ts";
import type {
  AfterClause,
  AtClause,
  Call,
  Expression,
  Include,
  Missing,
  Modifier,
  NumberLiteral,
  Rule,
  RuleEntry,
  ScheduleClause,
  Span,
} from "./tree.ts";

const startsLabel = oneOf(["Label"]);
const startsBinding = oneOf(["Let"]);
const startsTail = oneOf(["When", "Where", "If", "As", "Once", "Retry", "Skip", "Disabled"]);
const startsClause = oneOf(["After", "At", "Within", "Every"]);
/** What can follow a call that was written without its parentheses. */
const followsCall = oneOf(["Semicolon", "BlockClose", "When", "As", "Once", "Retry", "Skip", "Disabled"]);
const callGoesOn = oneOf(["Open", "Dot", "Colon", "Assign"]);

const beginsCall = oneOf(["Open", "Colon"]);
const startsEntry = oneOf(["Let", "Include", "After", "At", "Within", "Every"]);

/** What a clause or a modifier is called in a message. */
const clauseNames = {
  After: "after …",
  Delay: "after …",
  At: "at …",
  Within: "within …",
  Repeat: "every …",
  As: "as …",
  Once: "once",
  Retry: "retry …",
  SkipIfLate: "skip if late",
  Off: "disabled",
} as const satisfies Record<ScheduleClause["kind"] | Modifier["kind"], string>;

/** The grammar of what stands inside a block. */
export class RuleGrammar extends ExpressionGrammar {
  /** The rules of the block, as far as they are read. */
  private entries: (Draft<Rule> | Draft<Include>)[] = [];
  private entry: Draft<Rule> | Draft<Include> | undefined;

  /** Begins a new block; its rules are put into what is returned, as they are read. */
  protected forgetRules(): RuleEntry[] {
    this.entries = [];
    this.entry = undefined;
    return this.entries;
  }

  protected override giveUp(): void {
    if (this.entry !== undefined) this.entry.broken = true;
  }

  /** A rule or an `include` with its semicolon. What is broken is given up to the next one. */
  protected statementRule: ParserMethod<[], void> = this.RULE(
    "statementRule",
    () => {
      this.OR([
        {
          ALT: () => {
            this.SUBRULE(this.entryRule);
            if (this.need(0, t.Semicolon, "statementRule") === undefined) this.endStatement();
          },
        },
        {
          ALT: () => {
            const sign = this.CONSUME1(t.Semicolon);
            this.ACTION(() => this.needlessSign(sign));
          },
        },
      ]);
    },
    {
      recoveryValueFunc: (error) => {
        this.giveUp();
        this.closeEntry();
        const passed = error.resyncedTokens.some((token) => token.tokenType === t.Semicolon);
        if (!passed) this.skipStatement();
      },
    },
  );

  /** Behind a rule without its `;`: another one begins, or something belongs to none. */
  private endStatement(): void {
    const goesOn = startsName(this.LA(1)) ? beginsCall(this.LA(2)) : startsEntry(this.LA(1));
    if (!goesOn) this.skipStatement();
  }

  private skipStatement(): void {
    for (let { tokenType } = this.LA(1); tokenType !== t.BlockClose; { tokenType } = this.LA(1)) {
      if (this.LA(1).startOffset < 0) return;
      this.pass();
      if (tokenType === t.Semicolon) return;
    }
  }

  /** A `;` or a comma where nothing has to be parted. */
  protected needlessSign(sign: IToken): void {
    const { image } = sign;
    this.report(
      diagnostic("OS1033", spanOf(sign), { sign: image }, [replace("Remove it", spanOf(sign), "")]),
    );
  }

  private entryRule: ParserMethod<[], void> = this.RULE(
    "entryRule",
    () => {
      this.ACTION(() => this.openEntry());
      if (this.mayBe(startsLabel)) {
        this.OPTION(() => {
          const label = this.CONSUME(t.Label);
          this.CONSUME(t.Colon);
          this.ACTION(() => this.into({ label: nameOf(label) }));
        });
      }
      if (this.mayBe(startsBinding)) this.OPTION1(() => this.SUBRULE(this.bindingRule));
      if (this.mayBe(startsClause)) this.OPTION2(() => this.SUBRULE(this.scheduleRule));
      if (this.mayBe(startsBinding)) {
        this.OPTION3(() => {
          const start = this.LA(1).startOffset;
          this.SUBRULE1(this.bindingRule);
          this.ACTION(() => this.report(diagnostic("OS1038", { start, end: start + 3 }, {})));
        });
      }
      if (!this.RECORDING_PHASE && !startsName(this.LA(1)) && this.LA(1).tokenType !== t.Include) {
        this.miss("entryRule", "entryRule");
        this.giveUp();
        this.closeEntry();
        return;
      }
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Include);
            this.ACTION(() => this.turnToInclude());
            this.SUBRULE(this.callRule);
          },
        },
        { ALT: () => this.SUBRULE1(this.callRule) },
      ]);
      if (this.mayBe(startsTail)) this.MANY(() => this.SUBRULE(this.tailRule));
      this.ACTION(() => this.closeEntry());
    },
    {
      recoveryValueFunc: () => {
        this.giveUp();
        this.closeEntry();
      },
    },
  );

  private openEntry(): void {
    const start = this.LA(1).startOffset;
    const rule: Draft<Rule> = {
      kind: "Rule",
      start,
      end: start,
      schedule: [],
      action: missingAt(start),
      modifiers: [],
    };
    this.entry = rule;
    this.entries.push(rule);
  }

  private closeEntry(): void {
    if (this.entry !== undefined) this.entry.end = Math.max(this.entry.end, this.end());
  }

  private into(parts: Partial<Omit<Rule, "kind"> & Omit<Include, "kind">>): void {
    if (this.entry !== undefined) Object.assign(this.entry, parts);
    this.closeEntry();
  }

  /** What was read so far stands before `include`, and not all of it may. */
  private turnToInclude(): void {
    const { entry } = this;
    if (entry?.kind !== "Rule") return;
    const { start, label, binding, schedule } = entry;
    const include: Draft<Include> = {
      kind: "Include",
      start,
      end: start,
      schedule,
      group: missingAt(this.end()),
    };
    if (label !== undefined) include.label = label;
    if (binding !== undefined) this.reportAtInclude({ start, end: binding.end }, "let … =");
    for (const clause of schedule) {
      if (clause.kind !== "After") this.reportAtInclude(clause, clauseNames[clause.kind]);
    }
    this.entries[this.entries.length - 1] = include;
    this.entry = include;
  }

  private reportAtInclude(span: Span, found: string): void {
    this.report(diagnostic("OS1031", span, { found }));
  }

  /** `let link =` */
  private bindingRule: ParserMethod<[], void> = this.RULE(
    "bindingRule",
    () => {
      this.CONSUME(t.Let);
      const name = this.need(0, t.Identifier, "bindingRule");
      if (name === undefined) {
        // `let when = …`: the name is a word of the language.
        if (this.LA(2).tokenType === t.Assign) this.pass();
      } else this.ACTION(() => this.into({ binding: nameOf(name) }));
      this.need(0, t.Assign, "bindingRule");
    },
    this.broken(() => undefined),
  );

  private scheduleRule: ParserMethod<[], void> = this.RULE(
    "scheduleRule",
    () => {
      this.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          if (this.RECORDING_PHASE || startsClause(this.LA(1))) {
            const clause = this.SUBRULE(this.clauseRule);
            this.ACTION(() => this.addClause(clause));
          } else this.needlessSign(this.LA(0));
        },
      });
    },
    this.broken(() => undefined),
  );

  private addClause(clause: ScheduleClause): void {
    const schedule = this.entry?.schedule;
    if (schedule === undefined) return;
    const isSecond = clause.kind !== "After" && schedule.some(({ kind }) => kind === clause.kind);
    if (isSecond) this.reportTwice(clause, clauseNames[clause.kind]);
    else schedule.push(clause);
    this.closeEntry();
  }

  protected reportTwice(span: Span, clause: string): void {
    this.report(diagnostic("OS1026", span, { clause }));
  }

  private keptClauses: { ALT: () => ScheduleClause }[] | undefined;

  private clauseRule: ParserMethod<[], ScheduleClause> = this.RULE(
    "clauseRule",
    (): ScheduleClause => {
      this.keptClauses ??= [
        { ALT: () => this.SUBRULE(this.afterClause) },
        { ALT: () => this.SUBRULE(this.atClause) },
        { ALT: () => this.SUBRULE(this.withinClause) },
        { ALT: () => this.SUBRULE(this.repeatClause) },
      ];
      return this.OR(this.keptClauses);
    },
    this.broken(
      (): ScheduleClause => ({
        kind: "After",
        start: this.end(),
        end: this.end(),
        broken: true,
        target: { kind: "previous" },
        outcome: "ended",
      }),
    ),
  );

  /** `after previous`, `after all previous`, `after link fails`, `after 2 hours` */
  private afterClause: ParserMethod<[], ScheduleClause> = this.RULE("afterClause", (): ScheduleClause => {
    const start = this.CONSUME(t.After).startOffset;
    let delay: Expression | undefined;
    let target: AfterClause["target"] = { kind: "previous" };
    if (!this.RECORDING_PHASE && startsName(this.LA(1)) && this.LA(2).tokenType === t.Open) {
      // The action follows at once: what it waits for is not written yet.
      this.hole();
      return { kind: "After", start, end: this.end(), broken: true, target, outcome: "ended" };
    }
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Previous);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.All);
          this.OPTION1(() => this.CONSUME1(t.Previous));
          this.ACTION(() => this.needsWord(t.Previous));
          target = { kind: "allPrevious" };
        },
      },
      {
        ALT: () => {
          const name = this.CONSUME(t.Identifier);
          this.ACTION(() => {
            target = nameOf(name);
          });
        },
      },
      {
        ALT: () => {
          delay = this.SUBRULE(this.durationRule);
        },
      },
    ]);
    let outcome: AfterClause["outcome"] = "ended";
    this.OPTION(() => {
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
    });
    return this.ACTION((): ScheduleClause => {
      const end = this.end();
      return delay === undefined
        ? { kind: "After", start, end, target, outcome }
        : { kind: "Delay", start, end, duration: delay };
    });
  });

  /** Reports a word that belongs to those before it and was left out. */
  protected needsWord(type: TokenType, before = this.LA(0)): void {
    if (this.LA(0).tokenType === type) return;
    const [missing = ""] = wordsOfType(type);
    const at = this.end();
    const fix = insert(`Write \`${missing}\``, at, ` ${missing}`);
    this.report(diagnostic("OS1021", spanOf(before), { word: before.image, missing }, [fix]));
  }

  /** A length of time: `2 hours`, `pause * 2`; behind `every` and `per` also one of a unit: `day`. */
  protected durationRule: ParserMethod<[], Expression> = this.RULE(
    "durationRule",
    (): Expression => {
      const duration = this.OR([
        {
          ALT: () => {
            const unit = this.CONSUME(t.Unit);
            return this.ACTION(() => this.duration(unit.startOffset, "1", unit, false));
          },
        },
        {
          ALT: () => {
            const { startOffset } = this.CONSUME(t.Working);
            const unit = this.CONSUME1(t.Unit);
            return this.ACTION(() => this.duration(startOffset, "1", unit, true));
          },
        },
        { ALT: () => this.SUBRULE(this.expressionRule) },
      ]);
      return this.ACTION(() => (duration.kind === "Number" ? this.withoutUnit(duration) : duration));
    },
    this.brokenExpression,
  );

  /** `2 huors`, or a number alone. */
  private withoutUnit(number: NumberLiteral): Expression {
    const next = this.LA(1);
    const isMeant = startsName(next) && next.tokenType === t.Identifier && !callGoesOn(this.LA(2));
    const found = isMeant ? next.image : undefined;
    const near = found === undefined ? undefined : didYouMeanName(found, wordsOf("Unit"));
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, spanOf(next), near, false)];
    const span = isMeant ? spanOf(next) : number;
    this.report(diagnostic("OS1027", span, { number: number.value, found, near }, fixes));
    if (isMeant) this.pass();
    return unread(number);
  }

  /** `at 09:00`, `at 10:00 on closeDate`, `at 2 hours before meetingAt` */
  private atClause: ParserMethod<[], ScheduleClause> = this.RULE("atClause", (): ScheduleClause => {
    const start = this.CONSUME(t.At).startOffset;
    const first = this.SUBRULE(this.expressionRule);
    let offset: AtClause["offset"];
    let time: Expression | undefined;
    let anchor: Expression | undefined;
    this.OPTION(() => {
      const direction = this.SUBRULE(this.directionRule);
      anchor = this.SUBRULE1(this.expressionRule);
      offset = this.ACTION(() => ({ duration: first, direction }));
    });
    if (this.RECORDING_PHASE || offset === undefined) {
      this.OPTION1(() => {
        this.CONSUME(t.On);
        time = first;
        const second = this.SUBRULE2(this.expressionRule);
        anchor = second;
        this.OPTION2(() => {
          const direction = this.SUBRULE1(this.directionRule);
          anchor = this.SUBRULE3(this.expressionRule);
          offset = this.ACTION(() => ({ duration: second, direction }));
        });
      });
    }
    return this.ACTION((): ScheduleClause => {
      const end = this.end();
      const isTime = anchor === undefined && first.kind === "Time";
      if (isTime) time = first;
      else anchor ??= first;
      const checked = offset && { ...offset, duration: this.needsUnit(offset.duration) };
      return {
        kind: "At",
        start,
        end,
        ...(time === undefined ? {} : { time: this.needsTime(time) }),
        ...(checked === undefined ? {} : { offset: checked }),
        ...(anchor === undefined ? {} : { anchor: this.needsTime(anchor) }),
      };
    });
  });

  protected needsUnit(duration: Expression): Expression {
    if (duration.kind !== "Number" || duration.broken === true) return duration;
    const parameters = { number: duration.value, found: undefined, near: undefined };
    this.report(diagnostic("OS1027", duration, parameters));
    return unread(duration);
  }

  /** `at 9` is a time of day without its minutes. */
  protected needsTime(moment: Expression): Expression {
    if (moment.kind !== "Number") return moment;
    const next = this.LA(1);
    const half = startsName(next) && /^[ap]m$/i.test(next.image) ? next.image.toLowerCase() : undefined;
    const hour = (Number(moment.value) % (half === undefined ? 24 : 12)) + (half === "pm" ? 12 : 0);
    const span = { start: moment.start, end: half === undefined ? moment.end : spanOf(next).end };
    const meant = `${String(hour).padStart(2, "0")}:00`;
    const fits = /^[0-9]{1,2}$/.test(moment.value) && Number(moment.value) < 24;
    const fixes: readonly Fix[] = fits ? [replace(`Write \`${meant}\``, span, meant, false)] : [];
    this.report(
      diagnostic(
        "OS1028",
        span,
        { found: half === undefined ? moment.value : `${moment.value}${half}` },
        fixes,
      ),
    );
    if (half !== undefined) this.pass();
    return unread(moment);
  }

  private directionRule: ParserMethod<[], "before" | "after"> = this.RULE("directionRule", () =>
    this.OR([
      { ALT: () => this.CONSUME(t.Before) && ("before" as const) },
      { ALT: () => this.CONSUME(t.After) && ("after" as const) },
    ]),
  );

  /** `within working hours`, `within working hours of responsible` */
  private withinClause: ParserMethod<[], ScheduleClause> = this.RULE("withinClause", (): ScheduleClause => {
    const start = this.CONSUME(t.Within).startOffset;
    const working = this.need(0, t.Working, "withinClause");
    if (working === undefined) {
      this.giveUp();
      if (this.isNext(t.Number)) this.SUBRULE1(this.expressionRule);
      return { kind: "Within", start, end: this.end(), broken: true };
    }
    this.OPTION(() => this.CONSUME(t.Unit));
    this.ACTION(() => this.needsHours(working));
    let of: Expression | undefined;
    this.OPTION1(() => {
      this.CONSUME(t.Of);
      of = this.SUBRULE(this.expressionRule);
    });
    return this.ACTION((): ScheduleClause => {
      const end = this.end();
      return of === undefined ? { kind: "Within", start, end } : { kind: "Within", start, end, of };
    });
  });

  private needsHours(working: IToken): void {
    const last = this.LA(0);
    if (last.image === "hours") return;
    const found = last.tokenType === t.Unit;
    const fix = found
      ? replace("Write `hours`", spanOf(last), "hours")
      : insert("Write `hours`", this.end(), " hours");
    this.report(
      diagnostic("OS1021", spanOf(found ? last : working), { word: working.image, missing: "hours" }, [fix]),
    );
  }

  /** `every 5 days up to 3 times until (contract is set)` */
  private repeatClause: ParserMethod<[], ScheduleClause> = this.RULE("repeatClause", (): ScheduleClause => {
    const start = this.CONSUME(t.Every).startOffset;
    const every = this.SUBRULE(this.durationRule);
    let times: NumberLiteral | Missing | undefined;
    let until: Expression | undefined;
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            const up = this.CONSUME(t.Up);
            this.OPTION(() => this.CONSUME(t.To));
            this.ACTION(() => this.needsWord(t.To, up));
            const found = this.SUBRULE(this.timesRule);
            this.ACTION(() => {
              if (times !== undefined) this.reportTwice(spanOf(up), "up to …");
              times = found;
            });
          },
        },
        {
          ALT: () => {
            const found = this.SUBRULE1(this.timesRule);
            this.ACTION(() => {
              const fix = insert("Write `up to`", found.start, "up to ");
              this.report(diagnostic("OS1021", found, { word: "every …", missing: "up to" }, [fix]));
              times = found;
            });
          },
        },
        {
          ALT: () => {
            const word = this.CONSUME(t.Until);
            const condition = this.SUBRULE(this.expressionRule);
            this.ACTION(() => {
              if (until !== undefined) this.reportTwice(spanOf(word), "until …");
              until = this.inParentheses(condition, word);
            });
          },
        },
      ]);
    });
    return this.ACTION((): ScheduleClause => {
      const end = this.end();
      if (times === undefined) this.reportUnbounded({ start, end: every.end });
      const clause = { kind: "Repeat", start, end, every, times: times ?? missingAt(every.end) } as const;
      return until === undefined ? clause : { ...clause, until };
    });
  });

  private reportUnbounded(span: Span): void {
    const last = this.problems.at(-1);
    // `every` with nothing behind it is one mistake.
    if (last !== undefined && last.start >= span.start) return;
    const fix = insert("Write `up to 3 times`", span.end, " up to 3 times", false);
    this.report(diagnostic("OS1020", span, {}, [fix]));
  }

  /** `3 times` */
  private timesRule: ParserMethod<[], NumberLiteral | Missing> = this.RULE(
    "timesRule",
    () => {
      const number = this.need(0, t.Number, "timesRule");
      if (number === undefined) {
        if (this.isNext(t.Times)) this.pass();
        return missingAt(this.end());
      }
      this.OPTION(() => this.CONSUME(t.Times));
      return this.ACTION((): NumberLiteral | Missing => {
        this.needsWord(t.Times, number);
        const value = number.image.replaceAll("_", "");
        return { kind: "Number", ...spanOf(number), value };
      });
    },
    this.broken((): NumberLiteral | Missing => missingAt(this.end())),
  );

  /** What stands in parentheses, without them; where they were left out, that is reported. */
  protected inParentheses(condition: Expression, word: IToken): Expression {
    if (condition.kind === "Group") return condition.inner;
    if (condition.kind === "Missing" || condition.broken === true) return condition;
    const fix: Fix = {
      title: "Write `(` and `)`",
      safe: true,
      edits: () => [
        { start: condition.start, end: condition.start, text: "(" },
        { start: condition.end, end: condition.end, text: ")" },
      ],
    };
    this.report(diagnostic("OS1030", condition, { word: word.image }, [fix]));
    return condition;
  }

  /** The action or the group, with its arguments. */
  private callRule: ParserMethod<[], void> = this.RULE(
    "callRule",
    () => {
      const callee = this.need(0, t.Identifier, "callRule");
      if (callee === undefined) return;
      const call: Draft<Call> = this.ACTION(() => {
        const draft = callOf(nameOf(callee));
        this.into(this.entry?.kind === "Include" ? { group: draft } : { action: draft });
        return draft;
      });
      if (this.RECORDING_PHASE || !followsCall(this.LA(1)))
        this.SUBRULE(this.argumentsRule, { ARGS: [call] });
      else {
        const span = spanOf(callee);
        this.report(
          diagnostic("OS1032", span, { name: callee.image }, [insert("Write `()`", span.end, "()")]),
        );
      }
    },
    this.broken(() => undefined),
  );

  /** `when …`, or a modifier. */
  private tailRule: ParserMethod<[], void> = this.RULE(
    "tailRule",
    () => {
      this.OR([
        {
          ALT: () => {
            const when = this.SUBRULE(this.conditionWord);
            const condition = this.SUBRULE(this.expressionRule);
            this.ACTION(() => this.addCondition(when, condition));
          },
        },
        {
          ALT: () => {
            const modifier = this.SUBRULE(this.modifierRule);
            this.ACTION(() => this.addModifier(modifier));
          },
        },
      ]);
    },
    this.broken(() => undefined),
  );

  /** `when`; `where` is what a calendar block says, `if` other languages. */
  private conditionWord: ParserMethod<[], IToken> = this.RULE("conditionWord", () => {
    const word = this.OR([
      { ALT: () => this.CONSUME(t.When) },
      { ALT: () => this.CONSUME(t.Where) },
      { ALT: () => this.CONSUME(t.If) },
    ]);
    this.ACTION(() => this.needsConditionWord(word, "when"));
    return word;
  });

  protected needsConditionWord(word: IToken, right: "when" | "where"): void {
    if (word.image === right) return;
    const fix = replace(`Write \`${right}\``, spanOf(word), right);
    this.report(diagnostic("OS1029", spanOf(word), { found: word.image, right }, [fix]));
  }

  private addCondition(when: IToken, condition: Expression): void {
    if (this.entry?.condition !== undefined) this.reportTwice(spanOf(when), "when …");
    else this.into({ condition });
  }

  private addModifier(modifier: Modifier): void {
    const { entry } = this;
    const name = clauseNames[modifier.kind];
    if (entry?.kind === "Include") this.reportAtInclude(modifier, name);
    else if (entry?.modifiers.some(({ kind }) => kind === modifier.kind)) this.reportTwice(modifier, name);
    else entry?.modifiers.push(modifier);
  }

  /** `as responsible`, `once per 90 days`, `retry 5 times`, `skip if late`, `disabled` */
  private modifierRule: ParserMethod<[], Modifier> = this.RULE(
    "modifierRule",
    (): Modifier => {
      const start = this.ACTION(() => this.LA(1).startOffset);
      return this.OR([
        {
          ALT: (): Modifier => {
            this.CONSUME(t.As);
            const user = this.SUBRULE(this.expressionRule);
            return this.ACTION((): Modifier => ({ kind: "As", start, end: this.end(), user }));
          },
        },
        {
          ALT: (): Modifier => {
            this.CONSUME(t.Once);
            let per: Expression | undefined;
            this.OPTION(() => {
              this.CONSUME(t.Per);
              per = this.SUBRULE(this.durationRule);
            });
            return this.ACTION((): Modifier => {
              const end = this.end();
              return per === undefined ? { kind: "Once", start, end } : { kind: "Once", start, end, per };
            });
          },
        },
        {
          ALT: (): Modifier => {
            this.CONSUME(t.Retry);
            const times = this.SUBRULE(this.timesRule);
            return this.ACTION((): Modifier => ({ kind: "Retry", start, end: this.end(), times }));
          },
        },
        {
          ALT: (): Modifier => {
            const skip = this.CONSUME(t.Skip);
            this.OPTION1(() => this.CONSUME(t.If));
            this.ACTION(() => this.needsWord(t.If, skip));
            this.OPTION2(() => this.CONSUME(t.Late));
            this.ACTION(() => this.needsWord(t.Late, skip));
            return this.ACTION((): Modifier => ({ kind: "SkipIfLate", start, end: this.end() }));
          },
        },
        {
          ALT: (): Modifier => {
            this.CONSUME(t.Disabled);
            return this.ACTION((): Modifier => ({ kind: "Off", start, end: this.end() }));
          },
        },
      ]);
    },
    this.broken((): Modifier => {
      const at = this.end();
      return { kind: "SkipIfLate", start: at, end: at, broken: true };
    }),
  );
}

/** A hole in the place of what is reported already. */
function unread({ start, end }: Span): Missing {
  return { kind: "Missing", start, end, broken: true };
}

function wordsOfType(type: TokenType): readonly string[] {
  return type === t.Times ? ["times"] : [type.name.toLowerCase()];
}
