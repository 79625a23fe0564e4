import type { ParserMethod, TokenType } from "chevrotain";
import { diagnostic, type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import { ExpressionGrammar } from "./expression-grammar.ts";
import { oneOf, startsName, tokenTypes as t } from "./lexer.ts";
import { missingAt, spanOf } from "./nodes.ts";
import { meantUnit } from "./number-notation.ts";
import type { Expression, Logical, Missing, NumberLiteral, Span } from "./tree.ts";

const endsWait = oneOf(["Semicolon", "BlockClose", "EndOfFile"]);
const callGoesOn = oneOf(["Open", "Dot", "Colon", "Assign"]);

/** The grammar of how long and how often. */
export abstract class LengthGrammar extends ExpressionGrammar {
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
      return this.ACTION(() => this.lengthOf(duration));
    },
    this.brokenExpression,
  );

  private lengthOf(duration: Expression): Expression {
    if (duration.kind === "Number" && duration.broken !== true) return this.withoutUnit(duration);
    if (duration.kind === "And" && duration.operands.every(({ kind }) => kind === "Duration")) {
      return this.addedLengths(duration, " + ");
    }
    if (duration.kind === "Or" && duration.operands[0]?.kind === "Duration") return this.oneWait(duration);
    if (duration.kind !== "Duration" || !this.isNext(t.Number) || this.LA(2).tokenType !== t.Unit)
      return duration;
    // `1 hour 30 minutes`
    const span = { start: duration.start, end: spanOf(this.LA(2)).end };
    this.report(diagnostic("OS1052", span, {}, [insert("Write `+`", duration.end, " +", false)]));
    this.pass();
    this.pass();
    return unread(duration);
  }

  /** `after 3 days or when paid is set` */
  private oneWait(duration: Logical): Expression {
    const last = this.problems.at(-1);
    if (last?.code === "OS1010" && last.start >= duration.start) this.problems.pop();
    let next = this.LA(1);
    while (!endsWait(next) && !(startsName(next) && this.LA(2).tokenType === t.Open)) {
      this.pass();
      next = this.LA(1);
    }
    const help = "a rule waits for one thing: write a rule of its own for the other";
    const words = { expected: "an action such as `sendEmail(…)`", found: "`or`", help };
    this.report(diagnostic("OS1008", { start: duration.start, end: duration.end }, words));
    return unread(duration);
  }

  /** `1 hour and 30 minutes` */
  private addedLengths({ start, end, operands }: Logical, sign: string): Expression {
    const fix: Fix = {
      title: "Write `+`",
      safe: false,
      edits: () =>
        operands.slice(1).map((one, index) => ({
          start: operands[index]?.end ?? one.start,
          end: one.start,
          text: sign,
        })),
    };
    this.report(diagnostic("OS1052", { start, end }, {}, [fix]));
    return unread({ start, end });
  }

  /** `2 huors`, or a number alone. */
  private withoutUnit(number: NumberLiteral): Expression {
    const next = this.LA(1);
    const isMeant = startsName(next) && next.tokenType === t.Identifier && !callGoesOn(this.LA(2));
    const found = isMeant ? next.image : undefined;
    const near = found === undefined ? undefined : meantUnit(found);
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, spanOf(next), near, false)];
    const span = isMeant ? spanOf(next) : number;
    this.report(diagnostic("OS1027", span, { number: number.value, found, near }, fixes));
    if (isMeant) this.pass();
    return unread(number);
  }

  protected needsUnit(duration: Expression): Expression {
    if (duration.kind !== "Number" || duration.broken === true) return duration;
    const parameters = { number: duration.value, found: undefined, near: undefined };
    this.report(diagnostic("OS1027", duration, parameters));
    return unread(duration);
  }

  /** `3 times` */
  protected timesRule: ParserMethod<[], NumberLiteral | Missing> = this.RULE(
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
}

/** A hole in the place of what is reported already. */
export function unread({ start, end }: Span): Missing {
  return { kind: "Missing", start, end, broken: true };
}

function wordsOfType(type: TokenType): readonly string[] {
  return type === t.Times ? ["times"] : [type.name.toLowerCase()];
}
