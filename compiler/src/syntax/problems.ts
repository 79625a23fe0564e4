import type { IRecognitionException } from "chevrotain";
import { type Diagnostic, diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { definitionOf, describeKind, isName, type Token, type TokenKind, tokenTable } from "./tokens.ts";
import type { Span } from "./tree.ts";

/** What a rule of the grammar reads, in the words of a message. */
const expectations: Readonly<Record<string, string>> = {
  stageNames: "the name of a stage in quotes",
  quotedName: "a name in quotes",
  entityName: "what the stage belongs to, such as `deals`",
  pipelineName: "a pipeline in quotes, or `*` for all",
  afterClause: "`previous`, `all previous` or the name of a rule",
  ruleEntry: "a rule such as `sendEmail(…)`",
  callRule: "an action such as `sendEmail(…)`",
  comparisonRule: "`set` or `empty`",
  primaryRule: "a value",
};

/** Words with which forms begin that the language will have, by what to call them. */
const laterWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    at: "a time such as `at 09:00`",
    within: "`within`",
    every: "`every`",
    once: "`once`",
    retry: "`retry`",
    as: "`as`",
    skip: "`skip if late`",
    include: "`include`",
    disabled: "`disabled` behind a rule",
    in: "`in` in a condition",
    contains: "`contains`",
    starts: "`starts with`",
    ends: "`ends with`",
    matches: "`matches`",
    if: "`if … then … else`",
    else: "`else`",
  }),
);

/** The top-level forms the language will have, by the word they begin with. */
const laterForms: Partial<Record<TokenKind, string>> = {
  On: "a trigger or a block on an event",
  Every: "a calendar block (`every …`)",
  Const: "`const`",
  Function: "`function`",
  Import: "`import`",
  Rules: "a named group (`rules …`)",
};

/** Says of a top-level form that it comes later. */
export function laterSection(tokens: readonly Token[]): Diagnostic {
  const head = tokens.find((token) => token.kind !== "Disabled");
  const form = (head && laterForms[head.kind]) ?? "this form";
  return diagnostic("OS1012", head ?? { start: 0, end: 0 }, { form });
}

/** Says of tokens at the top level that they begin nothing. */
export function straySection(tokens: readonly Token[]): Diagnostic {
  const first = tokens[0];
  const last = tokens[tokens.length - 1];
  const span = { start: first?.start ?? 0, end: last?.end ?? 0 };
  const word = first?.text.slice(0, 60) ?? "";
  const starts = ["on", "disabled"];
  const near = tokens[1]?.text === "stage" ? didYouMeanName(word, starts) : undefined;
  const fixes =
    near === undefined || first === undefined ? [] : [replace(`Write \`${near}\``, first, near, false)];
  return diagnostic("OS1015", span, { found: tokens.length > 1 ? `${word} …` : word, near }, fixes);
}

/** What is wrong with single tokens, wherever they stand: characters, quotes, comments, operators of other languages. */
export function tokenProblem(token: Token): Diagnostic | undefined {
  switch (token.kind) {
    case "Unknown":
      return unknownProblem(token);
    case "OpenText":
      // Of other quotes, both have to be written anew.
      return diagnostic(
        "OS1002",
        token,
        {},
        token.text.startsWith('"') ? [insert('Write `"`', token.end, '"', false)] : [],
      );
    case "WrongText": {
      const quoted = `"${token.text.slice(1, -1).replaceAll('"', '\\"')}"`;
      return diagnostic("OS1003", token, { found: token.text }, [replace(`Write ${quoted}`, token, quoted)]);
    }
    case "OpenComment":
      return diagnostic("OS1004", { start: token.start, end: token.start + 2 }, {});
    case "And":
    case "Or":
    case "Not":
    case "Equal":
    case "Differs":
    case "AtMost":
    case "AtLeast":
    case "Minus":
    case "Star":
    case "Slash":
      return operatorProblem(token);
    default:
      return undefined;
  }
}

function unknownProblem(token: Token): Diagnostic {
  const found = token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text;
  return diagnostic("OS1001", token, { found }, [replace("Remove it", token, "")]);
}

function operatorProblem(token: Token): Diagnostic | undefined {
  const right = definitionOf(token.kind).word;
  if (right === undefined || token.text === right) return undefined;
  // `!x` needs a space once the sign has become a word.
  const text = right === "not" ? "not " : right;
  return diagnostic("OS1013", token, { found: token.text, right }, [
    replace(`Write \`${right}\``, token, text),
  ]);
}

function describeToken(kind: TokenKind, image: string): string {
  if (kind === "EndOfFile" || image === "") return "the end of the block";
  if (kind === "Text") return "a text";
  return `\`${image.slice(0, 40)}\``;
}

/** What the grammar met, where it wanted something else. */
interface Clash {
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
  /** A kind of token, or a rule of the grammar. */
  readonly wanted: string;
  readonly rules: readonly string[];
}

