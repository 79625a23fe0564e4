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
  /** A word that is a keyword only where the grammar asks for it, and a name everywhere else. */
  readonly soft?: true;
}

/** Every kind of token, in the order in which the lexer tries those of equal length. */
export const tokenTable = {
  DocComment: { role: "comment" },
  Comment: { role: "comment" },
  OpenComment: { role: "comment" },

  On: { role: "keyword", word: "on" },
  Let: { role: "keyword", word: "let" },
  After: { role: "keyword", word: "after" },
  When: { role: "keyword", word: "when" },
  In: { role: "keyword", word: "in" },
  Disabled: { role: "keyword", word: "disabled" },
  Every: { role: "keyword", word: "every" },
  Const: { role: "keyword", word: "const" },
  Function: { role: "keyword", word: "function" },
  Import: { role: "keyword", word: "import" },
  Rules: { role: "keyword", word: "rules" },
  Include: { role: "keyword", word: "include" },
  And: { role: "keyword", word: "and" },
  Or: { role: "keyword", word: "or" },
  Not: { role: "keyword", word: "not" },
  Is: { role: "keyword", word: "is" },
  True: { role: "constant", word: "true" },
  False: { role: "constant", word: "false" },
  This: { role: "constant", word: "this" },
  Stage: { role: "keyword", word: "stage", soft: true },
  Pipeline: { role: "keyword", word: "pipeline", soft: true },
  Previous: { role: "keyword", word: "previous", soft: true },
  All: { role: "keyword", word: "all", soft: true },
  Succeeds: { role: "keyword", word: "succeeds", soft: true },
  Fails: { role: "keyword", word: "fails", soft: true },
  Set: { role: "keyword", word: "set", soft: true },
  Empty: { role: "keyword", word: "empty", soft: true },
  Identifier: { role: "name" },

  Text: { role: "text" },
  WrongText: { role: "text" },
  OpenText: { role: "text" },
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
  OrElse: { role: "operator", word: "??" },
  Assign: { role: "operator", word: "=" },
  Plus: { role: "operator", word: "+" },
  Minus: { role: "operator", word: "-" },
  Star: { role: "operator", word: "*" },
  Slash: { role: "operator", word: "/" },
  Open: { role: "punctuation", word: "(" },
  Close: { role: "punctuation", word: ")" },
  Comma: { role: "punctuation", word: "," },
  Colon: { role: "punctuation", word: ":" },
  Dot: { role: "punctuation", word: "." },
  Semicolon: { role: "punctuation", word: ";" },
  Unknown: { role: "unknown" },
  EndOfFile: { role: "unknown" },
} as const satisfies Record<string, TokenDefinition>;

export type TokenKind = keyof typeof tokenTable;

/** A token of the text. Comments are tokens; white space is not. */
export interface Token {
  readonly kind: TokenKind;
  /** Offset of its first character, in UTF-16 units from the start of the text. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
  readonly text: string;
}

const softKinds: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Identifier",
  "Stage",
  "Pipeline",
  "Previous",
  "All",
  "Succeeds",
  "Fails",
  "Set",
  "Empty",
]);

/** The table's entry for a kind. */
export function definitionOf(kind: TokenKind): TokenDefinition {
  return tokenTable[kind];
}

/** Whether a token can stand as a name: identifiers, and keywords that are keywords only in their place. */
export function isName(kind: TokenKind): boolean {
  return softKinds.has(kind);
}

/** Whether a token is a comment of any form. */
export function isComment(kind: TokenKind): boolean {
  return kind === "Comment" || kind === "DocComment" || kind === "OpenComment";
}

/** How a kind of token is called in a message. */
export function describeKind(kind: TokenKind): string {
  const definition = definitionOf(kind);
  if (definition.word !== undefined) return `\`${definition.word}\``;
  switch (kind) {
    case "Identifier":
      return "a name";
    case "Text":
      return "text in quotes";
    case "Number":
      return "a number";
    case "BlockOpen":
      return "`<`";
    case "BlockClose":
      return "`>`";
    case "EndOfFile":
      return "the end of the file";
    default:
      return kind;
  }
}
