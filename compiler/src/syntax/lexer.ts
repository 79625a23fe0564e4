import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";
import { closedComment, closedText, openComment, openText, wrongComment } from "./scan.ts";
import { definitionOf, isName, type TokenKind, tokenKinds, wordsOf } from "./tokens.ts";

// Letters of every script, without the general punctuation (such as “ ” ×) that word processors put in.
const letter = "A-Za-z_\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u1FFF\\u2C00-\\u2DFF\\u3005-\\uD7FF";

/** Names with dots between them, and nothing else. */
export const namePath = new RegExp(`^[${letter}][${letter}0-9]*(?:\\.[${letter}][${letter}0-9]*)*$`);

/** Half a day behind a time; a name that is called or declared is none. */
const half = `[ \\t]?[AaPp][Mm](?![${letter}0-9]|[ \\t]*[(:.=])`;

/** What the lexer finds by a pattern. Words and signs that are always the same come from the table. */
const patterns: Partial<Record<TokenKind, RegExp>> = {
  // Without digits before its point, or parted by `'`, it is told.
  Number: new RegExp(
    `[0-9][0-9_]*(?:['’][0-9]{3}(?![0-9]))*(?:\\.[0-9]+)?|(?<![${letter}0-9)\\]}"'.])\\.[0-9]+`,
  ),
  Identifier: new RegExp(`[${letter}][${letter}0-9]*`),
  // Also as other languages and people write them: `2026-12-24 18:00`, `T18:00Z`, `24.12.2026`, `6:00 pm`. These are told.
  DateTime:
    /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:T|[ \t]+(?=[0-9]{1,2}:[0-9]))[0-9]{1,2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?(?:Z(?![A-Za-z0-9_])|[+-][0-9]{2}:?[0-9]{2}(?![0-9]))?/,
  Date: /[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})(?![0-9_])|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}(?![0-9_.])/,
  Time: new RegExp(`[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:${half})?|[0-9]{1,2}${half}`),
  WrongOperator: /===|!==|=>|->|=<|<>|&&?|\|\|?|!(?!=)|[≥≤≠–—−×÷]/,
  Angle: /[<>{}]/,
};

type Scan = (text: string, at: number) => string | undefined;

/** Kinds that can be as long as a file, each with the signs that it can begin with. */
const scanners: Partial<Record<TokenKind, readonly [scan: Scan, starts: string]>> = {
  DocComment: [(text, at) => (text.startsWith("///", at) ? closedComment(text, at) : undefined), "/"],
  Comment: [closedComment, "/"],
  OpenComment: [openComment, "/"],
  WrongComment: [wrongComment, "#"],
  Text: [closedText('"'), '"'],
  WrongText: [closedText("'“”„«"), "'“”„«"],
  OpenText: [openText, "\"'“”„«"],
};

/** The order in which the lexer tries what may begin with the same sign: the longer first. */
const lexed: readonly TokenKind[] = [
  "Identifier",
  "DocComment",
  "Comment",
  "OpenComment",
  "WrongComment",
  "Text",
  "WrongText",
  "OpenText",
  "DateTime",
  "Date",
  "Time",
  "Number",
  "WrongOperator",
  "Equal",
  "Differs",
  "AtMost",
  "AtLeast",
  "Angle",
  "OrElse",
  "Assign",
  "Plus",
  "Minus",
  "Star",
  "Slash",
  "Open",
  "Close",
  "ListOpen",
  "ListClose",
  "Comma",
  "Colon",
  "Range",
  "Dot",
  "Semicolon",
  "Question",
];

/** Comments are kept apart: the grammar never sees them. */
const commentGroup = "comments";

const identifier = createToken({ name: "Identifier", pattern: patterns.Identifier ?? Lexer.NA });
/** Groups of kinds that the grammar treats alike. */
export const anyText = createToken({ name: "AnyText", pattern: Lexer.NA });
export const anyOperator = createToken({ name: "AnyOperator", pattern: Lexer.NA });

/** What stands between two operands, in one word. */
export const operators: readonly TokenKind[] = [
  "And",
  "Or",
  "Equal",
  "Differs",
  "Less",
  "AtMost",
  "Greater",
  "AtLeast",
  "In",
  "Contains",
  "Matches",
  "Plus",
  "Minus",
  "Star",
  "Slash",
  "OrElse",
  "Range",
];

function categoriesOf(kind: TokenKind): TokenType[] {
  return [
    ...(definitionOf(kind).soft === true || kind === "Label" ? [identifier] : []),
    ...(kind === "Text" || kind === "WrongText" || kind === "OpenText" ? [anyText] : []),
    ...(operators.includes(kind) ? [anyOperator] : []),
  ];
}

