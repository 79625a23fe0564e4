import type { IToken, ParserMethod } from "chevrotain";
import { diagnostic, type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import { LengthGrammar, unread } from "./length-grammar.ts";
import { oneOf, startsName, tokenTypes as t } from "./lexer.ts";
import { missingAt, nameOf, spanOf, textOf } from "./nodes.ts";
import type {
  AfterClause,
  AtClause,
  CalendarLiteral,
  DurationLiteral,
  Expression,
  Missing,
  NumberLiteral,
  ScheduleClause,
  Span,
} from "./tree.ts";

const saysDay = oneOf(["Weekday", "Working", "Unit", "Last", "Number", "On", "DayName", "Comma"]);

/** The grammar of when a rule runs. */
export abstract class ScheduleGrammar extends LengthGrammar {
  private keptClauses: { ALT: () => ScheduleClause }[] | undefined;

  protected clauseRule: ParserMethod<[], ScheduleClause> = this.RULE(
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
      const late = delayBehindTime(first, offset, anchor);
      if (late !== undefined) {
        const [clock, delay] = late;
        const fix: Fix = {
          title: "Write the delay first",
          safe: true,
          edits: () => [
            { start, end: start, text: `after ${lengthText(delay)}, ` },
            { start: clock.end, end: delay.end, text: "" },
          ],
        };
        this.report(diagnostic("OS1053", { start, end }, {}, [fix]));
        return { kind: "At", start, end, time: clock };
      }
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

  /** `at 9` is a time of day without its minutes. */
  protected needsTime(moment: Expression): Expression {
    if (moment.kind !== "Number") return moment;
    const [hour = "", minutes = "00"] = moment.value.split(".");
    const meant = `${hour.padStart(2, "0")}:${minutes}`;
    const fits = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(meant);
    const fixes: readonly Fix[] = fits ? [replace(`Write \`${meant}\``, moment, meant, false)] : [];
    this.report(diagnostic("OS1028", moment, { found: moment.value }, fixes));
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
    const calendar = this.RECORDING_PHASE ? 0 : this.calendarWords();
    if (calendar > 0) {
      const words = [this.LA(0)];
      for (let at = 0; at < calendar; at += 1) {
        this.pass();
        words.push(this.LA(0));
      }
      this.report(diagnostic("OS1056", { start, end: this.end() }, { found: textOf(words) }));
      return { kind: "Within", start, end: this.end(), broken: true };
    }
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

  /** How many words behind `every` say when a calendar block runs: `day at 09:00`; 0 where it is a rule that repeats. */
  private calendarWords(): number {
    let count = 0;
    while (saysDay(this.LA(count + 1))) count += 1;
    const [at, time] = [this.LA(count + 1), this.LA(count + 2)];
    return count > 0 && at.tokenType === t.At && time.tokenType === t.Time ? count + 2 : 0;
  }

  private reportUnbounded(span: Span): void {
    const last = this.problems.at(-1);
    // `every` with nothing behind it is one mistake.
    if (last !== undefined && last.start >= span.start) return;
    const fix = insert("Write `up to 3 times`", span.end, " up to 3 times", false);
    this.report(diagnostic("OS1020", span, {}, [fix]));
  }

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

  protected reportTwice(span: Span, clause: string): void {
    this.report(diagnostic("OS1026", span, { clause }));
  }
}

/** `at 12:00 after 2 days`, `at 12:00 in 2 days`: a time of day, and the delay that belongs before it. */
function delayBehindTime(
  first: Expression,
  offset: AtClause["offset"],
  anchor: Expression | undefined,
): readonly [CalendarLiteral, DurationLiteral] | undefined {
  if (first.kind === "Time" && offset?.direction === "after" && anchor?.kind === "Duration") {
    return [first, anchor];
  }
  const isTest = first.kind === "Test" && first.operator === "in" && !first.negated;
  return isTest && first.left.kind === "Time" && first.right.kind === "Duration"
    ? [first.left, first.right]
    : undefined;
}

function lengthText({ count, working, unit }: DurationLiteral): string {
  return `${count} ${working ? "working " : ""}${unit}${count === "1" ? "" : "s"}`;
}
