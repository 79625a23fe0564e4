import type { IToken, ParserMethod } from "chevrotain";
import { diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { tokenTypes as t } from "./lexer.ts";
import { missingAt, nameOf, spanOf } from "./nodes.ts";
import { RuleGrammar } from "./rule-grammar.ts";
import { wordsOf } from "./tokens.ts";
import type { Missing, Name, NumberLiteral, Recurrence } from "./tree.ts";

/** The grammar of when a block on the calendar comes round. */
export abstract class RecurrenceGrammar extends RuleGrammar {
  /** Which days, or how often; undefined where that was reported. */
  protected recurrenceRule: ParserMethod<[], Recurrence | undefined> = this.RULE(
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
}
