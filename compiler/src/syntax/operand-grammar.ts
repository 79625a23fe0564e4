import type { IToken, ParserMethod } from "chevrotain";
import { diagnostic, type Fix, replace } from "../diagnostics/diagnostic.ts";
import { anyText, oneOf, operandKinds, operators, startsName, tokenTypes as t } from "./lexer.ts";
import { LiteralGrammar } from "./literal-grammar.ts";
import { type Draft, missingAt, nameOf, spanOf } from "./nodes.ts";
import type { Alternatives } from "./recovering-parser.ts";
import { quotedText } from "./text-literals.ts";
import type { Argument, Call, Expression, Name, RecordEntry, Span } from "./tree.ts";

/** Whether a token can begin an operand, without the signs before it. */
export const startsOperand = oneOf(operandKinds);
const endsArgument = oneOf(["Comma", "Close"]);
const endsField = oneOf(["BraceClose", "Dot"]);
const endsEntry = oneOf(["Comma", "BraceClose"]);
/** Behind these, no record is meant. */
const inCondition = oneOf([...operators, "When", "Where", "Not"]);
const startsArguments = oneOf(["Open"]);
const startsPart = oneOf(["Dot"]);
const startsLabel = oneOf(["Label"]);

/** The grammar of what stands between operators: literals, names, calls, and what is in brackets. */
export abstract class OperandGrammar extends LiteralGrammar {
  protected abstract expressionRule: ParserMethod<[], Expression>;

  private keptOperands: Alternatives<Expression> | undefined;

  /** One operand without its signs, or a hole. */
  protected operandRule: ParserMethod<[], Expression> = this.RULE(
    "operandRule",
    (): Expression => {
      if (!this.RECORDING_PHASE && !startsOperand(this.LA(1))) return this.hole();
      this.keptOperands ??= [
        { ALT: () => this.reference() },
        { ALT: () => this.SUBRULE(this.numberRule) },
        { ALT: () => this.text(this.CONSUME(anyText)) },
        { ALT: () => this.calendar("Time", this.CONSUME(t.Time)) },
        { ALT: () => this.calendar("Date", this.CONSUME(t.Date)) },
        { ALT: () => this.calendar("DateTime", this.CONSUME(t.DateTime)) },
        { ALT: () => ({ kind: "Boolean", ...spanOf(this.CONSUME(t.True)), value: true }) as const },
        { ALT: () => ({ kind: "Boolean", ...spanOf(this.CONSUME(t.False)), value: false }) as const },
        { ALT: () => ({ kind: "This", ...spanOf(this.CONSUME(t.This)) }) as const },
        { ALT: () => this.SUBRULE(this.groupRule) },
        { ALT: () => this.SUBRULE(this.listRule) },
        { ALT: () => this.SUBRULE(this.recordRule) },
        { ALT: () => this.SUBRULE(this.choiceRule) },
      ];
      if (this.RECORDING_PHASE) return this.OR(this.keptOperands);
      if (this.LA(1).tokenType === t.This && startsPart(this.LA(2))) this.withoutThis();
      const operand = this.OR(this.keptOperands);
      return startsPart(this.LA(1)) && startsName(this.LA(2)) ? this.withoutParts(operand) : operand;
    },
    this.brokenExpression,
  );

  /** `this.title`: the fields of the item stand by themselves. */
  private withoutThis(): void {
    const word = this.LA(1);
    if (!startsName(this.LA(3))) return;
    this.pass();
    this.pass();
    const span = { start: word.startOffset, end: this.end() };
    this.report(
      diagnostic("OS1047", span, { name: this.LA(1).image }, [replace("Remove `this.`", span, "")]),
    );
  }

  /** A dot behind a value that has no name: what stands behind it is left out. */
  private withoutParts(operand: Expression): Expression {
    const start = this.LA(1).startOffset;
    const part = this.LA(2).image;
    while (startsPart(this.LA(1)) && startsName(this.LA(2))) {
      this.pass();
      this.pass();
    }
    this.report(diagnostic("OS1048", { start, end: this.end() }, { part }));
    return { kind: "Missing", start: operand.start, end: this.end(), broken: true };
  }

  private groupRule: ParserMethod<[], Expression> = this.RULE(
    "groupRule",
    () => {
      const isAsked = !this.RECORDING_PHASE && this.LA(0).tokenType === t.In;
      const open = this.CONSUME(t.Open);
      const inner = this.SUBRULE(this.expressionRule);
      const items = [inner];
      this.MANY({
        // Behind `in`, other languages have a list in parentheses.
        GATE: () => isAsked,
        DEF: () => {
          this.CONSUME(t.Comma);
          const item = this.SUBRULE1(this.expressionRule);
          this.ACTION(() => items.push(item));
        },
      });
      this.close(0, t.Close, "groupRule");
      return this.ACTION((): Expression => {
        const [start, end] = [open.startOffset, this.end()];
        if (items.length === 1) return { kind: "Group", start, end, inner };
        this.reportListSigns({ start, end }, open.image);
        return { kind: "List", start, end, items };
      });
    },
    this.brokenExpression,
  );