/** A form that comes later, by the word at which the grammar stopped or by the one before it. */
function laterForm({ kind, image, before, wanted, rules }: Clash): string | undefined {
  if (image === "in" && !rules.includes("ruleEntry")) return undefined;
  const here = wanted === "Identifier" ? undefined : laterWords.get(image);
  if (here !== undefined) return here;
  if (kind === "Number" && rules.includes("afterClause")) return "a delay such as `after 2 hours`";
  if (before.kind === "Number" && isName(kind)) return "a unit or a currency behind a number";
  const isHead = wanted === "Open" || wanted === "Close" || wanted === "Semicolon";
  return isHead && isName(before.kind) ? laterWords.get(before.image) : undefined;
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
  "let",
  "after",
  "previous",
  "and",
  "or",
  "not",
  "is",
  "set",
  "empty",
];

/** A word of the language that was written in capitals, or nearly right. Short words are near to too much. */
function meantKeyword(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (keywords.includes(lower)) return word === lower ? undefined : lower;
  const long = keywords.filter((one) => one.length >= 4 && Math.abs(one.length - word.length) <= 1);
  return word.length >= 4 ? didYouMeanName(word, long) : undefined;
}

/** The mistakes that people make most, each with its own words and its own way out. */
function knownClash(clash: Clash): Diagnostic | undefined {
  const { kind, image, before, here, wanted, rules } = clash;
  const later = laterForm(clash);
  if (later !== undefined) return diagnostic("OS1012", here, { form: later });
  const meant = isName(kind) ? meantKeyword(image) : undefined;
  if (meant !== undefined && wanted !== "Identifier") {
    const words = { expected: `\`${meant}\``, found: `\`${image}\``, help: `did you mean \`${meant}\`?` };
    return diagnostic("OS1008", here, words, [replace(`Write \`${meant}\``, here, meant, false)]);
  }
  if (wanted === "Semicolon" && (isName(kind) || kind === "Let" || kind === "After")) {
    const gap = { start: Math.max(0, before.end - 1), end: before.end };
    return diagnostic("OS1009", gap, {}, [insert("Write `;`", before.end, ";")]);
  }
  const expected = "`(`";
  const found = `\`${image}\``;
  if (wanted === "Open" && kind === "Assign") {
    const help = "a value is named with `let`, as in `let link = createPaymentLink()`";
    return diagnostic("OS1008", here, { expected, found, help }, [
      insert("Write `let`", before.start, "let ", false),
    ]);
  }
  if (wanted === "Close" && kind === "Open" && isName(before.kind)) {
    const help =
      "an action cannot stand inside another: give it a rule of its own, `let x = …`, and use `x` here";
    return diagnostic("OS1008", here, { expected: "`)`", found, help });
  }
  if (wanted === "Close" && rules.includes("callRule") && startsValue(kind)) {
    const help = "arguments are parted by commas";
    return diagnostic("OS1008", here, { expected: "`,` or `)`", found, help }, [
      insert("Write `,`", before.end, ",", false),
    ]);
  }
  if (wanted === "Semicolon" && before.kind === "Number" && (kind === "Comma" || kind === "Number")) {
    const help = "write a number without separators, or with `_`: `50_000`";
    return diagnostic("OS1008", here, { expected: "`;`", found, help });
  }
  if (/^[a-z]+$/.test(image) && (wanted === "Identifier" || (wanted === "ruleEntry" && image !== "when"))) {
    return diagnostic("OS1018", here, { found: image });
  }
  return undefined;
}

/**
 * One mistake that the grammar met, in words for people.
 *
 * @param error what Chevrotain reports; its message is the name of what it wanted
 * @param end where the text of the block ends
 */
export function grammarProblem(error: IRecognitionException, end: number): Diagnostic {
  const { token, previousToken } = error as IRecognitionException & {
    readonly previousToken?: typeof error.token;
  };
  const kindOf = (one: typeof token) =>
    (one.tokenType.name === "EOF" ? "EndOfFile" : one.tokenType.name) as TokenKind;
  const kind = kindOf(token);
  const image = token.image;
  const behind = previousToken === undefined ? end : previousToken.startOffset + previousToken.image.length;
  const here: Span =
    token.startOffset < 0 || image === ""
      ? { start: Math.max(0, behind - 1), end: Math.max(behind, 1) }
      : { start: token.startOffset, end: token.startOffset + image.length };
  const before = {
    kind: previousToken === undefined ? "EndOfFile" : kindOf(previousToken),
    image: previousToken?.image ?? "",
    start: previousToken?.startOffset ?? behind,
    end: behind,
  } as const;
  const wanted = error.message;
  const known = knownClash({ kind, image, before, here, wanted, rules: error.context.ruleStack });
  if (known !== undefined) return known;
  const expected =
    expectations[wanted] ??
    (Object.hasOwn(tokenTable, wanted) ? describeKind(wanted as TokenKind) : "a rule");
  const punctuation: Partial<Record<string, string>> = { Close: ")", In: " in" };
  const sign = punctuation[wanted];
  const fixes = sign === undefined ? [] : [insert(`Write \`${sign.trim()}\``, behind, sign, false)];
  return diagnostic("OS1008", here, { expected, found: describeToken(kind, image) }, fixes);
}
