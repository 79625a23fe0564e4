import type { IToken } from "chevrotain";
import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { isSpacedMoment } from "./calendar-notation.ts";
import { HeaderGrammar } from "./header-grammar.ts";
import { oneOf, startsName, tokenTypes as t } from "./lexer.ts";
import { type Draft, missingAt, nameOf, spanOf } from "./nodes.ts";
import { callOf } from "./operand-grammar.ts";
import type { ExpectedStatus, MockBehaviour, RuleName, TestAct, TestStep } from "./test-tree.ts";
import { testWords } from "./tokens.ts";
import type { Call, Expression, Missing, Name, RecordEntry } from "./tree.ts";

export const endsStep = oneOf(["Semicolon", "BlockClose", "EndOfFile"]);
export const isText = oneOf(["Text", "WrongText", "OpenText"]);
const setsField = oneOf(["Assign", "Colon", "Equal"]);

const statuses: ReadonlySet<string> = new Set(["done", "waiting", "skipped", "failed", "cancelled"]);
const isStatus = (word: string): word is ExpectedStatus => statuses.has(word);

/**
 * The grammar of the steps of a test. Their words are names everywhere else, so each step is told by its first word, and
 * read by hand from there.
 */
export abstract class StepGrammar extends HeaderGrammar {
  protected step: Draft<TestStep> | undefined;

  protected override giveUp(): void {
    if (this.step !== undefined) this.step.broken = true;
    else super.giveUp();
  }

  protected isWord(word: string, at = 1): boolean {
    const token = this.LA(at);
    return token.image === word && startsName(token);
  }

  private takeWord(word: string): boolean {
    if (this.RECORDING_PHASE || !this.isWord(word)) return false;
    this.pass();
    return true;
  }

  /** A moment as people write it, `2026-06-08 10:00`, is one in tests. */
  protected override calendar(kind: "Time" | "Date" | "DateTime", token: IToken): Expression {
    const isWritten = this.section === "testSection" && isSpacedMoment(token);
    if (!isWritten) return super.calendar(kind, token);
    return { kind, ...spanOf(token), value: token.image.replace(/[ \t]+/, "T") };
  }

  protected takeComma(): boolean {
    if (!this.isNext(t.Comma)) return false;
    this.pass();
    return true;
  }

  /** `after 3 days`, `at 2026-06-11 10:00`: the time that passes before the step. */
  protected time(step: Draft<TestStep>): void {
    if (this.isNext(t.After)) {
      this.pass();
      step.after = this.SUBRULE(this.durationRule);
      this.takeComma();
    }
    if (this.isNext(t.At)) {
      this.pass();
      step.at = this.SUBRULE(this.expressionRule);
      this.takeComma();
    }
  }

  /** What the step does. Undefined where that cannot be told, which is reported. */
  protected act(step: TestStep): TestAct | undefined {
    const word = this.LA(1);
    if (endsStep(word) && (step.after !== undefined || step.at !== undefined)) return { kind: "wait" };
    if (!startsName(word) || !testWords.includes(word.image)) return this.unknownStep(word);
    this.pass();
    switch (word.image) {
      case "given":
        return { kind: "given", fields: this.fields("given") };
      case "set":
        return { kind: "set", fields: this.fields("set") };
      case "clear":
        return { kind: "clear", fields: this.names() };
      case "enter":
        return this.enter();
      case "create":
      case "delete":
        return { kind: word.image };
      case "event":
        return { kind: "event", event: this.call() };
      case "mock":
        return this.mock();
      case "expect":
        return this.expectation();
      default:
        return this.unknownStep(word);
    }
  }

  private unknownStep(word: IToken): undefined {
    const near = startsName(word) ? didYouMeanName(word.image, testWords) : undefined;
    if (near === undefined || near === word.image) {
      this.miss("testStep", "stepRule");
      return undefined;
    }
    const words = { expected: `\`${near}\``, found: `\`${word.image}\``, help: `did you mean \`${near}\`?` };
    const fix = replace(`Write \`${near}\``, spanOf(word), near, false);
    this.report(diagnostic("OS1008", spanOf(word), words, [fix]));
    return undefined;
  }

  private enter(): TestAct {
    const stage = this.SUBRULE(this.quotedName);
    if (!this.isNext(t.Pipeline)) return { kind: "enter", stage };
    // The rule writes into the parts of the section, where the pipeline of the header stands.
    const { pipeline: ofHeader } = this.parts;
    this.SUBRULE(this.pipelineName);
    const { pipeline } = this.parts;
    if (ofHeader === undefined) delete this.parts.pipeline;
    else this.parts.pipeline = ofHeader;
    return pipeline === undefined ? { kind: "enter", stage } : { kind: "enter", stage, pipeline };
  }

  /** `title: "Acme", amount: 60000`; behind `set` with `=`. */
  private fields(of: "given" | "set" | "expect"): readonly RecordEntry[] {
    const found: RecordEntry[] = [];
    do {
      const token = this.LA(1);
      if (!startsName(token)) {
        this.miss("testField", "stepRule");
        this.giveUp();
        return found;
      }
      this.pass();
      this.fieldSign(of);
      const value = this.SUBRULE(this.expressionRule);
      const name = nameOf(token);
      found.push({ kind: "Entry", start: name.start, end: value.end, name, value });
    } while (this.takeComma());
    return found;
  }

