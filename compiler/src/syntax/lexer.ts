import { createToken, Lexer, type TokenType } from "chevrotain";
import { closedComment, closedText, openComment, openText } from "./scan.ts";
import { definitionOf, type Token, type TokenKind, tokenTable } from "./tokens.ts";

// Letters of every script, without the general punctuation (such as “ ” ×) that word processors put in.
const letter = "A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u1FFF\\u2C00-\\u2DFF\\u3005-\\uD7FF";

const identifier = createToken({ name: "Identifier", pattern: new RegExp(`[${letter}][${letter}0-9]*`) });

const patterns: Partial<Record<TokenKind, RegExp>> = {
  DocComment: /\/\/\/[^\r\n]*/,
  Number: /[0-9][0-9_]*(?:\.[0-9]+)?/,
  WrongOperator: /===|!==|=>|=<|&&|\|\||!(?!=)|[≥≤≠–—−×÷]/,
  Angle: /[<>{}]/,
  // One run of signs that mean nothing is one mistake.
  Unknown: /[^\sA-Za-z0-9_"'<>{}()=!&|+\-*/,:;.?“”„«≥≤≠–—−×÷]+|[^\s]/,
};

type Scan = (text: string, at: number) => string | undefined;

/** Kinds that can be as long as a file, each with the signs that it can begin with. */
const scanners: Partial<Record<TokenKind, readonly [scan: Scan, starts: string]>> = {
  Comment: [closedComment, "/"],
  OpenComment: [openComment, "/"],
  Text: [closedText('"'), '"'],
  WrongText: [closedText("'“”„«"), "'“”„«"],
  OpenText: [openText, "\"'“”„«"],
};

function scanned(name: TokenKind, scan: Scan, starts: string): TokenType {
  return createToken({
    name,
    pattern: (text: string, at: number): [string] | null => {
      const found = scan(text, at);
      return found === undefined ? null : [found];
    },
    start_chars_hint: [...starts],
    line_breaks: name.endsWith("Comment"),
  });
}

function escaped(word: string): RegExp {
  return new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

/** Given by other passes, never by the lexer itself. */
const neverLexed: readonly TokenKind[] = ["BlockOpen", "BlockClose", "Less", "Greater", "EndOfFile"];

function tokenType(kind: TokenKind): TokenType {
  if (kind === "Identifier") return identifier;
  if (neverLexed.includes(kind)) return createToken({ name: kind, pattern: Lexer.NA });
  const scanner = scanners[kind];
  if (scanner !== undefined) return scanned(kind, ...scanner);
  const definition = definitionOf(kind);
  const pattern = patterns[kind];
  if (definition.word === undefined || pattern !== undefined) {
    return createToken({ name: kind, pattern: pattern ?? Lexer.NA, line_breaks: kind.endsWith("Comment") });
  }
  const isWord = /^[a-z]+$/.test(definition.word);
  return createToken({
    name: kind,
    pattern: escaped(definition.word),
    ...(isWord ? { longer_alt: identifier } : {}),
    ...(definition.soft ? { categories: [identifier] } : {}),
  });
}

const space = createToken({
  name: "Space",
  // A byte order mark and the fixed spaces that come with pasted text mean nothing.
  pattern: /[\s\uFEFF\u200B]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

const kinds = Object.keys(tokenTable) as readonly TokenKind[];

/** The grammar's own token types by kind. They do not leave `syntax/`. */
export const tokenTypes: Readonly<Record<TokenKind, TokenType>> = Object.fromEntries(
  kinds.map((kind) => [
    kind,
    kind === "EndOfFile" ? createToken({ name: kind, pattern: Lexer.NA }) : tokenType(kind),
  ]),
) as Record<TokenKind, TokenType>;

const lexer = new Lexer([space, ...kinds.map((kind) => tokenTypes[kind])], {
  positionTracking: "onlyOffset",
  skipValidations: true,
});

/**
 * Text into tokens, comments included. Every character that is no white space ends up in a token; what the language
 * does not know becomes `Unknown`, so that nothing is lost and nothing is thrown.
 */
export function lex(text: string): readonly Token[] {
  return lexer.tokenize(text).tokens.map((token) => ({
    kind: token.tokenType.name as TokenKind,
    start: token.startOffset,
    end: token.startOffset + token.image.length,
    text: token.image,
  }));
}
