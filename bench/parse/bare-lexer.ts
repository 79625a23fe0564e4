import { createToken, Lexer, type TokenType } from "chevrotain";

/**
 * A lexer for the language as Chevrotain's own guide makes one: keywords are told from names by the longer match, and
 * words that are keywords only in their place are names too. White space and comments are left out.
 */
const name = createToken({ name: "Name", pattern: /[A-Za-z_\u00C0-\u024F][A-Za-z0-9_\u00C0-\u024F]*/ });
const tokens: TokenType[] = [];
const words: TokenType[] = [];

function token(label: string, pattern: RegExp | string, ...categories: TokenType[]): TokenType {
  const made = createToken({ name: label, pattern, categories });
  tokens.push(made);
  return made;
}

function word(text: string, isSoft = false, pattern: RegExp | string = text): TokenType {
  const made = createToken({ name: text, pattern, longer_alt: name, categories: isSoft ? [name] : [] });
  words.push(made);
  return made;
}

const soft = (text: string, pattern?: RegExp): TokenType => word(text, true, pattern);

tokens.push(
  createToken({ name: "Space", pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true }),
  createToken({ name: "LineComment", pattern: /\/\/[^\n\r]*/, group: "comments" }),
  createToken({ name: "Comment", pattern: /\/\*[\s\S]*?\*\//, group: "comments", line_breaks: true }),
);

export const t = {
  On: word("on"),
  Let: word("let"),
  After: word("after"),
  At: word("at"),
  Within: word("within"),
  When: word("when"),
  In: word("in"),
  Disabled: word("disabled"),
  Every: word("every"),
  Const: word("const"),
  Function: word("function"),
  Import: word("import"),
  Rules: word("rules"),
  Include: word("include"),
  If: word("if"),
  Then: word("then"),
  Else: word("else"),
  And: word("and"),
  Or: word("or"),
  Not: word("not"),
  Is: word("is"),
  True: word("true"),
  False: word("false"),
  This: word("this"),
  Stage: soft("stage"),
  Pipeline: soft("pipeline"),
  Where: soft("where"),
  Move: soft("move"),
  To: soft("to"),
  Allow: soft("allow"),
  Backward: soft("backward"),
  Previous: soft("previous"),
  All: soft("all"),
  Succeeds: soft("succeeds"),
  Fails: soft("fails"),
  Before: soft("before"),
  Working: soft("working"),
  Of: soft("of"),
  Up: soft("up"),
  Times: soft("times"),
  Until: soft("until"),
  As: soft("as"),
  Once: soft("once"),
  Per: soft("per"),
  Retry: soft("retry"),
  Skip: soft("skip"),
  Late: soft("late"),
  Weekday: soft("weekday"),
  Last: soft("last"),
  From: soft("from"),
  Contains: soft("contains"),
  Starts: soft("starts"),
  Ends: soft("ends"),
  With: soft("with"),
  Matches: soft("matches"),
  Set: soft("set"),
  Empty: soft("empty"),
  DayName: soft("dayName", /(?:mon|tues|wednes|thurs|fri|satur|sun)day/),
  Unit: soft("unit", /(?:second|minute|hour|day|week|month|year)s?/),
  Text: token("Text", /"(?:[^"\\\n\r]|\\.)*"/),
  SingleText: token("SingleText", /'[^'\n\r]*'/),
  DateTime: token("DateTime", /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/),
  Date: token("Date", /\d{4}-\d{2}-\d{2}/),
  Time: token("Time", /\d{2}:\d{2}/),
  Number: token("Number", /\d[\d_]*(?:\.\d+)?/),
  Equal: token("Equal", "=="),
  Differs: token("Differs", "!="),
  AtMost: token("AtMost", "<="),
  AtLeast: token("AtLeast", ">="),
  Left: token("Left", "<"),
  Right: token("Right", ">"),
  OrElse: token("OrElse", "??"),
  Assign: token("Assign", "="),
  Plus: token("Plus", "+"),
  Minus: token("Minus", "-"),
  Star: token("Star", "*"),
  Slash: token("Slash", "/"),
  Open: token("Open", "("),
  Close: token("Close", ")"),
  ListOpen: token("ListOpen", "["),
  ListClose: token("ListClose", "]"),
  BraceOpen: token("BraceOpen", "{"),
  BraceClose: token("BraceClose", "}"),
  Comma: token("Comma", ","),
  Colon: token("Colon", ":"),
  Range: token("Range", ".."),
  Dot: token("Dot", "."),
  Semicolon: token("Semicolon", ";"),
  Question: token("Question", "?"),
  Name: name,
} as const;

// The longer words first: `on` would take the beginning of `once`.
words.sort(
  (a, b) =>
    (typeof b.PATTERN === "string" ? b.name.length : 0) - (typeof a.PATTERN === "string" ? a.name.length : 0),
);
export const vocabulary: TokenType[] = [...tokens, ...words, name];
export const bareLexer = new Lexer(vocabulary, { positionTracking: "onlyOffset", skipValidations: true });
