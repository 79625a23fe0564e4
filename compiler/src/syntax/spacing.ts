import { kindOf, lex } from "./lexer.ts";
import { spanOf } from "./nodes.ts";
import { classifyAlone } from "./signs.ts";
import { isName, type Token, type TokenKind } from "./tokens.ts";

const noSpaceBefore: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Comma",
  "Semicolon",
  "Close",
  "Dot",
  "Colon",
]);
const noSpaceAfter: ReadonlySet<TokenKind> = new Set<TokenKind>(["Open", "Dot"]);
const operandEnds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Number",
  "Text",
  "True",
  "False",
  "This",
  "Close",
]);

function isUnary(token: Token, before: Token | undefined): boolean {
  return (
    token.kind === "Minus" && !(before !== undefined && (operandEnds.has(before.kind) || isName(before.kind)))
  );
}

function spaced(before: Token | undefined, token: Token, beforeThat: Token | undefined): boolean {
  if (before === undefined) return false;
  if (noSpaceBefore.has(token.kind) || noSpaceAfter.has(before.kind)) return false;
  if (token.kind === "Open" && isName(before.kind)) return false;
  return !isUnary(before, beforeThat);
}

function textOf(token: Token): string {
  if (token.kind === "BlockOpen") return "<";
  if (token.kind === "BlockClose") return ">";
  return token.text;
}

/** Tokens on one line, with the spaces that the formatter sets. */
export function onOneLine(tokens: readonly Token[]): string {
  return tokens
    .map((token, index) => (spaced(tokens[index - 1], token, tokens[index - 2]) ? " " : "") + textOf(token))
    .join("");
}

/** A stretch of the source as the formatter would write it on one line, without comments: for sentences. */
export function tidied(source: string): string {
  const { words } = lex(source);
  classifyAlone(words);
  return onOneLine(words.map((word): Token => ({ kind: kindOf(word), ...spanOf(word), text: word.image })));
}
