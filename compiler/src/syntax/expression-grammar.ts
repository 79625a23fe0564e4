import {
  EmbeddedActionsParser,
  EOF,
  type IToken,
  type ParserMethod,
  type TokenType,
  tokenMatcher,
} from "chevrotain";
import { type Diagnostic, diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import type { Met } from "./grammar-problems.ts";
import { anyOperator, anyText, oneOf, operators, tokenTypes as t } from "./lexer.ts";
import {
  type Draft,
  differs,
  endsWith,
  equals,
  isEmpty,
  isNothing,
  isSet,
  minus,
  missingAt,
  nameOf,
  not,
  notIn,
  type Operator,
  operatorOf,
  type Pending,
  present,
  reduce,
  spanOf,
  startsWith,
} from "./nodes.ts";
import { withAllDigits } from "./problems.ts";
import { syntaxErrorMessages } from "./syntax-errors.ts";
import { isPlainText, quotedText } from "./text-literals.ts";
import { isName, tokenKinds } from "./tokens.ts";
import type {
  Argument,
  Call,
  DurationUnit,
  Expression,
  Missing,
  Name,
  RecordEntry,
  TextLiteral,
} from "./tree.ts";

const names = tokenKinds.filter(isName);
/** Whether a token can stand as a name. */
export const startsName = oneOf(names);
const startsOperand = oneOf([
  ...names,
  "Number",
  "Date",
  "DateTime",
  "Time",
  "Text",
  "WrongText",
  "OpenText",
  "True",
  "False",
  "This",
  "If",
  "Open",
  "ListOpen",
  "BraceOpen",
]);

const isPrefix = oneOf(["Not", "Minus"]);
const startsOperator = oneOf([...operators, "Not", "Starts", "Ends", "Is"]);
const startsArguments = oneOf(["Open"]);
const startsPart = oneOf(["Dot"]);
const startsMeasure = oneOf(["Unit", "Currency", "Working"]);
const startsLabel = oneOf(["Label"]);
const opens = oneOf(["Open", "ListOpen", "BraceOpen"]);
const closes = oneOf(["Close", "ListClose", "BraceClose"]);
const endsSearch = oneOf(["Semicolon", "BlockOpen", "BlockClose"]);

/** A text whose escapes and braces are read later: the parser that would read them is busy. */
export interface RawText {
  readonly node: Draft<TextLiteral>;
  readonly image: string;
}

type Alternatives<T> = { ALT: () => T }[];

/**
 * The grammar of expressions. It only builds the tree: no names are looked up and nothing is checked here. Rule names
 * end in a word that no member of Chevrotain's parser has. Alternatives are kept, since making them costs more than
 * choosing one.
 */
export class ExpressionGrammar extends EmbeddedActionsParser {
  /** What was found that the parser itself does not count as an error. */
  problems: Diagnostic[] = [];
  /** What the grammar met in the place of something else, and went on without an exception, which costs much more. */
  protected met: Met[] = [];
  /** The rule of the grammar that the section is read with. */
  protected section = "";
  /** The texts with something in them that is to be read. */
  texts: RawText[] = [];

  constructor() {
    super([...Object.values(t), anyText, anyOperator], {
      recoveryEnabled: true,
      maxLookahead: 1,
      errorMessageProvider: syntaxErrorMessages,
      skipValidations: true,
    });
  }

  // Punctuation may be put in by recovery; a name, a text or a number that nobody wrote may not.
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return (
      type === t.Semicolon ||
      type === t.Close ||
      type === t.BlockClose ||
      type === t.ListClose ||
      type === t.BraceClose ||
      type === t.In ||
      type === t.To ||
      type === t.Assign
    );
  }

  protected override canTokenTypeBeDeletedInRecovery(): boolean {
    const type = this.LA(1).tokenType;
    return type !== t.On && type !== t.BlockClose && type !== t.Semicolon;
  }

  /** Called where recovery has given something up. */
  protected giveUp(): void {}

  /** Where what was read so far ends. */
  protected end(): number {
    const last = this.LA(0);
    return last.startOffset < 0 ? 0 : last.startOffset + last.image.length;
  }

  protected isNext(type: TokenType): boolean {
    return !this.RECORDING_PHASE && this.LA(1).tokenType === type;
  }

  /** Whether what is optional may come next. Most of it does not, and asking first costs less than trying. */
  protected mayBe(starts: (token: IToken) => boolean): boolean {
    return this.RECORDING_PHASE || starts(this.LA(1));
  }

  protected readonly report = (problem: Diagnostic): void => {
    if (!this.RECORDING_PHASE) this.problems.push(problem);
  };

  /** Takes the next token whatever it is. */
  protected pass(): void {
    this.consume(9, this.LA(1).tokenType);
  }

  /** A token that has to come next; undefined where another does, which is reported. */
  protected need(index: number, type: TokenType, rule: string): IToken | undefined {
    if (this.RECORDING_PHASE || tokenMatcher(this.LA(1), type)) return this.consume(index, type);
    this.miss(type.name, rule);
    return undefined;
  }

  /** Reports that something else comes next. */
  protected miss(wanted: string, rule: string): void {
    this.met.push({ wanted, token: this.LA(1), before: this.LA(0), rules: [this.section, rule] });
  }

  /** A closing sign. Where it is missing, what stands before it is left out, if it comes in the same rule. */
  protected close(index: number, type: TokenType, rule: string): void {
    if (this.need(index, type, rule) !== undefined || this.RECORDING_PHASE) return;
    const distance = this.distanceTo(type);
    for (let at = 0; at < distance; at += 1) this.pass();
  }

  /** How many tokens it takes to go past a closing sign that belongs here; 0 where none does. */
  private distanceTo(type: TokenType): number {
    let depth = 0;
    for (let at = 1; ; at += 1) {
      const next = this.LA(at);
      if (endsSearch(next) || next.tokenType === EOF) return 0;
      if (opens(next)) depth += 1;
      else if (depth === 0 && next.tokenType === type) return at;
      else if (closes(next)) depth -= 1;
      if (depth < 0) return 0;
    }
  }

  /** Leaves out what comes before one of some kinds. */
  protected skipTo(...types: readonly TokenType[]): void {
    if (this.RECORDING_PHASE) return;
    for (
      let next = this.LA(1);
      next.tokenType !== EOF && !types.includes(next.tokenType);
      next = this.LA(1)
    ) {
      this.pass();
    }
  }

  /** A hole where something has to stand, reported at the end of what is there. */
  protected hole(): Missing {
    const at = this.end();
    const after = this.LA(0);
    const start = after.startOffset < 0 ? at : after.startOffset;
    this.report(diagnostic("OS1010", { start, end: at }, { after: after.image }));
    return missingAt(at);
  }

  protected broken<T>(value: () => T): { recoveryValueFunc: () => T } {
    return {
      recoveryValueFunc: () => {
        this.giveUp();
        return value();
      },
    };
  }

  protected readonly brokenExpression = this.broken((): Expression => missingAt(this.end()));

  /** An expression, or a hole where none begins. Operators find their operands as they come. */
  protected expressionRule: ParserMethod<[], Expression> = this.RULE(
    "expressionRule",
    () => {
      let stack: Pending | undefined;
      if (this.mayBe(isPrefix)) {
        this.OPTION(() => {
          stack = this.SUBRULE(this.prefixRule, { ARGS: [stack] });
        });
      }
      let last: Expression = this.SUBRULE(this.operandRule);
      if (!this.mayBe(startsOperator)) return stack === undefined ? last : this.joined(stack, last);
      this.MANY(() => {
        const operator = this.OR(this.operators());
        if (this.RECORDING_PHASE || operator.form !== "Presence") {
          this.ACTION(() => {
            const sign = this.LA(0);
            const done = reduce(stack, last, operator.precedence, sign, this.report);
            stack = { operator, sign, left: done.last, below: done.stack };
          });
          if (this.mayBe(isPrefix)) {
            this.OPTION4(() => {
              stack = this.SUBRULE1(this.prefixRule, { ARGS: [stack] });
            });
          }
          last = this.SUBRULE2(this.operandRule);
        } else {
          const done = reduce(stack, last, operator.precedence, this.LA(0), this.report);
          stack = done.stack;
          last = present(done.last, operator.wanted, this.end(), operator.broken);
        }
      });
      return stack === undefined || this.RECORDING_PHASE ? last : this.joined(stack, last);
    },
    this.brokenExpression,
  );

  private joined(stack: Pending, last: Expression): Expression {
    return reduce(stack, last, 0, undefined, this.report).last;
  }

  private keptOperators: Alternatives<Operator> | undefined;

  /** What can stand behind an operand. */
  private operators(): Alternatives<Operator> {
    this.keptOperators ??= [
      {
        ALT: () => {
          const sign = this.CONSUME(anyOperator);
          return this.ACTION(() => operatorOf(sign));
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Not);
          this.CONSUME(t.In);
          return notIn;
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Starts);
          let complete = false;
          this.OPTION1(() => {
            complete = this.CONSUME(t.With) !== undefined;
          });
          this.ACTION(() => this.needsWith(complete));
          return startsWith;
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Ends);
          let complete = false;
          this.OPTION2(() => {
            complete = this.CONSUME1(t.With) !== undefined;
          });
          this.ACTION(() => this.needsWith(complete));
          return endsWith;
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Is);
          return this.SUBRULE(this.presenceRule);
        },
      },
    ];
    return this.keptOperators;
  }

  private needsWith(complete: boolean): void {
    if (complete) return;
    const word = this.LA(0);
    this.report(
      diagnostic("OS1021", spanOf(word), { word: word.image, missing: "with" }, [
        insert("Write `with`", this.end(), " with"),
      ]),
    );
  }

  /** What follows `is`. */
  private presenceRule: ParserMethod<[], Operator> = this.RULE("presenceRule", () => {
    let negated = false;
    this.OPTION(() => {
      this.CONSUME(t.Not);
      negated = true;
    });
    let found: Operator = isNothing;
    this.OPTION1(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Set);
            found = negated ? isEmpty : isSet;
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Empty);
            found = negated ? isSet : isEmpty;
          },
        },
      ]);
    });
    if (found === isNothing && !this.RECORDING_PHASE) return this.noPresence(negated);
    return found;
  });

  /** `source is "Web"` compares; anything else behind `is` is a mistake of its own. */
  private noPresence(negated: boolean): Operator {
    const is = negated ? this.LA(-1) : this.LA(0);
    const span = { start: is.startOffset, end: this.end() };
    const compares = startsOperand(this.LA(1));
    const sign = negated ? "!=" : "==";
    const fixes = compares ? [replace(`Write \`${sign}\``, span, sign, false)] : [];
    this.report(diagnostic("OS1022", span, { sign: compares ? sign : undefined }, fixes));
    return !compares ? isNothing : negated ? differs : equals;
  }

  /** `not` and `-` before an operand. */
  private prefixRule: ParserMethod<[Pending | undefined], Pending | undefined> = this.RULE(
    "prefixRule",
    (below: Pending | undefined) => {
      let stack = below;
      this.AT_LEAST_ONE(() => {
        const sign = this.OR([{ ALT: () => this.CONSUME(t.Not) }, { ALT: () => this.CONSUME(t.Minus) }]);
        this.ACTION(() => {
          const operator = sign.tokenType === t.Not ? not : minus;
          stack = { operator, sign, left: missingAt(sign.startOffset), below: stack };
        });
      });
      return stack;
    },
  );

  private keptOperands: Alternatives<Expression> | undefined;

  /** One operand without its signs, or a hole. */
  protected operandRule: ParserMethod<[], Expression> = this.RULE(
    "operandRule",
    (): Expression => {
      if (!this.RECORDING_PHASE && !startsOperand(this.LA(1))) return this.hole();
      this.keptOperands ??= [
        { ALT: () => this.SUBRULE(this.referenceRule) },
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
      return this.OR(this.keptOperands);
    },
    this.brokenExpression,
  );

  private text(token: IToken): Expression {
    const { image, startOffset: start } = token;
    const end = start + image.length;
    if (isPlainText(image)) {
      const value = quotedText(image);
      return { kind: "Text", start, end, parts: value === "" ? [] : [{ kind: "chars", value }] };
    }
    const node: Draft<TextLiteral> = { kind: "Text", start, end, parts: [] };
    if (!this.RECORDING_PHASE) this.texts.push({ node, image });
    return node;
  }

  private calendar(kind: "Time" | "Date" | "DateTime", token: IToken): Expression {
    const { image: value, startOffset: start } = token;
    return { kind, start, end: start + value.length, value: withAllDigits(value) };
  }

  /** `5`, `50000 EUR`, `2 hours`, `3 working days` */
  protected numberRule: ParserMethod<[], Expression> = this.RULE(
    "numberRule",
    (): Expression => {
      const number = this.CONSUME(t.Number);
      const start = number.startOffset;
      const value = number.image.includes("_") ? number.image.replaceAll("_", "") : number.image;
      let measured: Expression | undefined;
      if (!this.mayBe(startsMeasure))
        return { kind: "Number", start, end: start + number.image.length, value };
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
      return measured ?? ({ kind: "Number", start, end: start + number.image.length, value } as const);
    },
    this.brokenExpression,
  );

  protected duration(start: number, count: string, unit: IToken, working: boolean): Expression {
    const name = unit.image.endsWith("s") ? unit.image.slice(0, -1) : unit.image;
    // The words of the token are these units, with and without an s.
    return { kind: "Duration", start, end: this.end(), count, unit: name as DurationUnit, working };
  }

  private groupRule: ParserMethod<[], Expression> = this.RULE(
    "groupRule",
    () => {
      const open = this.CONSUME(t.Open);
      const inner = this.SUBRULE(this.expressionRule);
      this.close(0, t.Close, "groupRule");
      return this.ACTION(
        (): Expression => ({ kind: "Group", start: open.startOffset, end: this.end(), inner }),
      );
    },
    this.brokenExpression,
  );

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
      const open = this.CONSUME(t.BraceOpen);
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

  /** A name, with names behind dots; or the call of a function. */
  private referenceRule: ParserMethod<[], Expression> = this.RULE(
    "referenceRule",
    (): Expression => {
      const first = this.CONSUME(t.Identifier);
      const name = nameOf(first);
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
    },
    this.brokenExpression,
  );

  protected argumentsRule: ParserMethod<[Draft<Call>], void> = this.RULE(
    "argumentsRule",
    (call: Draft<Call>) => {
      this.CONSUME(t.Open);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const argument = this.SUBRULE(this.argumentRule);
          if (!this.RECORDING_PHASE) {
            call.args.push(argument);
            call.end = this.end();
          }
        },
      });
      this.close(0, t.Close, "argumentsRule");
      if (!this.RECORDING_PHASE) call.end = this.end();
    },
    this.broken(() => undefined),
  );

  private argumentRule: ParserMethod<[], Argument> = this.RULE(
    "argumentRule",
    (): Argument => {
      let name: Name | undefined;
      if (this.mayBe(startsLabel)) {
        this.OPTION(() => {
          name = nameOf(this.CONSUME(t.Label));
          this.CONSUME(t.Colon);
        });
      }
      const value = this.SUBRULE(this.expressionRule);
      return name === undefined
        ? { kind: "Argument", start: value.start, end: value.end, value }
        : { kind: "Argument", start: name.start, end: value.end, name, value };
    },
    this.broken((): Argument => {
      const at = this.end();
      return { kind: "Argument", start: at, end: at, broken: true, value: missingAt(at) };
    }),
  );

  /** An expression alone, as it stands in the braces of a text. */
  expressionAlone: ParserMethod<[], Expression> = this.RULE(
    "expressionAlone",
    () => {
      const value = this.SUBRULE(this.expressionRule);
      this.CONSUME(EOF);
      return value;
    },
    this.brokenExpression,
  );
}

/** A call of a name, before its arguments are read. */
export function callOf(callee: Name): Draft<Call> {
  return { kind: "Call", start: callee.start, end: callee.end, callee, args: [] };
}
