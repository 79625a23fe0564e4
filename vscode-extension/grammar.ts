import { type TokenKind, type TokenRole, tokenTable } from "@onstage/compiler";

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
  readonly word: string;
  readonly isSoft: boolean;
}

const kinds = Object.keys(tokenTable) as readonly TokenKind[]; // The table's own keys.

const words: readonly Word[] = kinds.flatMap((kind) => {
  const entry = tokenTable[kind];
  return "word" in entry ? [{ kind, role: entry.role, word: entry.word, isSoft: "soft" in entry }] : [];
});

/** Scopes of single tokens whose role says too little. */
const special: Partial<Record<TokenKind, string>> = {
  Let: "storage.type.rules",
  Const: "storage.type.rules",
  Function: "storage.type.function.rules",
  Import: "keyword.control.import.rules",
  And: "keyword.operator.expression.rules",
  Or: "keyword.operator.expression.rules",
  Not: "keyword.operator.expression.rules",
  Is: "keyword.operator.expression.rules",
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
const wordOf = (kind: TokenKind): string => words.find((one) => one.kind === kind)?.word ?? kind;

const name = "[\\p{L}_][\\p{L}\\p{N}_]*";
const reserved = words.filter((one) => !one.isSoft && one.role === "keyword" && isWordy(one.word));
/** What an operand can begin with. A block's `>` is followed by a keyword, a comment or nothing, never by one of these. */
const operand = `(?:["(0-9-]|(?!(?:${reserved.map((one) => one.word).join("|")})\\b)[\\p{L}_])`;
/** Where a new block begins although the one before it was never closed. */
const nextBlock = `\\b(?:${wordOf("Disabled")}\\s+)?${wordOf("On")}\\s+${wordOf("Stage")}\\b`;

const blockBegin = "punctuation.section.block.begin.rules";
const blockEnd = "punctuation.section.block.end.rules";
const relational = "keyword.operator.relational.rules";
const keyword = scopeOf("Stage");

/**
 * Words that are keywords only in their place. A pattern sees one line, so each place is told by what stands beside it.
 */
const softPlaces: Partial<Record<TokenKind, string>> = {
  Stage: `(?<=\\b${wordOf("On")} )WORD\\b|\\bWORD\\b(?=\\s*")`,
  Pipeline: `\\bWORD\\b(?=\\s*(?:"|\\*\\s*(?:$|[<{]|${wordOf("When")})))`,
  Previous: `(?<=\\b${wordOf("After")} |\\b${wordOf("After")} ${wordOf("All")} )WORD\\b`,
  All: `(?<=\\b${wordOf("After")} )WORD\\b(?=\\s+${wordOf("Previous")}\\b)`,
  Succeeds: "(?<=[\\p{L}\\p{N}_] )WORD\\b(?=\\s+[\\p{L}_])",
  Fails: "(?<=[\\p{L}\\p{N}_] )WORD\\b(?=\\s+[\\p{L}_])",
  Set: `(?<=\\b${wordOf("Is")} |\\b${wordOf("Is")} ${wordOf("Not")} )WORD\\b`,
  Empty: `(?<=\\b${wordOf("Is")} |\\b${wordOf("Is")} ${wordOf("Not")} )WORD\\b`,
};

function softPattern({ kind, word }: Word): Pattern {
  const place = softPlaces[kind];
  if (place === undefined) throw new Error(`Say in softPlaces where \`${word}\` is a keyword.`);
  return { name: keyword, match: place.replaceAll("WORD", word) };
}

function wordPatterns(): readonly Pattern[] {
  const hard = words.filter((one) => !one.isSoft && isWordy(one.word));
  const byScope = Map.groupBy(hard, (one) => scopeOf(one.kind));
  const plain = [...byScope].map(
    ([scope, all]): Pattern => ({ name: scope, match: `\\b(?:${all.map((one) => one.word).join("|")})\\b` }),
  );
  return [...words.filter((one) => one.isSoft).map(softPattern), ...plain];
}

function signPatterns(): readonly Pattern[] {
  const signs = words
    .filter((one) => !isWordy(one.word) && one.kind !== "Open" && one.kind !== "Close")
    .toSorted((a, b) => b.word.length - a.word.length);
  return signs.map((one) => ({ name: scopeOf(one.kind), match: escaped(one.word) }));
}

const include = (...names: readonly string[]): readonly Pattern[] =>
  names.map((one) => ({ include: `#${one}` }));

/** Makes the colouring grammar from the compiler's table of tokens. */
export function makeGrammar(): Grammar {
  return {
    name: "Onstage rules",
    scopeName: "source.rules",
    fileTypes: ["rules"],
    patterns: include("comments", "block", "words", "parentheses", "atoms"),
    repository: {
      comments: {
        patterns: [
          { name: "comment.line.documentation.rules", match: "///.*$" },
          { name: "comment.line.double-slash.rules", match: "//.*$" },
          { name: "comment.block.rules", begin: "/\\*", end: "\\*/" },
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
            patterns: include("comments", "arguments", "words", "parentheses", "comparisons", "atoms"),
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
            captures: { "1": { name: "variable.parameter.rules" }, "2": { name: scopeOf("Colon") } },
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
                patterns: include("words", "parentheses", "comparisons", "number", "names", "signs"),
              },
            ],
          },
        ],
      },
      number: {
        patterns: [{ name: scopeOf("Number"), match: "\\b[0-9][0-9_]*(?:\\.[0-9]+)?\\b" }],
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