  private fieldSign(of: "given" | "set" | "expect"): void {
    const sign = this.LA(1);
    const right = of === "set" ? t.Assign : t.Colon;
    if (sign.tokenType !== right && setsField(sign)) {
      const words = { expected: of === "set" ? "`=`" : "`:`", found: `\`${sign.image}\`` };
      const text = of === "set" ? " =" : ":";
      const place = { start: this.end(), end: spanOf(sign).end };
      this.report(
        diagnostic("OS1008", spanOf(sign), words, [replace(`Write ${words.expected}`, place, text)]),
      );
      this.pass();
    } else this.need(0, right, "stepRule");
  }

  private names(): readonly Name[] {
    const found: Name[] = [];
    do {
      const token = this.LA(1);
      if (!startsName(token)) {
        this.miss("testField", "stepRule");
        this.giveUp();
        return found;
      }
      found.push(nameOf(token));
      this.pass();
    } while (this.takeComma());
    return found;
  }

  /** An event or an action, with its arguments or without parentheses. */
  private call(): Call | Missing {
    const token = this.LA(1);
    if (!startsName(token)) {
      this.miss("callRule", "stepRule");
      this.giveUp();
      return missingAt(this.end());
    }
    this.pass();
    const call = callOf(nameOf(token));
    if (this.isNext(t.Open)) this.SUBRULE(this.argumentsRule, { ARGS: [call] });
    return call;
  }

  private mock(): TestAct {
    const token = this.LA(1);
    if (!startsName(token)) {
      this.miss("callRule", "stepRule");
      this.giveUp();
      return { kind: "mock", action: missingAt(this.end()), does: missingAt(this.end()) };
    }
    this.pass();
    return { kind: "mock", action: nameOf(token), does: this.behaviour() };
  }

  private behaviour(): MockBehaviour | Missing {
    if (this.takeWord("returns")) return { kind: "returns", value: this.SUBRULE(this.expressionRule) };
    if (this.takeWord("takes")) return { kind: "takes", duration: this.SUBRULE(this.durationRule) };
    if (this.takeWord("fails")) {
      const error = isText(this.LA(1)) ? this.SUBRULE1(this.expressionRule) : undefined;
      const times = this.times();
      return {
        kind: "fails",
        ...(error === undefined ? {} : { error }),
        ...(times === undefined ? {} : { times }),
      };
    }
    this.miss("testMock", "stepRule");
    this.giveUp();
    return missingAt(this.end());
  }

  /** `2 times`; a column of the table can stand for the number. */
  private times(): Expression | undefined {
    if (endsStep(this.LA(1))) return undefined;
    if (this.LA(2).tokenType !== t.Times) return undefined;
    const count = this.SUBRULE2(this.expressionRule);
    this.pass();
    return count;
  }

  private expectation(): TestAct | undefined {
    const [word, next] = [this.LA(1), this.LA(2)];
    if (isStatus(word.image) && next.tokenType !== t.Open && next.tokenType !== t.Is) {
      return this.expectedRule(word.image);
    }
    if (word.tokenType === t.Stage && isText(next)) {
      this.pass();
      return { kind: "expectStage", stage: this.SUBRULE1(this.quotedName) };
    }
    if (word.tokenType === t.Label) return { kind: "expectFields", fields: this.fields("expect") };
    if (!startsName(word)) {
      this.miss("testExpectation", "stepRule");
      return undefined;
    }
    if (next.tokenType === t.Is) return this.presence();
    if (word.image === "nothing" && next.tokenType !== t.Open) {
      this.pass();
      return { kind: "expectNothing" };
    }
    const negated = word.image === "no" && startsName(next);
    if (negated) this.pass();
    if (negated && this.takeWord("timers")) return { kind: "expectNoTimers" };
    const call = this.call();
    if (call.kind === "Missing") return undefined;
    const times = negated ? undefined : this.times();
    return { kind: "expectCall", call, negated, ...(times === undefined ? {} : { times }) };
  }

  private presence(): TestAct | undefined {
    const field = nameOf(this.LA(1));
    this.pass();
    this.pass();
    const { tokenType } = this.LA(1);
    if (tokenType !== t.Set && tokenType !== t.Empty) {
      this.miss("testPresence", "stepRule");
      return undefined;
    }
    this.pass();
    return { kind: "expectPresence", field, wanted: tokenType === t.Set ? "set" : "empty" };
  }

  private expectedRule(status: ExpectedStatus): TestAct | undefined {
    this.pass();
    if (!startsName(this.LA(1))) {
      this.miss("testRule", "stepRule");
      return undefined;
    }
    const path: Name[] = [nameOf(this.LA(1))];
    this.pass();
    while (this.isNext(t.Dot) && startsName(this.LA(2))) {
      this.pass();
      path.push(nameOf(this.LA(1)));
      this.pass();
    }
    const start = path[0]?.start ?? this.end();
    const rule: RuleName = { kind: "RuleName", start, end: this.end(), path };
    let until: Expression | undefined;
    let because: Expression | undefined;
    if (status === "waiting" && this.takeWord("until")) until = this.SUBRULE1(this.expressionRule);
    else if (this.takeWord("because")) because = this.SUBRULE1(this.expressionRule);
    return {
      kind: "expectRule",
      status,
      rule,
      ...(until === undefined ? {} : { until }),
      ...(because === undefined ? {} : { because }),
    };
  }
}