  /** A list between other signs than its brackets. */
  private reportListSigns(span: Span, open: string): void {
    const fix: Fix = {
      title: "Write `[` and `]`",
      safe: true,
      edits: () => [
        { start: span.start, end: span.start + 1, text: "[" },
        { start: span.end - 1, end: span.end, text: "]" },
      ],
    };
    const isClosed = /^[)}]$/.test(this.LA(0).image);
    this.report(diagnostic("OS1049", span, { open }, isClosed ? [fix] : []));
  }

  private listRule: ParserMethod<[], Expression> = this.RULE(
    "listRule",
    () => {
      const items: Expression[] = [];
      const open = this.CONSUME(t.ListOpen);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const item = this.SUBRULE(this.expressionRule);
          this.ACTION(() => items.push(item));
        },
      });
      this.close(0, t.ListClose, "listRule");
      return this.ACTION(
        (): Expression => ({ kind: "List", start: open.startOffset, end: this.end(), items }),
      );
    },
    this.brokenExpression,
  );

  private recordRule: ParserMethod<[], Expression> = this.RULE(
    "recordRule",
    () => {
      const entries: RecordEntry[] = [];
      const before = this.LA(0);
      const isAsked = !this.RECORDING_PHASE && before.tokenType === t.In;
      const open = this.CONSUME(t.BraceOpen);
      if (!isAsked && this.isFieldInBraces()) return this.fieldInBraces(open.startOffset);
      const holdsValues = !this.RECORDING_PHASE && startsOperand(this.LA(1)) && endsEntry(this.LA(2));
      if (holdsValues && inCondition(before)) {
        return this.listInBraces(open, isAsked);
      }
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const entry = this.SUBRULE(this.recordEntry);
          this.ACTION(() => entries.push(entry));
        },
      });
      this.close(0, t.BraceClose, "recordRule");
      return this.ACTION(
        (): Expression => ({ kind: "Record", start: open.startOffset, end: this.end(), entries }),
      );
    },
    this.brokenExpression,
  );

  /** `{"Web form", "Call"}` */
  private listInBraces({ startOffset: start, image }: IToken, isAsked: boolean): Expression {
    const items: Expression[] = [];
    while (startsOperand(this.LA(1)) && endsEntry(this.LA(2))) {
      const item = this.plain() ?? this.SUBRULE2(this.expressionRule);
      items.push(item);
      if (!this.isNext(t.Comma)) break;
      this.pass();
    }
    this.close(1, t.BraceClose, "recordRule");
    const span = { start, end: this.end() };
    const [only] = items;
    if (items.length > 1 || only === undefined || isAsked) {
      this.reportListSigns(span, image);
      return { kind: "List", ...span, items };
    }
    return this.withoutBraces(span, only);
  }

  /** `{amount}`, `{contact.name}`, `{{amount}}`: as fields stand in texts. */
  private isFieldInBraces(): boolean {
    if (this.isNext(t.BraceOpen)) return true;
    return !this.RECORDING_PHASE && startsName(this.LA(1)) && endsField(this.LA(2));
  }

  private fieldInBraces(start: number): Expression {
    const isDoubled = this.isNext(t.BraceOpen);
    if (isDoubled) this.pass();
    const value = this.SUBRULE2(this.expressionRule);
    this.close(1, t.BraceClose, "recordRule");
    if (isDoubled) this.close(1, t.BraceClose, "recordRule");
    // What it is worth in this place is said of the name alone, once the braces are gone.
    return { ...this.withoutBraces({ start, end: this.end() }, value), broken: true };
  }

  private withoutBraces(span: Span, only: Expression): Expression {
    const fix: Fix = {
      title: "Remove the braces",
      safe: true,
      edits: () => [
        { start: span.start, end: only.start, text: "" },
        { start: only.end, end: span.end, text: "" },
      ],
    };
    this.report(diagnostic("OS1054", span, {}, [fix]));
    return { kind: "Group", ...span, inner: only };
  }

  private recordEntry: ParserMethod<[], RecordEntry> = this.RULE(
    "recordEntry",
    () => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Identifier) },
        { ALT: () => this.CONSUME(anyText) },
      ]);
      const name = this.ACTION(() => this.entryName(token));
      this.OR1([
        { ALT: () => this.CONSUME(t.Colon) },
        {
          ALT: () => {
            const sign = this.CONSUME(t.Assign);
            this.ACTION(() =>
              this.report(
                diagnostic("OS1013", spanOf(sign), { found: "=", right: ":" }, [
                  replace("Write `:`", spanOf(sign), ":"),
                ]),
              ),
            );
          },
        },
      ]);
      const value = this.SUBRULE(this.expressionRule);
      return this.ACTION(
        (): RecordEntry => ({ kind: "Entry", start: name.start, end: value.end, name, value }),
      );
    },
    this.broken((): RecordEntry => {
      const at = this.end();
      const name: Name = { kind: "Name", start: at, end: at, broken: true, text: "" };
      return { kind: "Entry", start: at, end: at, broken: true, name, value: missingAt(at) };
    }),
  );

  /** The name of an entry; in quotes, as JSON has it, it is reported. */
  private entryName(token: IToken): Name {
    const name = nameOf(token);
    if (startsName(token)) return name;
    const text = quotedText(token.image);
    const fixes = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) ? [replace(`Write \`${text}\``, name, text)] : [];
    this.report(diagnostic("OS1024", name, { name: text }, fixes));
    return { ...name, text };
  }

  /** `if a then b else c` */
  private choiceRule: ParserMethod<[], Expression> = this.RULE(
    "choiceRule",
    () => {
      const first = this.CONSUME(t.If);
      const condition = this.SUBRULE(this.expressionRule);
      let then: Expression | undefined;
      let otherwise: Expression | undefined;
      this.OPTION(() => {
        this.CONSUME(t.Then);
        then = this.SUBRULE1(this.expressionRule);
      });
      this.OPTION1(() => {
        this.CONSUME(t.Else);
        otherwise = this.SUBRULE2(this.expressionRule);
      });
      return this.ACTION((): Expression => {
        const end = this.end();
        if (then === undefined) this.reportChoice(first, "then");
        else if (otherwise === undefined) this.reportChoice(first, "else");
        return {
          kind: "If",
          start: first.startOffset,
          end,
          condition,
          then: then ?? missingAt(end),
          otherwise: otherwise ?? missingAt(end),
        };
      });
    },
    this.brokenExpression,
  );

  private reportChoice(first: IToken, missing: "then" | "else"): void {
    const last = this.problems.at(-1);
    // `if amount >` is one mistake.
    if (last !== undefined && last.end === this.end() && last.start >= first.startOffset) return;
    this.report(diagnostic("OS1025", spanOf(first), { missing }));
  }

  /** A name, with names behind dots; or the call of a function. A part of `operandRule`, which most often reads one. */
  private reference(): Expression {
    const name = nameOf(this.CONSUME(t.Identifier));
    if (this.mayBe(startsArguments)) {
      const call = callOf(name);
      this.OPTION(() => this.SUBRULE(this.argumentsRule, { ARGS: [call] }));
      if (!this.RECORDING_PHASE) return call;
    }
    const path = [name];
    if (!this.mayBe(startsPart)) return { kind: "Reference", start: name.start, end: name.end, path };
    let complete = true;
    this.MANY(() => {
      this.CONSUME(t.Dot);
      if (this.mayBe(startsName)) path.push(nameOf(this.CONSUME1(t.Identifier)));
      else {
        complete = false;
        this.hole();
      }
    });
    const node = { kind: "Reference", start: name.start, end: this.end(), path } as const;
    return complete ? node : { ...node, broken: true };
  }

  /** `subject = "…"`: the name of an argument, as other languages write it. */
  private assignedName(): Name {
    const name = nameOf(this.LA(1));
    this.pass();
    const sign = spanOf(this.LA(1));
    this.pass();
    const rest = { start: name.end, end: sign.end };
    this.report(
      diagnostic("OS1013", sign, { found: "=", right: ":" }, [
        replace("Write `:`", rest, ":", false),
        replace("Write `,`", rest, ",", false),
      ]),
    );
    return name;
  }

  protected argumentsRule: ParserMethod<[Draft<Call>], void> = this.RULE(
    "argumentsRule",
    (call: Draft<Call>) => {
      this.CONSUME(t.Open);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          let name: Name | undefined;
          let isBroken = false;
          if (this.mayBe(startsLabel)) {
            this.OPTION(() => {
              name = nameOf(this.CONSUME(t.Label));
              this.CONSUME(t.Colon);
            });
          } else if (startsName(this.LA(1)) && isAssigned(this.LA(2))) {
            name = this.assignedName();
            isBroken = true;
          }
          const alone = !this.RECORDING_PHASE && endsArgument(this.LA(2)) ? this.plain() : undefined;
          const value = alone ?? this.SUBRULE(this.expressionRule);
          if (!this.RECORDING_PHASE) {
            const argument = argumentOf(name, value);
            call.args.push(isBroken ? { ...argument, broken: true } : argument);
            call.end = this.end();
          }
        },
      });
      this.close(0, t.Close, "argumentsRule");
      if (!this.RECORDING_PHASE) call.end = this.end();
    },
    this.broken(() => undefined),
  );
}

/** `=` where it is read as a comparison. */
const isAssigned = (token: IToken): boolean => token.tokenType === t.Equal && token.image === "=";

/** A call of a name, before its arguments are read. */
export function callOf(callee: Name): Draft<Call> {
  return { kind: "Call", start: callee.start, end: callee.end, callee, args: [] };
}

function argumentOf(name: Name | undefined, value: Expression): Argument {
  return name === undefined
    ? { kind: "Argument", start: value.start, end: value.end, value }
    : { kind: "Argument", start: name.start, end: value.end, name, value };
}
