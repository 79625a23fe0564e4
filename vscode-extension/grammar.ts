import {
  type TokenDefinition,
  type TokenKind,
  type TokenRole,
  testWords,
  tokenTable,
} from "@onstage/compiler";

/** A rule of a TextMate grammar, as far as this one needs them. */
export interface Pattern {
  readonly name?: string;
  readonly match?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly include?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
  readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly endCaptures?: Readonly<Record<string, { readonly name: string }>>;
  readonly patterns?: readonly Pattern[];
}

/** A whole TextMate grammar. */
export interface Grammar {
  readonly name: string;
  readonly scopeName: string;
  readonly fileTypes: readonly string[];
  readonly patterns: readonly Pattern[];
  readonly repository: Readonly<Record<string, { readonly patterns: readonly Pattern[] }>>;
}

interface Word {
  readonly kind: TokenKind;
  readonly role: TokenRole;
  /** The word or sign, or all of them where a kind has several. */
  readonly words: readonly string[];
  readonly isSoft: boolean;
}

const kinds = Object.keys(tokenTable) as readonly TokenKind[]; // The table's own keys.

const words: readonly Word[] = kinds.flatMap((kind) => {
  const { role, word, words: several, soft }: TokenDefinition = tokenTable[kind];
  const all = several ?? (word === undefined ? [] : [word]);
  return all.length === 0 ? [] : [{ kind, role, words: all, isSoft: soft === true }];
});

/** Scopes of single tokens whose role says too little. */
const special: Partial<Record<TokenKind, string>> = {
  Let: "storage.type.rules",
  Const: "storage.type.rules",
  Function: "storage.type.function.rules",
  Import: "keyword.control.import.rules",
  From: "keyword.control.import.rules",
  Currency: "constant.other.currency.rules",
  And: "keyword.operator.expression.rules",
  Or: "keyword.operator.expression.rules",
  Not: "keyword.operator.expression.rules",
  Is: "keyword.operator.expression.rules",
  Contains: "keyword.operator.expression.rules",
  Starts: "keyword.operator.expression.rules",
  Ends: "keyword.operator.expression.rules",
  With: "keyword.operator.expression.rules",
  Matches: "keyword.operator.expression.rules",
  Unit: "keyword.other.unit.rules",
  This: "variable.language.rules",
  Equal: "keyword.operator.comparison.rules",
  Differs: "keyword.operator.comparison.rules",
  AtMost: "keyword.operator.relational.rules",
  AtLeast: "keyword.operator.relational.rules",
  Assign: "keyword.operator.assignment.rules",
  Plus: "keyword.operator.arithmetic.rules",
  Minus: "keyword.operator.arithmetic.rules",
  Star: "keyword.operator.arithmetic.rules",
  Slash: "keyword.operator.arithmetic.rules",
  Semicolon: "punctuation.terminator.rules",
  Comma: "punctuation.separator.rules",
  Colon: "punctuation.separator.rules",
  Range: "keyword.operator.range.rules",
  Dot: "punctuation.accessor.rules",
};

