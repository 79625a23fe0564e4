import type { IToken } from "chevrotain";
import { type Diagnostic, diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { kindOf } from "./lexer.ts";
import { isName, type TokenKind } from "./tokens.ts";
import type { Span } from "./tree.ts";

/** The same in the words of the language. */
export interface Clash {
  readonly kind: TokenKind;
  readonly image: string;
  /** The token before it. */
  readonly before: {
    readonly kind: TokenKind;
    readonly image: string;
    readonly start: number;
    readonly end: number;
  };
  readonly here: Span;
  /** The token behind it, where that is known. */
  readonly next: IToken | undefined;
  /** A kind of token, or a rule of the grammar. */
  readonly wanted: string;
  /** The rules of the grammar that were being read, from the outside in. */
  readonly rules: readonly string[];
  readonly isBlock: boolean;
}

function startsValue(kind: TokenKind): boolean {
  return kind === "Text" || kind === "Number" || kind === "True" || kind === "False" || isName(kind);
}

const keywords = [
  "on",
  "stage",
  "in",
  "pipeline",
  "when",
  "where",
  "let",
  "after",
  "at",
  "within",
  "every",
  "previous",
  "and",
  "or",
  "not",
  "is",
  "set",
  "empty",
  "contains",
  "matches",
  "disabled",
  "include",
  "once",
  "retry",
  "until",
  "then",
  "else",
  "move",
];

/** A word of the language that was written in capitals, or nearly right. Short words are near to too much. */
export function meantKeyword(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (keywords.includes(lower)) return word === lower ? undefined : lower;
  const long = keywords.filter((one) => one.length >= 4 && Math.abs(one.length - word.length) <= 1);
  return word.length >= 4 ? didYouMeanName(word, long) : undefined;
}

export function unexpected(here: Span, expected: string, found: string, help?: string): Diagnostic {
  return diagnostic("OS1008", here, help === undefined ? { expected, found } : { expected, found, help });
}

/** Operators of other languages and of speech: what to write instead, and in which words to say so. */
const foreignOperators: ReadonlyMap<string, readonly [help: string, instead?: string]> = new Map<
  string,
  readonly [help: string, instead?: string]
>([
  ["between", ["ask for a range: `amount in 5..10`"]],
  ...["like", "ilike", "includes", "include", "contain", "has"].map(
    (word) => [word, ["write `contains`, or `matches` and a pattern", "contains"]] as const,
  ),
  ...["equals", "equal", "eq"].map((word) => [word, ["write `==`", "=="]] as const),
  ["exists", ["write `is set`", "is set"]],
  ...["exceeds", "exceed", "above", "over"].map((word) => [word, ["write `>`", ">"]] as const),
  ...["below", "under", "before"].map((word) => [word, ["write `<`", "<"]] as const),
  ...["greater", "more", "after"].map((word) => [word, ["write `>`"]] as const),
  ["less", ["write `<`"]],
  ...["isn", "isnt", "ne"].map((word) => [word, ["write `!=`"]] as const),
  ["mod", ["no operator gives the remainder of a division"]],
]);

/** Words that people write behind an action, by what to write instead. */
const foreignWords: ReadonlyMap<string, string> = new Map([
  ["unless", "write `when not (…)`"],
  ["while", "write `when …`"],
  ["until", "`until (…)` belongs to `every … up to … times`, before the action"],
  ["else", "write a rule of its own, with the opposite condition"],
  ["then", "write a rule of its own, `after previous …`"],
]);

const timeOnDay =
  "a time on a day is said by the schedule of a rule, before its action: `at 12:00 on closeDate sendEmail(…)`";
const delays =
  "a delay stands before the action, and a time behind it: `after 2 days, at 12:00 sendEmail(…)`";

/** What people write in conditions. */
function conditionClash({ kind, image, before, here, next, wanted }: Clash): Diagnostic | undefined {
  const found = `\`${image}\``;
  if (wanted === "In" && before.kind === "Not") {
    const words = {
      expected: "`in`",
      found: kind === "Text" ? "a text" : found,
      help: "write `!=`, or `not in` and a list",
    };
    return diagnostic("OS1008", here, words, [replace("Write `!=`", before, "!=", false)]);
  }
  if (wanted !== "Semicolon" && wanted !== "Close") return undefined;
  const expected = `\`${wanted === "Close" ? ")" : ";"}\``;
  const lower = image.toLowerCase();
  const isCalled = next !== undefined && ["Open", "Colon", "Assign"].includes(kindOf(next));
  if (isName(kind) && image !== lower && keywords.includes(lower) && !isCalled) {
    const words = { expected: `\`${lower}\``, found, help: `did you mean \`${lower}\`?` };
    return diagnostic("OS1008", here, words, [replace(`Write \`${lower}\``, here, lower, false)]);
  }
  const [help, instead] = (isName(kind) ? foreignOperators.get(image.toLowerCase()) : undefined) ?? [];
  if (help !== undefined) {
    const fixes = instead === undefined ? [] : [replace(`Write \`${instead}\``, here, instead, false)];
    return diagnostic("OS1008", here, { expected: "an operator", found, help }, fixes);
  }
  if (kind === "Open" && isName(before.kind)) {
    const asked = /^(?:contains|includes|indexof|has)$/i.test(before.image)
      ? '`title contains "x"`'
      : /^(?:starts|ends)_?with$/i.test(before.image)
        ? '`title starts with "x"`, `title ends with "x"`'
        : undefined;
    const words =
      asked === undefined
        ? "fields and their parts are not called: leave the parentheses out"
        : `ask with words: ${asked}`;
    return unexpected(here, expected, found, words);
  }
  if (
    (kind === "On" && before.kind === "Time") ||
    (kind === "At" && next !== undefined && kindOf(next) === "Time")
  ) {
    return unexpected(here, expected, found, timeOnDay);
  }
  if (kind === "In" && before.kind === "Close" && next !== undefined && kindOf(next) === "Number") {
    return unexpected(here, expected, found, delays);
  }
  if (kind === "ListOpen") {
    return unexpected(here, expected, found, "parts stand behind a dot: `contact.name`, `observers.first`");
  }
  if (kind === "Close" && wanted === "Semicolon") {
    const words = { expected, found, help: "no `(` belongs to it: remove it" };
    return diagnostic("OS1008", here, words, [replace("Remove it", here, "", false)]);
  }
  return undefined;
}

const actions = "an action and its values in parentheses, such as `sendEmail(…)`";
const conditions = "the condition stands behind the action: `sendEmail(…) when …`";
const fields = "a field is written by an action: `setField(discount, 10)`";

/** What people begin a rule with instead, and what to write. */
const foreignBeginnings: ReadonlyMap<string, string> = new Map([
  ...["wait", "delay", "pause", "sleep", "today", "day", "tomorrow", "next", "noon", "then", "later"].map(
    (word) => [word, delays] as const,
  ),
  ...["in", "on"].map((word) => [word, delays] as const),
  ...["if", "when", "where", "unless", "for", "while"].map((word) => [word, conditions] as const),
  ...["set", "update", "change"].map((word) => [word, fields] as const),
]);

/** A rule that begins as none does. */
function statementClash({ kind, image, before, here, wanted }: Clash): Diagnostic | undefined {
  const found = `\`${image}\``;
  const beginsRule = wanted === "statementRule" || wanted === "BlockClose" || wanted === "entryRule";
  if (beginsRule && (kind === "Number" || kind === "Date" || kind === "Time" || kind === "DateTime")) {
    return unexpected(here, actions, found, delays);
  }
  const help = foreignBeginnings.get((beginsRule ? image : before.image).toLowerCase());
  if (beginsRule && help !== undefined) {
    const fixes = kind === "In" ? [replace("Write `after`", here, "after", false)] : [];
    return diagnostic("OS1008", here, { expected: actions, found, help }, fixes);
  }
  if (kind === "Colon" && before.kind === "Unit") {
    return diagnostic("OS1033", here, { sign: ":" }, [replace("Remove it", here, "")]);
  }
  if (wanted !== "Open" || kind === "Assign") return undefined;
  if (help !== undefined) {
    const isDelay = /^(?:wait|delay|pause|sleep)$/i.test(before.image) && kind === "Number";
    const place = { start: before.start, end: before.end };
    const fixes = isDelay ? [replace("Write `after`", place, "after", false)] : [];
    return diagnostic("OS1008", place, { expected: actions, found: `\`${before.image}\``, help }, fixes);
  }
  return kind === "Text" || isName(kind) ? unexpected(here, "`(`", found, `write ${actions}`) : undefined;
}

/** The mistakes that people make most in rules, each with its own words and its own way out. */
export function ruleClash(clash: Clash): Diagnostic | undefined {
  const { kind, image, before, here, wanted, rules } = clash;
  const found = `\`${image}\``;
  const foreign = wanted === "Semicolon" ? foreignWords.get(image) : undefined;
  if (foreign !== undefined) return unexpected(here, "`;`", found, foreign);
  const ofCondition = conditionClash(clash);
  if (ofCondition !== undefined) return ofCondition;
  if (
    wanted === "Semicolon" &&
    (isName(kind) || ["Let", "After", "At", "Within", "Every", "Include"].includes(kind))
  ) {
    const gap = { start: Math.max(0, before.end - 1), end: before.end };
    return diagnostic("OS1009", gap, {}, [insert("Write `;`", before.end, ";")]);
  }
  if (wanted === "Open" && isName(kind) && before.kind === "Unit") {
    return unexpected(here, "`(`", found, "write the number in digits, as in `after 2 hours`");
  }
  if (wanted === "Open" && kind === "Assign" && rules.includes("callRule")) {
    const help = "a value is named with `let`, as in `let link = createPaymentLink()`";
    return diagnostic("OS1008", here, { expected: "`(`", found, help }, [
      insert("Write `let`", before.start, "let ", false),
    ]);
  }
  if (wanted === "Open" && before.image === "move" && (kind === "To" || kind === "Text")) {
    const help =
      'a trigger stands by itself, without a block: `on … in deals move to "…"`; in a rule, an action moves';
    return unexpected(here, "`(`", found, help);
  }
  if (wanted === "Working" && kind === "Number") {
    const help = "write `within working hours`; a delay is `after 2 hours`";
    const words = { expected: "`working hours`", found, help };
    return diagnostic("OS1008", here, words, [replace("Write `after`", before, "after", false)]);
  }
  const unlike = statementClash(clash);
  if (unlike !== undefined) return unlike;
  const inArguments = rules.at(-1) === "argumentsRule";
  if (wanted === "Close" && inArguments && startsValue(kind)) {
    const help = "arguments are parted by commas";
    return diagnostic("OS1008", here, { expected: "`,` or `)`", found, help }, [
      insert("Write `,`", before.end, ",", false),
    ]);
  }
  if (wanted === "ListClose" && startsValue(kind)) {
    return diagnostic(
      "OS1008",
      here,
      { expected: "`,` or `]`", found, help: "values are parted by commas" },
      [insert("Write `,`", before.end, ",", false)],
    );
  }
  return undefined;
}
