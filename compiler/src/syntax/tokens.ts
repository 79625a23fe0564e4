/**
 * The one table of the language's tokens. The lexer, the colouring grammar for editors and the documentation are
 * all made from it.
 */

/** How a token looks to a person: editors colour by it. */
export type TokenRole =
  | "keyword"
  | "operator"
  | "block"
  | "punctuation"
  | "name"
  | "text"
  | "number"
  | "constant"
  | "comment"
  | "unknown";

export interface TokenDefinition {
  readonly role: TokenRole;
  /** The word or sign itself, where it is always the same. */
  readonly word?: string;
  /** The words, where there are several for one kind. */
  readonly words?: readonly string[];
  /** A word that is a keyword only where the grammar asks for it, and a name everywhere else. */
  readonly soft?: true;
}

/** Every kind of token. */
export const tokenTable = {
  DocComment: { role: "comment" },
  Comment: { role: "comment" },
  OpenComment: { role: "comment" },
  /** `# …`, as other languages have it. */
  WrongComment: { role: "comment" },

  On: { role: "keyword", word: "on" },
  Let: { role: "keyword", word: "let" },
  After: { role: "keyword", word: "after" },
  At: { role: "keyword", word: "at" },
  Within: { role: "keyword", word: "within" },
  When: { role: "keyword", word: "when" },
  In: { role: "keyword", word: "in" },
  Disabled: { role: "keyword", word: "disabled" },
  Every: { role: "keyword", word: "every" },
  Const: { role: "keyword", word: "const" },
  Function: { role: "keyword", word: "function" },
  Import: { role: "keyword", word: "import" },
  Rules: { role: "keyword", word: "rules" },
  Include: { role: "keyword", word: "include" },
  Test: { role: "keyword", word: "test", soft: true },
  If: { role: "keyword", word: "if" },
  Then: { role: "keyword", word: "then" },
  Else: { role: "keyword", word: "else" },
  And: { role: "keyword", word: "and" },
  Or: { role: "keyword", word: "or" },
  Not: { role: "keyword", word: "not" },
  Is: { role: "keyword", word: "is" },
  True: { role: "constant", word: "true" },
  False: { role: "constant", word: "false" },
  This: { role: "constant", word: "this" },
  Stage: { role: "keyword", word: "stage", soft: true },
  Pipeline: { role: "keyword", word: "pipeline", soft: true },
  Where: { role: "keyword", word: "where", soft: true },
  Move: { role: "keyword", word: "move", soft: true },
  To: { role: "keyword", word: "to", soft: true },
  Allow: { role: "keyword", word: "allow", soft: true },
  Backward: { role: "keyword", word: "backward", soft: true },
  Previous: { role: "keyword", word: "previous", soft: true },
  All: { role: "keyword", word: "all", soft: true },
  Succeeds: { role: "keyword", word: "succeeds", soft: true },
  Fails: { role: "keyword", word: "fails", soft: true },
  Before: { role: "keyword", word: "before", soft: true },
  Working: { role: "keyword", word: "working", soft: true },
  Of: { role: "keyword", word: "of", soft: true },
  Up: { role: "keyword", word: "up", soft: true },
  Times: { role: "keyword", words: ["times", "time"], soft: true },
  Until: { role: "keyword", word: "until", soft: true },
  As: { role: "keyword", word: "as", soft: true },
  Once: { role: "keyword", word: "once", soft: true },
  Per: { role: "keyword", word: "per", soft: true },
  Retry: { role: "keyword", word: "retry", soft: true },
  Skip: { role: "keyword", word: "skip", soft: true },
  Late: { role: "keyword", word: "late", soft: true },
  Weekday: { role: "keyword", word: "weekday", soft: true },
  Last: { role: "keyword", word: "last", soft: true },
  From: { role: "keyword", word: "from", soft: true },
  Contains: { role: "keyword", word: "contains", soft: true },
  Starts: { role: "keyword", word: "starts", soft: true },
  Ends: { role: "keyword", word: "ends", soft: true },
  With: { role: "keyword", word: "with", soft: true },
  Matches: { role: "keyword", word: "matches", soft: true },
  Set: { role: "keyword", word: "set", soft: true },
  Empty: { role: "keyword", word: "empty", soft: true },
  DayName: {
    role: "keyword",
    words: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    soft: true,
  },
  Unit: {
    role: "keyword",
    words: [
      "second",
      "seconds",
      "minute",
      "minutes",
      "hour",
      "hours",
      "day",
      "days",
      "week",
      "weeks",
      "month",
      "months",
      "year",
      "years",
    ],
    soft: true,
  },
  /** Three capital letters behind a number. */
  Currency: { role: "constant" },
  /** A name with a colon behind it: of a rule, an argument, a parameter, an entry of a record. */
  Label: { role: "name" },
  Identifier: { role: "name" },

  Text: { role: "text" },
  WrongText: { role: "text" },
  OpenText: { role: "text" },
  DateTime: { role: "number" },
  Date: { role: "number" },
  Time: { role: "number" },
  Number: { role: "number" },

  WrongOperator: { role: "operator" },
  Equal: { role: "operator", word: "==" },
  Differs: { role: "operator", word: "!=" },
  AtMost: { role: "operator", word: "<=" },
  AtLeast: { role: "operator", word: ">=" },
  Angle: { role: "block" },
  BlockOpen: { role: "block" },
  BlockClose: { role: "block" },
  Less: { role: "operator" },
  Greater: { role: "operator" },
  /** Around what a list holds: `List<Text>`. */
  TypeOpen: { role: "punctuation" },
  TypeClose: { role: "punctuation" },
  BraceOpen: { role: "punctuation" },
  BraceClose: { role: "punctuation" },
  OrElse: { role: "operator", word: "??" },
  Assign: { role: "operator", word: "=" },
  Plus: { role: "operator", word: "+" },
  Minus: { role: "operator", word: "-" },
  Star: { role: "operator", word: "*" },
  Slash: { role: "operator", word: "/" },
  Open: { role: "punctuation", word: "(" },
  Close: { role: "punctuation", word: ")" },
  ListOpen: { role: "punctuation", word: "[" },
  ListClose: { role: "punctuation", word: "]" },
  Comma: { role: "punctuation", word: "," },
  Colon: { role: "punctuation", word: ":" },
  Range: { role: "operator", word: ".." },
  Dot: { role: "punctuation", word: "." },
  Semicolon: { role: "punctuation", word: ";" },
  Question: { role: "punctuation", word: "?" },
  Unknown: { role: "unknown" },
  EndOfFile: { role: "unknown" },
} as const satisfies Record<string, TokenDefinition>;

