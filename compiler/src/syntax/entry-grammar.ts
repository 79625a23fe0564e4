import type { IToken } from "chevrotain";
import { diagnostic, type Fix } from "../diagnostics/diagnostic.ts";
import { oneOf, startsName, tokenTypes as t } from "./lexer.ts";
import { ModifierGrammar } from "./modifier-grammar.ts";
import { type Draft, missingAt, spanOf, textOf } from "./nodes.ts";
import { isName, tokenKinds } from "./tokens.ts";
import type { Include, Rule, RuleEntry } from "./tree.ts";

const endsStatement = oneOf(["Semicolon", "BlockClose"]);
const beginsArguments = oneOf(["Open"]);
const isWrittenValue = oneOf([...tokenKinds.filter(isName), "Text"]);

/** The rules of a block while they are read, and what stands in them in a wrong place. */
export abstract class EntryGrammar extends ModifierGrammar {
  /** The rules of the block, as far as they are read. */
  protected entries: (Draft<Rule> | Draft<Include>)[] = [];

  protected entry: Draft<Rule> | Draft<Include> | undefined;

  /** Begins a new block; its rules are put into what is returned, as they are read. */
  protected forgetRules(): RuleEntry[] {
    this.entries = [];
    this.entry = undefined;
    return this.entries;
  }

  protected override giveUp(): void {
    if (this.entry !== undefined) this.entry.broken = true;
  }

  protected openEntry(): void {
    const start = this.LA(1).startOffset;
    const rule: Draft<Rule> = {
      kind: "Rule",
      start,
      end: start,
      schedule: [],
      action: missingAt(start),
      modifiers: [],
    };
    this.entry = rule;
    this.entries.push(rule);
  }

  protected closeEntry(): void {
    if (this.entry !== undefined) this.entry.end = Math.max(this.entry.end, this.end());
  }

  protected into(parts: Partial<Omit<Rule, "kind"> & Omit<Include, "kind">>): void {
    if (this.entry !== undefined) Object.assign(this.entry, parts);
    this.closeEntry();
  }

  /** `sendEmail(…) else notify(…)`: what is done where the first fails is a rule of its own. */
  protected passElse(): boolean {
    const word = this.LA(1);
    const { entry } = this;
    if (word.image !== "else" || !startsName(this.LA(2)) || !beginsArguments(this.LA(3))) return false;
    if (entry?.kind !== "Rule" || entry.condition !== undefined) return false;
    const from = this.end();
    this.pass();
    const own = entry.label?.text ?? entry.binding?.text;
    const name = own ?? this.freshName();
    const fix: Fix = {
      title: "Write two rules",
      safe: false,
      edits: () => [
        ...(own === undefined ? [{ start: entry.start, end: entry.start, text: `${name}: ` }] : []),
        { start: from, end: spanOf(word).end, text: `; after ${name} fails` },
      ],
    };
    const help =
      "to act where it fails, write a rule of its own: `mail: sendEmail(…); after mail fails notify(…)`";
    const words = { expected: "`;`", found: "`else`", help };
    this.report(diagnostic("OS1008", spanOf(word), words, [fix]));
    return true;
  }

  private freshName(): string {
    const taken = new Set(this.entries.map(({ label }) => label?.text));
    let count = 1;
    while (taken.has(`rule${count}`)) count += 1;
    return `rule${count}`;
  }

  /** `sendEmail(…) to "max@acme.example"`: an argument behind the parentheses. */
  protected passArgument(): void {
    const word = this.LA(1);
    const action = this.entry?.kind === "Rule" ? this.entry.action : undefined;
    if (action?.kind !== "Call" || word.tokenType !== t.To || !isWrittenValue(this.LA(2))) return;
    const from = this.end();
    this.pass();
    const { startOffset } = this.LA(1);
    this.pass();
    while (this.LA(1).tokenType === t.Dot && startsName(this.LA(2))) {
      this.pass();
      this.pass();
    }
    const end = this.end();
    const fix: Fix = {
      title: "Write it between the parentheses",
      safe: false,
      edits: () => [
        { start: from - 1, end: startOffset, text: action.args.length === 0 ? "to: " : ", to: " },
        { start: end, end, text: ")" },
      ],
    };
    const help = "`to:` is an argument: `sendEmail(…, to: …)`";
    this.report(diagnostic("OS1008", spanOf(word), { expected: "`;`", found: "`to`", help }, [fix]));
  }

  /** `after previous let link = …` */
  protected reportLateBinding(from: number, start: number): void {
    const name = this.entry?.kind === "Rule" ? this.entry.binding : undefined;
    const next = this.LA(1);
    const words: IToken[] = [];
    for (let at = 0; this.LA(at).startOffset >= from; at -= 1) {
      if (this.LA(at).startOffset < start) words.unshift(this.LA(at));
    }
    const binding = `let ${name?.text ?? "link"} = `;
    const own = `${binding}${textOf(words)} ${startsName(next) ? `${next.image}(…)` : "…"}`;
    const fix: Fix = {
      title: "Write `let` first",
      safe: true,
      edits: () => [
        { start: from, end: from, text: binding },
        { start, end: next.startOffset, text: "" },
      ],
    };
    const fixes = name === undefined || next.startOffset < 0 ? [] : [fix];
    this.report(diagnostic("OS1038", { start, end: start + 3 }, { own }, fixes));
  }

  /** The words up to the end of the rule; none where they belong to a rule of their own. */
  protected wordsOfLateSchedule(): readonly IToken[] {
    const words = [this.LA(1)];
    for (let at = 2; ; at += 1) {
      const [word, next] = [this.LA(at), this.LA(at + 1)];
      if (word.startOffset < 0 || word.tokenType === t.Include || word.tokenType === t.Let) return [];
      if (endsStatement(word)) return words;
      if (startsName(word) && next.tokenType === t.Open && word.tokenType !== t.Until) return [];
      words.push(word);
    }
  }

  protected reportLateSchedule(words: readonly IToken[], from: number, isAlone: boolean): void {
    const [first] = words;
    const action = this.entry?.kind === "Rule" ? this.entry.action : undefined;
    if (first === undefined || action === undefined) return;
    const end = this.end();
    const text = textOf(words.filter((word) => word.startOffset < end));
    const fix: Fix = {
      title: "Write it before the action",
      safe: true,
      edits: () => [
        { start: action.start, end: action.start, text: `${text} ` },
        { start: from, end, text: "" },
      ],
    };
    this.report(
      diagnostic("OS1051", { start: first.startOffset, end }, { word: first.image }, isAlone ? [fix] : []),
    );
  }
}
