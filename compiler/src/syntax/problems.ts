import type { IRecognitionException } from "chevrotain";
import { type Diagnostic, diagnostic, insert, replace } from "../diagnostics/diagnostic.ts";
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
  const found = tokens.length === 1 || first === undefined ? (first?.text ?? "") : `${first.text} …`;
  return diagnostic("OS1015", span, { found: found.slice(0, 60) });
}

/** What is wrong with single tokens, wherever they stand: characters, quotes, comments, operators of other languages. */
export function tokenProblem(token: Token): Diagnostic | undefined {
  switch (token.kind) {
    case "Unknown":
      return diagnostic("OS1001", token, { found: token.text }, [replace("Remove it", token, "")]);
    case "OpenText":
      return diagnostic("OS1002", token, {}, [insert('Write `"`', token.end, '"')]);
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
      return operatorProblem(token);
    default:
      return undefined;
  }
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

/** One mistake that the grammar met, in words for people. */
export function grammarProblem(error: IRecognitionException, end: number): Diagnostic {
  const { token, previousToken } = error as IRecognitionException & {
    readonly previousToken?: typeof error.token;
  };
  const kind = (token.tokenType.name === "EOF" ? "EndOfFile" : token.tokenType.name) as TokenKind;
  const image = token.image;
  const behind = previousToken === undefined ? end : previousToken.startOffset + previousToken.image.length;
  const here: Span =
    token.startOffset < 0 || image === ""
      ? { start: Math.max(0, behind - 1), end: Math.max(behind, 1) }
      : { start: token.startOffset, end: token.startOffset + image.length };
  const wanted = error.message;
  const ruleStack = error.context.ruleStack;

  const later = laterWords.get(image);
  if (later !== undefined && wanted !== "Identifier") return diagnostic("OS1012", here, { form: later });
  if (kind === "Number" && ruleStack.includes("afterClause")) {
    return diagnostic("OS1012", here, { form: "a delay such as `after 2 hours`" });
  }
  if (wanted === "Semicolon" && (isName(kind) || kind === "Let" || kind === "After")) {
    const gap = { start: Math.max(0, behind - 1), end: behind };
    return diagnostic("OS1009", gap, {}, [insert("Write `;`", behind, ";")]);
  }
  if (wanted === "Identifier" && /^[a-z]+$/.test(image)) return diagnostic("OS1018", here, { found: image });
  const expected =
    expectations[wanted] ??
    (Object.hasOwn(tokenTable, wanted) ? describeKind(wanted as TokenKind) : "a rule");
  const punctuation: Partial<Record<string, string>> = { Close: ")", In: " in", Semicolon: ";" };
  const sign = punctuation[wanted];
  const fixes = sign === undefined ? [] : [insert(`Write \`${sign.trim()}\``, behind, sign, false)];
  return diagnostic("OS1008", here, { expected, found: describeToken(kind, image) }, fixes);
}