function scopeOf(kind: TokenKind): string {
  const known = special[kind];
  if (known !== undefined) return known;
  switch (tokenTable[kind].role) {
    case "keyword":
      return "keyword.control.rules";
    case "constant":
      return "constant.language.rules";
    case "operator":
      return "keyword.operator.rules";
    case "block":
    case "punctuation":
      return "punctuation.rules";
    case "name":
      return "variable.other.rules";
    case "text":
      return "string.quoted.double.rules";
    case "number":
      return "constant.numeric.rules";
    case "comment":
      return "comment.rules";
    case "unknown":
      return "invalid.illegal.rules";
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
const isWordy = (text: string): boolean => /^\p{L}+$/u.test(text);
const wordsOf = (kind: TokenKind): readonly string[] => words.find((one) => one.kind === kind)?.words ?? [];
const wordOf = (kind: TokenKind): string => wordsOf(kind)[0] ?? kind;
const oneOf = (all: readonly string[]): string => `(?:${all.join("|")})`;

const name = "[\\p{L}_][\\p{L}\\p{N}_]*";
const reserved = words.filter((one) => !one.isSoft && one.role === "keyword" && isWordy(one.words[0] ?? ""));
/** What an operand can begin with. A block's `>` is followed by a keyword, a comment or nothing, never by one of these. */
const operand = `(?:["(\\[0-9-]|(?!${oneOf(reserved.flatMap((one) => one.words))}\\b)[\\p{L}_]|\\b${oneOf([wordOf("Not"), wordOf("If")])}\\b)`;
const starters: readonly TokenKind[] = ["On", "Every", "Const", "Function", "Import", "Rules", "Disabled"];
/** A test begins with its name. */
const nextTest = `(?<!\\.)\\b${wordOf("Test")}\\b(?=\\s*")`;
/** Where something begins at the top level. */
const nextStarter = `(?:(?<!\\.)\\b${oneOf(starters.map(wordOf))}\\b|${nextTest})`;
const disabled = `(?:${wordOf("Disabled")}\\s+)?`;
/** The same, although the block before it was never closed: only what cannot belong to a rule. */
const nextBlock = `(?:\\b${disabled}${wordOf("On")}\\s+${wordOf("Stage")}\\b|^\\s*${disabled}${wordOf("On")}\\s+${name}\\s*(?:\\(|${wordOf("In")}\\b)|(?<!\\.)\\b${oneOf((["Const", "Function", "Import", "Rules"] as const).map(wordOf))}\\b|${nextTest})`;
/** Words of tests that are none anywhere else. */
const inTests = oneOf([
  ...testWords,
  ...["for", "with", "until", "because", "returns", "fails", "takes", "times", "no", "nothing", "timers"],
  ...["done", "waiting", "skipped", "failed", "cancelled"],
]);

const blockBegin = "punctuation.section.block.begin.rules";
const blockEnd = "punctuation.section.block.end.rules";
const relational = "keyword.operator.relational.rules";
const parameter = "variable.parameter.rules";

/** Behind some words and a space. Each has to be of one length, so they stand side by side. */
const behind = (...before: readonly string[]): string =>
  `(?<=${before.map((one) => `\\b${one} `).join("|")})`;
const behindOperand = '(?<=[\\p{L}\\p{N}_)"\\]] )';
const anyUnit = oneOf(wordsOf("Unit"));
const moreModifiers = oneOf((["Per", "Retry", "Skip", "As", "When", "Disabled"] as const).map(wordOf));
const clauses = oneOf((["After", "At", "Within", "Every"] as const).map(wordOf));

/**
 * Words that are keywords only in their place. A pattern sees one line, so each place is told by what stands beside it.
 */
const softPlaces: Partial<Record<TokenKind, string>> = {
  Test: '\\bWORD\\b(?=\\s*")',
  Stage: `${behind(wordOf("On"))}WORD\\b|\\bWORD\\b(?=\\s*")`,
  Pipeline: `\\bWORD\\b(?=\\s*(?:"|\\*\\s*(?:$|[<{]|${wordOf("When")}|${wordOf("Where")}|${wordOf("Move")})))`,
  Where: "\\bWORD\\b(?=\\s*\\()",
  Move: `\\bWORD\\b(?=\\s+${wordOf("To")}\\b)`,
  To: `${behind(wordOf("Move"), wordOf("Up"))}WORD\\b`,
  Allow: `\\bWORD\\b(?=\\s+${wordOf("Backward")}\\b)`,
  Backward: `${behind(wordOf("Allow"))}WORD\\b`,
  Previous: `${behind(wordOf("After"), `${wordOf("After")} ${wordOf("All")}`)}WORD\\b`,
  All: `${behind(wordOf("After"))}WORD\\b(?=\\s+${wordOf("Previous")}\\b)`,
  Succeeds: `(?<=[\\p{L}\\p{N}_] )WORD\\b(?=\\s+[\\p{L}_]|\\s*,\\s*${clauses}\\b)`,
  Fails: `(?<=[\\p{L}\\p{N}_] )WORD\\b(?=\\s+[\\p{L}_]|\\s*,\\s*${clauses}\\b)`,
  Before: `${behind(...wordsOf("Unit"))}WORD\\b`,
  Working: `\\bWORD\\b(?=\\s+${anyUnit}\\b)`,
  Of: `${behind("hours")}WORD\\b`,
  Up: `\\bWORD\\b(?=\\s+${wordOf("To")}\\b)`,
  Times: "(?<=[0-9] )WORD\\b",
  Until: "\\bWORD\\b(?=\\s*\\()",
  As: `${behindOperand}WORD\\b(?=\\s*[\\p{L}_"(])`,
  Once: `${behindOperand}WORD\\b(?=\\s*(?:;|>|\\}|$|${moreModifiers}\\b))`,
  Per: `${behind(wordOf("Once"))}WORD\\b`,
  Retry: "\\bWORD\\b(?=\\s+[0-9])",
  Skip: `\\bWORD\\b(?=\\s+${wordOf("If")}\\b)`,
  Late: `${behind(`${wordOf("Skip")} ${wordOf("If")}`)}WORD\\b`,
  Weekday: `${behind(wordOf("Every"))}WORD\\b`,
  Last: `${behind(wordOf("On"))}WORD\\b(?=\\s+${anyUnit}\\b)`,
  From: `(?<=\\} )WORD\\b|\\bWORD\\b(?=\\s*")`,
  Contains: `${behindOperand}WORD\\b(?=\\s*[\\p{L}\\p{N}_"(\\[-])`,
  Starts: `\\bWORD\\b(?=\\s+${wordOf("With")}\\b)`,
  Ends: `\\bWORD\\b(?=\\s+${wordOf("With")}\\b)`,
  With: `${behind(wordOf("Starts"), wordOf("Ends"))}WORD\\b`,
  Matches: `${behindOperand}WORD\\b(?=\\s*[\\p{L}_"(])`,
  Set: `${behind(wordOf("Is"), `${wordOf("Is")} ${wordOf("Not")}`)}WORD\\b`,
  Empty: `${behind(wordOf("Is"), `${wordOf("Is")} ${wordOf("Not")}`)}WORD\\b`,
  DayName: `(?<=\\b${wordOf("Every")} |, )WORD\\b`,
  Unit: `(?<=[0-9] |\\b${[wordOf("Working"), wordOf("Every"), wordOf("Last"), wordOf("Per")].join(" |\\b")} )WORD\\b`,
};

function softPattern({ kind, words: all }: Word): Pattern {
  const place = softPlaces[kind];
  const word = all.length === 1 ? (all[0] ?? "") : oneOf(all);
  if (place === undefined) throw new Error(`Say in softPlaces where \`${word}\` is a keyword.`);
  return { name: scopeOf(kind), match: place.replaceAll("WORD", word) };
}

function wordPatterns(): readonly Pattern[] {
  const hard = words.filter((one) => !one.isSoft && isWordy(one.words[0] ?? ""));
  const byScope = Map.groupBy(hard, (one) => scopeOf(one.kind));
  const plain = [...byScope].map(
    ([scope, all]): Pattern => ({ name: scope, match: `\\b${oneOf(all.flatMap((one) => one.words))}\\b` }),
  );
  return [...words.filter((one) => one.isSoft).map(softPattern), ...plain];
}

function signPatterns(): readonly Pattern[] {
  const paired: readonly TokenKind[] = ["Open", "Close", "ListOpen", "ListClose"];
  return words
    .filter((one) => !isWordy(one.words[0] ?? "") && !paired.includes(one.kind))
    .toSorted((a, b) => (b.words[0] ?? "").length - (a.words[0] ?? "").length)
    .map((one) => ({ name: scopeOf(one.kind), match: escaped(one.words[0] ?? "") }));
}

const include = (...names: readonly string[]): readonly Pattern[] =>
  names.map((one) => ({ include: `#${one}` }));

/** Makes the colouring grammar from the compiler's table of tokens. */
export function makeGrammar(): Grammar {
  return {
    name: "Onstage rules",
    scopeName: "source.rules",
    fileTypes: ["rules"],
    patterns: include(
      "comments",
      "value",
      "group",
      "import",
      "trigger",
      "test",
      "block",
      "words",
      "parentheses",
      "atoms",
    ),
    repository: {
      comments: {
        patterns: [
          { name: "comment.line.documentation.rules", match: "///.*$" },
          { name: "comment.line.double-slash.rules", match: "//.*$" },
          { name: "comment.line.number-sign.rules", match: "#.*$" },
          { name: "comment.block.rules", begin: "/\\*", end: "\\*/" },
        ],
      },
      value: {
        patterns: [
          {
            // Behind its name, all of a constant or a function compares; it ends where the next thing begins.
            begin: `\\b(${wordOf("Const")})\\b|\\b(${wordOf("Function")})\\b`,
            beginCaptures: { "1": { name: scopeOf("Const") }, "2": { name: scopeOf("Function") } },
            end: `(?=${nextStarter})`,
            patterns: include(
              "comments",
              "parameters",
              "words",
              "parentheses",
              "records",
              "comparisons",
              "atoms",
            ),
          },
        ],
      },
      group: {
        patterns: [
          {
            begin: `\\b${wordOf("Rules")}\\b`,
            beginCaptures: { "0": { name: scopeOf("Rules") } },
            end: `(?=[<{]|${nextStarter})`,
            patterns: include("comments", "parameters", "words", "parentheses", "atoms"),
          },
        ],
      },
      parameters: {
        patterns: [
          {
            // Parameters have types: `<` and `>` stand around what a list holds.
            begin: `(${name})\\s*(\\()(?=\\s*(?:\\)|$|${name}\\s*[:),]))`,
            beginCaptures: {
              "1": { name: "entity.name.function.rules" },
              "2": { name: "punctuation.section.parens.begin.rules" },
            },
            end: `(\\))|(?=${nextStarter})`,
            endCaptures: { "1": { name: "punctuation.section.parens.end.rules" } },
            patterns: [
              ...include("comments", "arguments"),
              { name: "punctuation.definition.typeparameters.rules", match: "[<>]" },
              { name: "entity.name.type.rules", match: name },
              ...include("signs"),
            ],
          },
        ],
      },
      import: {
        patterns: [
          {
            begin: `\\b${wordOf("Import")}\\b`,
            beginCaptures: { "0": { name: scopeOf("Import") } },
            end: `(?=${nextStarter})`,
            patterns: include("comments", "records", "words", "atoms"),
          },
        ],
      },
      trigger: {
        patterns: [
          {
            // A trigger has no block: behind `move to`, all signs compare.
            begin: `\\b(${wordOf("Move")})\\s+(${wordOf("To")})\\b`,
            beginCaptures: { "1": { name: scopeOf("Move") }, "2": { name: scopeOf("To") } },
            end: `(?=${nextStarter})`,
            patterns: include("comments", "words", "parentheses", "comparisons", "atoms"),
          },
        ],
      },
      records: {
        patterns: [
          {
            begin: "\\{",
            beginCaptures: { "0": { name: "punctuation.section.braces.begin.rules" } },
            end: `(\\})|(?=;|${nextBlock})`,
            endCaptures: { "1": { name: "punctuation.section.braces.end.rules" } },
            patterns: include(
              "comments",
              "arguments",
              "words",
              "parentheses",
              "records",
              "comparisons",
              "atoms",
            ),
          },
        ],
      },
      test: {
        patterns: [
          {
            name: "meta.test.rules",
            begin: nextTest,
            beginCaptures: { "0": { name: scopeOf("Test") } },
            end: `(>(?!=))|(?=${nextBlock})`,
            endCaptures: { "1": { name: blockEnd } },
            patterns: [
              ...include("comments"),
              { name: blockBegin, match: "<(?!=)" },
              { name: scopeOf("At"), match: `\\b${inTests}\\b(?!\\s*[:.(,=])` },
              ...include("arguments", "words", "parentheses", "records", "atoms"),
            ],
          },
        ],
      },
      block: {
        patterns: [
          {
            name: "meta.block.rules",
            begin: "<(?!=)|\\{",
            beginCaptures: { "0": { name: blockBegin } },
            end: `(>(?!=)|\\})|(?=${nextBlock})`,
            endCaptures: { "1": { name: blockEnd } },
            patterns: include("comments", "condition", "labels", "words", "parentheses", "atoms"),
          },
        ],
      },
      condition: {
        patterns: [
          {
            name: "meta.condition.rules",
            begin: `\\b${wordOf("When")}\\b`,
            beginCaptures: { "0": { name: scopeOf("When") } },
            // A `>` with nothing behind it to compare with ends the block; `> >` is a comparison somebody is typing.
            end: `(?=[;}]|>(?!=|\\s*(?:${operand}|>))|${nextBlock})`,
            patterns: include("comments", "words", "parentheses", "comparisons", "atoms"),
          },
        ],
      },
      comparisons: {
        // Longer signs are among them, or `<=` would be read as `<` here.
        patterns: [{ name: relational, match: "<=|>=|[<>]" }],
      },
      parentheses: {
        patterns: [
          {
            begin: "\\(",
            beginCaptures: { "0": { name: "punctuation.section.parens.begin.rules" } },
            // A `>` at the end of its line rather ends the block than compares with what the next line begins with.
            end: `(\\))|(?=;|>\\s*(?:$|${nextBlock})|${nextBlock})`,
            endCaptures: { "1": { name: "punctuation.section.parens.end.rules" } },
            patterns: include(
              "comments",
              "arguments",
              "words",
              "parentheses",
              "records",
              "comparisons",
              "atoms",
            ),
          },
          {
            begin: "\\[",
            beginCaptures: { "0": { name: "punctuation.section.brackets.begin.rules" } },
            end: `(\\])|(?=;|>\\s*(?:$|${nextBlock})|${nextBlock})`,
            endCaptures: { "1": { name: "punctuation.section.brackets.end.rules" } },
            patterns: include("comments", "words", "parentheses", "records", "comparisons", "atoms"),
          },
        ],
      },
      labels: {
        patterns: [
          {
            match: `(${name})\\s*(:)`,
            captures: { "1": { name: "entity.name.label.rules" }, "2": { name: scopeOf("Colon") } },
          },
          {
            match: `\\b(${wordOf("Let")})\\s+(${name})`,
            captures: { "1": { name: scopeOf("Let") }, "2": { name: "variable.other.constant.rules" } },
          },
        ],
      },
      arguments: {
        patterns: [
          {
            match: `(${name})\\s*(:)`,
            captures: { "1": { name: parameter }, "2": { name: scopeOf("Colon") } },
          },
        ],
      },
      words: { patterns: wordPatterns() },
      atoms: { patterns: [...include("text", "number", "names", "signs")] },
      text: {
        patterns: [
          {
            name: scopeOf("Text"),
            begin: '"',
            beginCaptures: { "0": { name: "punctuation.definition.string.begin.rules" } },
            end: '(")|$',
            endCaptures: { "1": { name: "punctuation.definition.string.end.rules" } },
            patterns: [
              {
                name: "constant.character.escape.rules",
                match: "\\\\u\\{[0-9A-Fa-f]*\\}|\\\\.|\\{\\{|\\}\\}",
              },
              {
                name: "meta.interpolation.rules",
                begin: "\\{",
                beginCaptures: { "0": { name: "punctuation.section.interpolation.begin.rules" } },
                end: '(\\})|(?=")|$',
                endCaptures: { "1": { name: "punctuation.section.interpolation.end.rules" } },
                patterns: [
                  {
                    match: "(:)\\s*([\\p{L}\\p{N}_.-]+)\\s*(?=\\})",
                    captures: {
                      "1": { name: scopeOf("Colon") },
                      "2": { name: "constant.other.format.rules" },
                    },
                  },
                  { name: "string.quoted.single.rules", match: "'[^'\"]*'" },
                  ...include("words", "parentheses", "comparisons", "number", "names", "signs"),
                ],
              },
            ],
          },
        ],
      },
      number: {
        patterns: [
          {
            name: "constant.numeric.date.rules",
            match: "\\b[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:T[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?\\b",
          },
          { name: "constant.numeric.time.rules", match: "\\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\\b" },
          {
            match: "\\b([0-9][0-9_]*(?:\\.[0-9]+)?)\\s+([A-Z]{3})\\b",
            captures: { "1": { name: scopeOf("Number") }, "2": { name: scopeOf("Currency") } },
          },
          { name: scopeOf("Number"), match: "\\b[0-9][0-9_]*(?:\\.[0-9]+)?\\b" },
        ],
      },
      names: {
        patterns: [
          { name: "entity.name.function.rules", match: `${name}(?=\\s*\\()` },
          {
            match: `(\\.)\\s*(${name})`,
            captures: { "1": { name: scopeOf("Dot") }, "2": { name: "variable.other.property.rules" } },
          },
          { name: scopeOf("Identifier"), match: name },
        ],
      },
      signs: { patterns: signPatterns() },
    },
  };
}
