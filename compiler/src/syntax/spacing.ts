import { kindOf, lex } from "./lexer.ts";
import { spanOf } from "./nodes.ts";
import { classifyAlone } from "./signs.ts";
import { isName, type Token, type TokenKind } from "./tokens.ts";

const kinds = (...of: readonly TokenKind[]): ReadonlySet<TokenKind> => new Set(of);

const noSpaceBefore = kinds(
  "Comma",
  "Semicolon",
  "Close",
  "ListClose",
  "Dot",
  "Colon",
  "Range",
  "Question",
  "TypeOpen",
  "TypeClose",
);
const noSpaceAfter = kinds("Open", "ListOpen", "Dot", "Range", "TypeOpen");
const operandEnds = kinds(
  "Number",
  "Currency",
  "Date",
  "DateTime",
  "Time",
  "Text",
  "True",
  "False",
  "This",
  "Close",
  "ListClose",
  "BraceClose",
);
/** Words that may be names, and that something follows which is no argument of theirs. */
const joining = kinds(
  "Where",
  "Until",
  "As",
  "Of",
  "Per",
  "Before",
  "Contains",
  "Matches",
  "With",
  "From",
  "To",
);

const isOperandEnd = (kind: TokenKind): boolean =>
  operandEnds.has(kind) || (isName(kind) && !joining.has(kind));

function isUnary(token: Token, before: Token | undefined): boolean {
  return token.kind === "Minus" && !(before !== undefined && isOperandEnd(before.kind));
}

function isSpaced(before: Token | undefined, token: Token, beforeThat: Token | undefined): boolean {
  if (before === undefined) return false;
  if (noSpaceBefore.has(token.kind) || noSpaceAfter.has(before.kind)) return false;
  if (token.kind === "Open" && isName(before.kind)) return joining.has(before.kind);
  if (token.kind === "BraceClose" && before.kind === "BraceOpen") return false;
  return !isUnary(before, beforeThat);
}

function textOf(token: Token): string {
  if (token.kind === "BlockOpen") return "<";
  if (token.kind === "BlockClose") return ">";
  return token.text;
}

/** Tokens on one line, with the spaces that the formatter sets. */
export function onOneLine(tokens: readonly Token[]): string {
  let line = "";
  for (const [index, token] of tokens.entries()) {
    if (isSpaced(tokens[index - 1], token, tokens[index - 2])) line += " ";
    line += textOf(token);
  }
  return line;
}

/** A stretch of the source as the formatter would write it on one line, without comments: for sentences. */
export function tidied(source: string): string {
  const { words } = lex(source);
  classifyAlone(words);
  return onOneLine(words.map((word): Token => ({ kind: kindOf(word), ...spanOf(word), text: word.image })));
}
