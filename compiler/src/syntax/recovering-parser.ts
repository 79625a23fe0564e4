import { EmbeddedActionsParser, EOF, type IToken, type TokenType, tokenMatcher } from "chevrotain";
import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Met } from "./grammar-problems.ts";
import { anyOperator, anyText, oneOf, tokenTypes as t } from "./lexer.ts";
import { missingAt } from "./nodes.ts";
import { syntaxErrorMessages } from "./syntax-errors.ts";
import type { Expression, Missing } from "./tree.ts";

const opens = oneOf(["Open", "ListOpen", "BraceOpen"]);
const closes = oneOf(["Close", "ListClose", "BraceClose"]);
const endsSearch = oneOf(["Semicolon", "BlockOpen", "BlockClose"]);

/** Alternatives of a rule. They are kept, since making them costs more than choosing one. */
export type Alternatives<T> = { ALT: () => T }[];

/**
 * A parser that goes on behind mistakes. Where the way on is clear it reports what it met and takes it, since an
 * exception costs a hundred times as much; where it is not, Chevrotain finds the next place to go on from.
 */
export class RecoveringParser extends EmbeddedActionsParser {
  /** What was found that the parser itself does not count as an error. */
  problems: Diagnostic[] = [];

  /** What the grammar met in the place of something else, and went on without an exception, which costs much more. */
  protected met: Met[] = [];

  /** The rule of the grammar that the section is read with. */
  protected section = "";

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
    const rules = [this.section, rule];
    this.met.push({ wanted, token: this.LA(1), before: this.LA(0), next: this.LA(2), rules });
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
}
