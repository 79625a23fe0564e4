import { EOF, type IToken, type ParserMethod } from "chevrotain";
import { diagnostic, type Fix } from "../diagnostics/diagnostic.ts";
import { meantCalendar } from "./calendar-notation.ts";
import { oneOf, tokenTypes as t } from "./lexer.ts";
import { type Draft, nameOf, spanOf } from "./nodes.ts";
import { meantNumber, reportWrongMeasure } from "./number-notation.ts";
import { RecoveringParser } from "./recovering-parser.ts";
import { isPlainText, quotedText } from "./text-literals.ts";
import type { DurationUnit, Expression, NumberLiteral, TextLiteral } from "./tree.ts";

const goesOnBehindName = oneOf(["Open", "Dot"]);
const startsPart = oneOf(["Dot"]);
const startsMeasure = oneOf(["Unit", "Currency", "Working"]);
const startsWord = oneOf(["Identifier", "Per"]);
const goesOnBehindWord = oneOf(["Open", "Dot", "Colon", "Assign"]);

/** Whether a text ends inside its braces. */
const opensHole = (image: string): boolean => /(?<!\{)\{[^{}]*$/.test(image);

/** A text whose escapes and braces are read later: the parser that would read them is busy. */
export interface RawText {
  readonly node: Draft<TextLiteral>;
  readonly image: string;
}

/** The grammar of what is written out: numbers with their units, texts, days and times. */
export abstract class LiteralGrammar extends RecoveringParser {
  /** The texts with something in them that is to be read. */
  texts: RawText[] = [];

  /**
   * An operand of one token, which most are. Asking for these first, past the rules, saves a third of the time; what
   * the rules make of them is the same.
   */
  protected plain(): Expression | undefined {
    if (this.RECORDING_PHASE) return undefined;
    const token = this.LA(1);
    switch (token.tokenType) {
      case t.Identifier: {
        if (goesOnBehindName(this.LA(2))) return undefined;
        this.pass();
        const name = nameOf(token);
        return { kind: "Reference", start: name.start, end: name.end, path: [name] };
      }
      case t.Number:
        if (startsMeasure(this.LA(2)) || startsWord(this.LA(2))) return undefined;
        this.pass();
        return numberOf(token);
      case t.Text:
        if (startsPart(this.LA(2))) return undefined;
        this.pass();
        return this.text(token);
      default:
        return undefined;
    }
  }

  protected text(token: IToken): Expression {
    const { image, startOffset: start } = token;
    const end = start + image.length;
    if (!this.RECORDING_PHASE && this.LA(1).startOffset === end && opensHole(image)) {
      const meant = this.textInHole(token);
      if (meant !== undefined) return meant;
    }
    if (isPlainText(image)) {
      const value = quotedText(image);
      return { kind: "Text", start, end, parts: value === "" ? [] : [{ kind: "chars", value }] };
    }
    const node: Draft<TextLiteral> = { kind: "Text", start, end, parts: [] };
    if (!this.RECORDING_PHASE) this.texts.push({ node, image });
    return node;
  }

  /** `"{if source == "Call" then …}"`: the quotes inside the braces end the text. */
  private textInHole(token: IToken): Expression | undefined {
    const quotes = [token.startOffset + token.image.length - 1];
    let count = 1;
    for (let word = this.LA(1); !(word.tokenType === t.Text && word.image.includes("}")); count += 1) {
      if (word.tokenType === EOF || word.tokenType === t.Semicolon) return undefined;
      if (word.tokenType === t.Text) quotes.push(word.startOffset, spanOf(word).end - 1);
      word = this.LA(count + 1);
    }
    quotes.push(this.LA(count).startOffset);
    for (let at = 0; at < count; at += 1) this.pass();
    const span = { start: token.startOffset, end: this.end() };
    const fix: Fix = {
      title: "Write single quotes inside the braces",
      safe: true,
      edits: () => quotes.map((at) => ({ start: at, end: at + 1, text: "'" })),
    };
    const words = {
      what: 'a `"` in them ends the text',
      help: "inside the braces of a text, write texts in single quotes: `{if source == 'Call' then 1 else 2}`",
    };
    this.report(diagnostic("OS1017", span, words, [fix]));
    return { kind: "Missing", ...span, broken: true };
  }

  protected calendar(kind: "Time" | "Date" | "DateTime", token: IToken): Expression {
    const { image, startOffset: start } = token;
    const end = start + image.length;
    const value = meantCalendar(kind, image);
    return value === image ? { kind, start, end, value } : { kind, start, end, value, broken: true };
  }

  /** `5`, `50000 EUR`, `2 hours`, `3 working days` */
  protected numberRule: ParserMethod<[], Expression> = this.RULE(
    "numberRule",
    (): Expression => {
      const token = this.CONSUME(t.Number);
      const number = numberOf(token);
      const { start, value } = number;
      let measured: Expression | undefined;
      if (!this.RECORDING_PHASE && startsWord(this.LA(1))) return this.wrongMeasure(token) ?? number;
      if (!this.mayBe(startsMeasure)) return number;
      this.OPTION(() => {
        measured = this.OR([
          {
            ALT: (): Expression => {
              const unit = this.CONSUME(t.Unit);
              return this.ACTION(() => this.duration(start, value, unit, false));
            },
          },
          {
            ALT: (): Expression => {
              const currency = this.CONSUME(t.Currency).image;
              return { kind: "Money", start, end: this.end(), value, currency };
            },
          },
          {
            ALT: (): Expression => {
              this.CONSUME(t.Working);
              const unit = this.CONSUME1(t.Unit);
              return this.ACTION(() => this.duration(start, value, unit, true));
            },
          },
        ]);
      });
      return measured ?? number;
    },
    this.brokenExpression,
  );

  /** A word behind a number that was meant for its unit or its currency, or is a part of it: `5 eur`, `2h`, `0x10`. */
  private wrongMeasure(number: IToken): Expression | undefined {
    const [word, behind] = [this.LA(1), this.LA(2)];
    if (goesOnBehindWord(behind)) return undefined;
    const found = reportWrongMeasure(number, word, behind, this.report);
    for (let at = 0; at < (found?.words ?? 0); at += 1) this.pass();
    return found?.meant;
  }

  protected duration(start: number, count: string, unit: IToken, working: boolean): Expression {
    const name = unit.image.endsWith("s") ? unit.image.slice(0, -1) : unit.image;
    // The words of the token are these units, with and without an s.
    return { kind: "Duration", start, end: this.end(), count, unit: name as DurationUnit, working };
  }
}

/** A number without a unit. */
function numberOf({ image, startOffset: start }: IToken): NumberLiteral {
  return { kind: "Number", start, end: start + image.length, value: meantNumber(image) };
}