export type TokenKind = keyof typeof tokenTable;

/** A token of the text. Comments are tokens; white space is not. */
export interface Token {
  readonly kind: TokenKind;
  /** Offset of its first character, in UTF-16 units. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
  readonly text: string;
}

/** What the steps of a test begin with. They are names everywhere else, and no tokens of their own. */
export const testWords: readonly string[] = [
  "given",
  "enter",
  "set",
  "clear",
  "event",
  "create",
  "delete",
  "mock",
  "expect",
];

/** Every kind, in the order of the table. */
export const tokenKinds = Object.keys(tokenTable) as readonly TokenKind[]; // The table's own keys.

/** The table's entry for a kind. */
export function definitionOf(kind: TokenKind): TokenDefinition {
  return tokenTable[kind];
}

/** The words of a kind; none where they differ from place to place. */
export function wordsOf(kind: TokenKind): readonly string[] {
  const { word, words } = definitionOf(kind);
  return words ?? (word === undefined ? [] : [word]);
}

const nameKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Identifier",
  "Label",
  ...tokenKinds.filter((kind) => definitionOf(kind).soft === true),
]);

/** Whether a token can stand as a name: identifiers, and keywords that are keywords only in their place. */
export function isName(kind: TokenKind): boolean {
  return nameKinds.has(kind);
}

const commentKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Comment",
  "DocComment",
  "OpenComment",
  "WrongComment",
]);

/** Whether a token is a comment of any form. */
export function isComment(kind: TokenKind): boolean {
  return commentKinds.has(kind);
}

const descriptions: Partial<Record<TokenKind, string>> = {
  Identifier: "a name",
  Label: "a name with a colon",
  Text: "text in quotes",
  Number: "a number",
  BlockOpen: "`<`",
  BlockClose: "`>`",
  TypeOpen: "`<`",
  TypeClose: "`>`",
  BraceOpen: "`{`",
  BraceClose: "`}`",
  Times: "`times`",
  DayName: "a day of the week",
  Unit: "a unit of time",
  EndOfFile: "the end of the file",
};

/** How a kind of token is called in a message. */
export function describeKind(kind: TokenKind): string {
  const { word } = definitionOf(kind);
  return word === undefined ? (descriptions[kind] ?? kind) : `\`${word}\``;
}
