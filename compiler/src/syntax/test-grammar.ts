import { EOF, type IToken, type ParserMethod } from "chevrotain";
import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { oneOf, startsName, tokenTypes as t } from "./lexer.ts";
import { type Draft, missingAt, nameOf, spanOf } from "./nodes.ts";
import { callOf } from "./operand-grammar.ts";
import { endsStep, isText, StepGrammar } from "./step-grammar.ts";
import type { TestStep } from "./test-tree.ts";
import type { Expression } from "./tree.ts";

const endsBody = (token: IToken): boolean => token.tokenType === t.BlockClose || token.tokenType === EOF;
const startsRow = oneOf([
  "Number",
  "Text",
  "Minus",
  "True",
  "False",
  "Date",
  "DateTime",
  "Time",
  "ListOpen",
  "BraceOpen",
]);
const endsRowValue = oneOf(["Comma", "Semicolon", "BlockClose"]);

/** The grammar of tests: their headers, their tables, and the way from one step to the next. */
export abstract class TestGrammar extends StepGrammar {
  /** `test "…" for deals pipeline "Sales" at 2026-06-08 10:00` */
  protected testHeader: ParserMethod<[], void> = this.RULE(
    "testHeader",
    () => {
      this.CONSUME(t.Test);
      const name = this.SUBRULE(this.quotedName);
      this.ACTION(() => {
        this.parts.title = name;
      });
      if (!this.RECORDING_PHASE && !this.isWord("for")) this.wrongFor();
      else if (!this.RECORDING_PHASE) this.pass();
      if (this.RECORDING_PHASE || startsName(this.LA(1)) || isText(this.LA(1))) {
        this.SUBRULE(this.entityName);
        this.OPTION(() => this.SUBRULE(this.pipelineName));
      } else this.miss("entityName", "entityName");
      this.OPTION1(() => {
        this.CONSUME(t.At);
        const at = this.SUBRULE(this.expressionRule);
        this.ACTION(() => {
          this.parts.at = at;
        });
      });
    },
    this.broken(() => undefined),
  );

  /** `test "…" in deals`, as the headers of rules say it. */
  private wrongFor(): void {
    const token = this.LA(1);
    if (token.tokenType !== t.In) {
      this.miss("testFor", "testHeader");
      return;
    }
    const words = { expected: "`for`", found: "`in`", help: 'a test is for items: `test "…" for deals`' };
    this.report(diagnostic("OS1008", spanOf(token), words, [replace("Write `for`", spanOf(token), "for")]));
    this.pass();
  }

  protected testBody: ParserMethod<[], void> = this.RULE("testBody", () => {
    let open = this.need(0, t.BlockOpen, "testBody");
    if (open === undefined) {
      this.skipTo(t.BlockOpen);
      if (this.LA(1).tokenType !== t.BlockOpen) return;
      open = this.CONSUME1(t.BlockOpen);
    }
    const sign = open;
    this.ACTION(() => {
      this.parts.open = spanOf(sign);
    });
    this.step = undefined;
    if (!this.RECORDING_PHASE && this.isWord("with")) this.SUBRULE(this.tableRule);
    if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.stepRule));
    else while (!endsBody(this.LA(1))) this.SUBRULE(this.stepRule);
    this.step = undefined;
    const close = this.CONSUME(t.BlockClose);
    this.ACTION(() => {
      if (close.startOffset >= 0 && close.image !== "") this.parts.close = spanOf(close);
    });
  });

  /** `with amount, mails: 60000, 1; 50000, 0;` */
  private tableRule: ParserMethod<[], void> = this.RULE(
    "tableRule",
    () => {
      this.pass();
      do {
        if (!startsName(this.LA(1))) {
          this.miss("Identifier", "tableRule");
          this.skipStep();
          return;
        }
        this.parts.columns.push(nameOf(this.LA(1)));
        this.pass();
      } while (this.takeComma());
      this.need(0, t.Colon, "tableRule");
      do this.row();
      while (this.startsRow());
    },
    this.broken(() => undefined),
  );

  /** A row begins with a value; a name is one where a comma or the end of the row follows it. */
  private startsRow(): boolean {
    return startsRow(this.LA(1)) || (startsName(this.LA(1)) && endsRowValue(this.LA(2)) && !this.isLone());
  }

  /** `delete;` is a step, and no row of one name. */
  private isLone(): boolean {
    return ["create", "delete", "wait"].includes(this.LA(1).image);
  }

  private row(): void {
    const start = this.LA(1).startOffset;
    const values: Expression[] = [];
    do values.push(this.SUBRULE(this.expressionRule));
    while (this.takeComma());
    const from = Math.min(start, ...values.map((value) => value.start));
    this.parts.rows.push({ kind: "Row", start: from, end: Math.max(from, this.end()), values });
    this.endStep();
  }

  private endStep(): void {
    if (this.need(0, t.Semicolon, "stepRule") === undefined) this.skipStep();
  }

  private skipStep(): void {
    this.giveUp();
    while (!endsStep(this.LA(1)) && this.LA(1).tokenType !== EOF) this.pass();
    if (this.isNext(t.Semicolon)) this.pass();
  }

  private stepRule: ParserMethod<[], void> = this.RULE(
    "stepRule",
    () => {
      if (this.RECORDING_PHASE) {
        // What is read by hand, so that the parser knows what can follow each part of it.
        this.SUBRULE(this.durationRule);
        this.SUBRULE(this.expressionRule);
        this.SUBRULE(this.quotedName);
        this.SUBRULE(this.pipelineName);
        this.SUBRULE(this.argumentsRule, { ARGS: [callOf(nameOf(this.LA(1)))] });
        this.CONSUME(t.Semicolon);
        return;
      }
      if (this.isNext(t.Semicolon)) {
        this.needlessSign(this.LA(1));
        this.pass();
        return;
      }
      const start = this.LA(1).startOffset;
      const step: Draft<TestStep> = { kind: "Step", start, end: start, act: missingAt(start) };
      this.step = step;
      this.parts.steps.push(step);
      this.time(step);
      const act = this.act(step);
      if (act !== undefined) step.act = act;
      this.closeStep();
      if (act === undefined) this.skipStep();
      else this.endStep();
    },
    {
      recoveryValueFunc: (error) => {
        this.giveUp();
        this.closeStep();
        if (!error.resyncedTokens.some(({ tokenType }) => tokenType === t.Semicolon)) this.skipStep();
      },
    },
  );

  private closeStep(): void {
    if (this.step !== undefined) this.step.end = Math.max(this.step.end, this.end());
  }
}
