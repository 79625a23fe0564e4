import type { IToken, ParserMethod } from "chevrotain";
import { diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { EntryGrammar } from "./entry-grammar.ts";
import { oneOf, startsName, tokenTypes as t } from "./lexer.ts";
import { type Draft, missingAt, nameOf, spanOf } from "./nodes.ts";
import { callOf } from "./operand-grammar.ts";
import type { Call, Expression, Include, Modifier, ScheduleClause, Span } from "./tree.ts";

const startsLabel = oneOf(["Label"]);
const startsBinding = oneOf(["Let"]);
const startsTail = oneOf(["When", "Where", "If", "As", "Once", "Retry", "Skip", "Disabled"]);
const startsClause = oneOf(["After", "At", "Within", "Every"]);
/** What can follow a call that was written without its parentheses. */
const followsCall = oneOf(["Semicolon", "BlockClose", "When", "As", "Once", "Retry", "Skip", "Disabled"]);

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
export abstract class RuleGrammar extends EntryGrammar {
  /** A rule or an `include` with its semicolon. What is broken is given up to the next one. */
  protected statementRule: ParserMethod<[], void> = this.RULE(
    "statementRule",
    () => {
      this.OR([
        {
          ALT: () => {
            this.SUBRULE(this.entryRule);
            if (!this.RECORDING_PHASE && this.passElse()) return;
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
      const from = this.LA(1).startOffset;
      if (this.mayBe(startsClause)) this.OPTION2(() => this.SUBRULE(this.scheduleRule));
      if (this.mayBe(startsBinding)) {
        this.OPTION3(() => {
          const start = this.LA(1).startOffset;
          this.SUBRULE1(this.bindingRule);
          this.ACTION(() => this.reportLateBinding(from, start));
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
      if (!this.RECORDING_PHASE && this.LA(1).tokenType === t.To) this.passArgument();
      if (this.mayBe(startsTail)) this.MANY(() => this.SUBRULE(this.tailRule));
      if (this.RECORDING_PHASE || startsClause(this.LA(1))) this.SUBRULE(this.lateSchedule);
      this.ACTION(() => this.closeEntry());
    },
    {
      recoveryValueFunc: () => {
        this.giveUp();
        this.closeEntry();
      },
    },
  );

  /** A schedule that stands behind the action, and not before the next one. */
  private lateSchedule: ParserMethod<[], void> = this.RULE(
    "lateSchedule",
    () => {
      const words = this.RECORDING_PHASE ? [] : this.wordsOfLateSchedule();
      if (!this.RECORDING_PHASE && words.length === 0) return;
      const entry = this.entry;
      const isAlone = entry?.kind === "Rule" && entry.schedule.length === 0;
      const from = this.end();
      const found = this.met.length;
      this.SUBRULE(this.scheduleRule);
      // What is wrong in itself is not moved.
      if (this.met.length === found) this.ACTION(() => this.reportLateSchedule(words, from, isAlone));
      this.MANY(() => this.SUBRULE(this.tailRule));
    },
    this.broken(() => undefined),
  );

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
      if (!this.mayBe(startsClause)) return;
      this.MANY(() => {
        if (this.LA(0).tokenType !== t.Comma) this.ACTION(() => this.reportMissingComma());
        const clause = this.SUBRULE1(this.clauseRule);
        this.ACTION(() => this.addClause(clause));
        this.OPTION(() => this.CONSUME(t.Comma));
      });
    },
    this.broken(() => undefined),
  );

  private reportMissingComma(): void {
    const [before, next] = [this.LA(0), this.LA(1)];
    const at = this.end();
    this.report(
      diagnostic("OS1050", spanOf(next), { before: before.image, next: next.image }, [
        insert("Write `,`", at, ","),
      ]),
    );
  }

  private addClause(clause: ScheduleClause): void {
    const schedule = this.entry?.schedule;
    if (schedule === undefined) return;
    const isSecond = clause.kind !== "After" && schedule.some(({ kind }) => kind === clause.kind);
    if (isSecond) this.reportTwice(clause, clauseNames[clause.kind]);
    else schedule.push(clause);
    this.closeEntry();
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
            // `where` is what a calendar block says, `if` other languages.
            const when = this.OR1([
              { ALT: () => this.CONSUME(t.When) },
              { ALT: () => this.CONSUME(t.Where) },
              { ALT: () => this.CONSUME(t.If) },
            ]);
            this.ACTION(() => this.needsConditionWord(when, "when"));
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
}