function tokenType(kind: TokenKind): TokenType {
  if (kind === "Identifier") return identifier;
  const categories = categoriesOf(kind);
  const isComment = definitionOf(kind).role === "comment";
  const scanner = scanners[kind];
  if (scanner !== undefined) {
    const [scan, starts] = scanner;
    return createToken({
      name: kind,
      categories,
      pattern: (text: string, at: number): [string] | null => {
        const found = scan(text, at);
        return found === undefined ? null : [found];
      },
      start_chars_hint: [...starts],
      line_breaks: isComment,
      ...(isComment ? { group: commentGroup } : {}),
    });
  }
  const [word] = wordsOf(kind);
  const pattern = patterns[kind] ?? (lexed.includes(kind) ? word : undefined) ?? Lexer.NA;
  // The lexer cannot find out by itself what a pattern begins with that looks back.
  const hint = kind === "Number" ? { start_chars_hint: [..."0123456789."], line_breaks: false } : {};
  return createToken({ name: kind, pattern, categories, ...hint });
}

/** Usual spaces by themselves: there are as many as words, and looking at each letter is quicker than a pattern. */
const space = createToken({ name: "Space", pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED, line_breaks: true });
const otherSpace = createToken({
  name: "OtherSpace",
  // A byte order mark and the fixed spaces that come with pasted text mean nothing.
  pattern: /[\s\uFEFF\u200B]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/** The grammar's own token types by kind. They do not leave `syntax/`. */
export const tokenTypes: Readonly<Record<TokenKind, TokenType>> = Object.fromEntries(
  tokenKinds.map((kind) => [kind, tokenType(kind)]),
) as Record<TokenKind, TokenType>; // One for each kind, made in the line above.

const lexer = new Lexer([space, ...lexed.map((kind) => tokenTypes[kind]), otherSpace], {
  positionTracking: "onlyOffset",
  skipValidations: true,
});

/** A token as the grammar reads it. */
export type Lexeme = IToken;

/** What a lexeme is. */
export function kindOf(lexeme: Lexeme): TokenKind {
  return lexeme.tokenType.name as TokenKind; // The types of the lexer are named by their kinds.
}

/** Makes a lexeme something else. They are changed in place: there are millions of them. */
export function retype(lexeme: Lexeme, kind: TokenKind): void {
  const type = tokenTypes[kind];
  lexeme.tokenType = type;
  lexeme.tokenTypeIdx = type.tokenTypeIdx ?? 0;
}

/** A lexeme that stands nowhere in the text. */
export function lexemeOf(kind: TokenKind, at: number, image = ""): Lexeme {
  const tokenType = tokenTypes[kind];
  return { image, startOffset: at, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx ?? 0 };
}

/** Whether a lexeme is of one of some kinds, asked very often. */
export function oneOf(kinds: readonly TokenKind[]): (lexeme: Lexeme | undefined) => boolean {
  const table: boolean[] = [];
  for (const kind of kinds) table[tokenTypes[kind].tokenTypeIdx ?? 0] = true;
  return (lexeme) => lexeme !== undefined && table[lexeme.tokenTypeIdx] === true;
}

/** What an operand can begin with, but for the signs before it. */
export const operandKinds: readonly TokenKind[] = [
  ...tokenKinds.filter(isName),
  "Number",
  "Date",
  "DateTime",
  "Time",
  "Text",
  "WrongText",
  "OpenText",
  "True",
  "False",
  "This",
  "If",
  "Open",
  "ListOpen",
  "BraceOpen",
];

/** Whether a token can stand as a name. */
export const startsName = oneOf(tokenKinds.filter(isName));

/** What a text is made of. White space is nothing; every other character is in one of the three. */
export interface Lexed {
  readonly words: Lexeme[];
  readonly comments: Lexeme[];
  /** Characters that mean nothing in the language. */
  readonly unknown: Lexeme[];
}

/**
 * Text into words, signs and comments. Nothing is lost and nothing is thrown. Words of the language are names still:
 * what they are depends on what stands beside them.
 */
export function lex(text: string): Lexed {
  const { tokens, groups, errors } = lexer.tokenize(text);
  return {
    words: tokens,
    comments: groups[commentGroup] ?? [],
    unknown: errors.map(({ offset, length }) =>
      lexemeOf("Unknown", offset, text.slice(offset, offset + length)),
    ),
  };
}
