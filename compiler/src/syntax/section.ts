import { type Diagnostic, diagnostic, type Fix, insert } from "../diagnostics/diagnostic.ts";
import { isSpacedMoment } from "./calendar-notation.ts";
import { declarationOf } from "./declarations.ts";
import { declarationParser } from "./grammar.ts";
import { grammarProblem } from "./grammar-problems.ts";
import { kindOf, type Lexeme, lexemeOf, tokenTypes as t } from "./lexer.ts";
import { type Draft, spanOf } from "./nodes.ts";
import { signProblem } from "./number-notation.ts";
import { numberProblem } from "./number-signs.ts";
import { piecesOf } from "./pieces.ts";
import { lexemeProblem, strayProblem } from "./problems.ts";
import { countUpTo } from "./search.ts";
import { type Cut, cutSections, maximumNesting, maximumRules, maximumRuleTokens } from "./sections.ts";
import type { TestStep } from "./test-tree.ts";
import { readTexts } from "./texts.ts";
import type { Token } from "./tokens.ts";
import type { Declaration, RuleEntry } from "./tree.ts";

/**
 * A stretch of a file from one top-level keyword to the next. It is the same object for as long as its text is, wherever
 * it has moved to.
 */
export interface Section {
  /** From its first token, the comments above it included, to before the next section. */
  readonly text: string;
  /** With comments, in order; block signs and comparisons told apart. Worked out when asked for. */
  readonly tokens: readonly Token[];
  /** What it declares; absent where it declares nothing. Places count from the start of the section, as they do below. */
  readonly node?: Declaration;
  readonly diagnostics: readonly Diagnostic[];
}

/** The tokens of a section, from its text. */
function tokensOf(text: string): readonly Token[] {
  const found: Lexeme[] = [];
  for (const { start, words, loose } of cutSections(text, piecesOf(text, 0))) {
    for (const lexeme of [...words, ...loose]) {
      lexeme.startOffset += start;
      found.push(lexeme);
    }
  }
  return found
    .map((lexeme): Token => ({ kind: kindOf(lexeme), ...spanOf(lexeme), text: lexeme.image }))
    .toSorted((a, b) => a.start - b.start);
}

/** There are very many: what they have in common is theirs once. */
class ReadSection implements Section {
  readonly text: string;
  declare readonly node?: Declaration;
  readonly diagnostics: readonly Diagnostic[];
  #tokens: readonly Token[] | undefined;

  constructor(text: string, node: Declaration | undefined, diagnostics: readonly Diagnostic[]) {
    this.text = text;
    if (node !== undefined) this.node = node;
    this.diagnostics = diagnostics;
  }

  get tokens(): readonly Token[] {
    this.#tokens ??= tokensOf(this.text);
    return this.#tokens;
  }
}

const endOf = (lexeme: Lexeme): number => lexeme.startOffset + lexeme.image.length;

/**
 * Puts in what may be left out of a block: the `;` of its last rule, and the closing sign of a block that is reported
 * as open. So the grammar has one form only.
 */
function complete(words: Lexeme[], report: (problem: Diagnostic) => void): void {
  const open = words.find((word) => word.tokenType === t.BlockOpen);
  const last = words.at(-1);
  if (open === undefined || last === undefined) return;
  const close = last.tokenType === t.BlockClose && last !== open ? last : undefined;
  if (close !== undefined) words.pop();
  const tail = words.at(-1) ?? last;
  if (tail.tokenType !== t.Semicolon && tail.tokenType !== t.BlockOpen)
    words.push(lexemeOf("Semicolon", endOf(tail)));
  words.push(close ?? lexemeOf("BlockClose", endOf(tail)));
  if (close !== undefined) checkSigns(open, close, report);
  else report(diagnostic("OS1007", spanOf(open), {}, [insert("Write `>`", endOf(tail), "\n>")]));
}

function checkSigns(open: Lexeme, close: Lexeme, report: (problem: Diagnostic) => void): void {
  const opensWithBrace = open.image === "{";
  const closesWithBrace = close.image === "}";
  if (!opensWithBrace && !closesWithBrace) return;
  const fix: Fix = {
    title: "Write `<` and `>`",
    safe: true,
    edits: () => [
      { ...spanOf(open), text: "<" },
      { ...spanOf(close), text: ">" },
    ],
  };
  if (opensWithBrace && closesWithBrace) report(diagnostic("OS1005", spanOf(open), {}, [fix]));
  else report(diagnostic("OS1006", spanOf(close), { open: open.image, close: close.image }, [fix]));
}

function tooComplex({ words, nesting, rules, longestRule }: Cut): Diagnostic | undefined {
  const [first] = words;
  const place = first === undefined ? { start: 0, end: 0 } : spanOf(first);
  if (nesting > maximumNesting) {
    const what = `parentheses or \`if\` ${nesting} deep`;
    const help = "name what is inside by `let` or `const`, or write several rules";
    return diagnostic("OS1011", place, { what, limit: maximumNesting, help });
  }
  if (rules > maximumRules) {
    const help = "write several blocks for it: each has its own rules";
    return diagnostic("OS1011", place, { what: `a block of ${rules} rules`, limit: maximumRules, help });
  }
  if (longestRule > maximumRuleTokens) {
    const what = `a rule of ${longestRule} words`;
    const help = "split it into several rules";
    return diagnostic("OS1011", place, { what, limit: maximumRuleTokens, help });
  }
  return undefined;
}

/** The `///` comments by the offset of the word they stand above. */
function docComments({ words, loose }: Cut): ReadonlyMap<number, string> {
  const found = new Map<number, string[]>();
  let index = 0;
  for (const comment of loose) {
    if (comment.tokenType !== t.DocComment) continue;
    while ((words[index]?.startOffset ?? Number.POSITIVE_INFINITY) < comment.startOffset) index += 1;
    const at = words[index]?.startOffset ?? -1;
    const line = comment.image.slice(3).trim();
    const lines = found.get(at);
    if (lines === undefined) found.set(at, [line]);
    else lines.push(line);
  }
  return new Map([...found].map(([at, lines]) => [at, lines.join("\n")]));
}

/**
 * What the grammar meets behind a first mistake in the same rule, before its `;`, follows from it. Only a missing `;`
 * leaves both sides of it whole.
 */
function firstOfEachStretch(
  errors: readonly Diagnostic[],
  stretchOf: (offset: number) => number,
): readonly Diagnostic[] {
  const broken = new Set<number>();
  return errors.filter((error) => {
    const stretch = stretchOf(error.start);
    if (broken.has(stretch)) return false;
    if (error.code !== "OS1009") broken.add(stretch);
    return true;
  });
}

/** Where a `;` is missing before what is no rule, only that is said. */
function withoutCascades(errors: readonly Diagnostic[], words: readonly Lexeme[]): readonly Diagnostic[] {
  return errors.filter((error, index) => {
    const before = errors[index - 1];
    if (before?.code !== "OS1009") return true;
    const first = words.findIndex((word) => word.startOffset >= before.end);
    return words[first + 1]?.startOffset !== error.start;
  });
}

/** Mistakes at one place are one mistake; a remark never stands in the place of an error. */
function onePerPlace(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  if (problems.length < 2) return problems;
  const seen = new Set<number>();
  const isError = ({ severity }: Diagnostic): boolean => severity === "error";
  return [...problems.filter(isError), ...problems.filter((one) => !isError(one))].filter(({ start }) => {
    if (seen.has(start)) return false;
    seen.add(start);
    return true;
  });
}

const inOrder = (a: Diagnostic, b: Diagnostic): number => a.start - b.start || a.end - b.end;

function hasBlock(kind: Cut["kind"]): boolean {
  return kind === "stage" || kind === "event" || kind === "calendar" || kind === "group" || kind === "test";
}

/** Reads a section that is no stray text. */
function readDeclaration(cut: Cut & { readonly kind: Exclude<Cut["kind"], "stray"> }): {
  readonly node: Declaration;
  readonly problems: readonly Diagnostic[];
} {
  const { kind, words, loose } = cut;
  const first = words[0];
  const start = first?.startOffset ?? 0;
  const last = words.at(-1);
  const end = last === undefined ? start : endOf(last);
  const found: Diagnostic[] = [];
  const report = (problem: Diagnostic): void => void found.push(problem);
  if (hasBlock(kind)) complete(words, report);
  const { parts, met, problems, texts } = declarationParser.read(kind, words);
  // Still growing: what is broken is said of them here.
  const rules = [...parts.rules, ...parts.steps] as (Draft<RuleEntry> | Draft<TestStep>)[];
  let wrong: readonly Diagnostic[] = [];
  if (met.length > 0) {
    const ends = words
      .filter(({ tokenType }) => tokenType === t.Semicolon || tokenType === t.BlockOpen)
      .map(endOf);
    const stretchOf = (offset: number): number => countUpTo(ends, offset);
    const isBlock = hasBlock(kind);
    const all = met.map((one) => grammarProblem(one, end, isBlock)).toSorted(inOrder);
    wrong = firstOfEachStretch(withoutCascades(all, words), stretchOf);
    const stretches = new Set(
      wrong.filter(({ code }) => code !== "OS1009").map((one) => stretchOf(one.start)),
    );
    for (const rule of rules) if (stretches.has(stretchOf(rule.start))) rule.broken = true;
    if (rules.every((rule) => rule.broken !== true)) parts.broken = true;
  }
  readTexts(texts, report);
  if (loose.length > 0) {
    const docs = docComments(cut);
    const description = docs.get(start);
    if (description !== undefined) parts.description = description;
    if (docs.size > 0) {
      for (const rule of rules) {
        const text = docs.get(rule.start);
        if (text !== undefined && rule.kind !== "Step") rule.description = text;
      }
    }
  }
  // Where the text ends behind a hole, what else it lacks is not worth a word; nor is what stands there instead.
  const atEnd = problems.some((one) => one.end === end);
  const holes = problems.filter(({ code }) => code === "OS1010").map((one) => one.end);
  const filled = new Set(holes.map((hole) => words.find((word) => word.startOffset >= hole)?.startOffset));
  const behindHole = new Set(holes.length < 2 ? [] : holes);
  const all = [
    ...found,
    ...problems.filter((one) => one.code !== "OS1010" || !behindHole.has(one.start)),
    ...wrong.filter((one) => (!atEnd || one.end < end) && !filled.has(one.start)),
  ];
  const open = all.length === 0 ? undefined : words.find(({ tokenType }) => tokenType === t.OpenText);
  // What an unclosed text has swallowed is not missing as well.
  const caused = (one: Diagnostic): boolean =>
    open !== undefined && (one.code === "OS1007" || one.start >= open.startOffset);
  return { node: declarationOf(kind, start, end, parts), problems: all.filter((one) => !caused(one)) };
}

/** How many words of a section are told to be wrong: what is no rules could have a million. */
const mostWrongWords = 200;

/** What is wrong with single words and signs. */
function wordProblems({ kind, words, loose }: Cut, text: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let index = 0; index < words.length && found.length < mostWrongWords; index += 1) {
    const word = words[index];
    if (word === undefined) continue;
    if (kind === "test" && word.tokenType === t.DateTime && isSpacedMoment(word)) continue;
    const isNumber = word.tokenType === t.Number;
    const problem = isNumber ? numberProblem(words, index) : lexemeProblem(word);
    if (problem !== undefined) found.push(problem);
  }
  for (let index = 0; index < loose.length && found.length < mostWrongWords; index += 1) {
    const lexeme = loose[index];
    const ofNumber = lexeme?.tokenType === t.Unknown ? signProblem(lexeme, text) : undefined;
    const problem = ofNumber ?? (lexeme && lexemeProblem(lexeme));
    if (problem !== undefined) found.push(problem);
  }
  return found;
}

/** Where the words stand behind signs that mean nothing: what is unexpected there follows from the sign. */
function behindUnknown({ loose }: Cut, text: string): ReadonlySet<number> {
  const found = new Set<number>();
  for (const lexeme of loose) {
    if (lexeme.tokenType !== t.Unknown) continue;
    let { end } = spanOf(lexeme);
    while (text[end] === " ") end += 1;
    found.add(end);
  }
  return found;
}

/** Reads one section of a file. It never throws: what cannot be read is reported. */
export function readSection(text: string, cut: Cut): Section {
  const { kind, words } = cut;
  const found = wordProblems(cut, text);
  let node: Declaration | undefined;
  const complex = tooComplex(cut);
  if (complex !== undefined) found.push(complex);
  else if (kind === "stray") {
    const stray = strayProblem(words);
    if (stray !== undefined) found.push(stray);
  } else {
    const read = readDeclaration({ ...cut, kind });
    node = read.node;
    // `isn't` opens no text.
    const wrongWords = new Set(read.problems.flatMap(({ code, end }) => (code === "OS1008" ? [end] : [])));
    // Where the grammar knows what a sign was meant for, it is told by that.
    const known = new Set(read.problems.flatMap(({ code, start }) => (code === "OS1013" ? [start] : [])));
    const ofWords = found.filter(
      ({ code, start }) =>
        !known.has(start) && !(code === "OS1002" && text[start] === "'" && wrongWords.has(start)),
    );
    found.splice(0, found.length, ...ofWords);
    // What begins inside a word that is wrong by itself follows from that.
    const unknown = behindUnknown(cut, text);
    for (const one of read.problems) {
      if (one.code === "OS1008" && unknown.has(one.start)) continue;
      if (!ofWords.some((of) => of.start <= one.start && one.start < of.end)) found.push(one);
    }
  }
  const diagnostics = found.length < 2 ? found : onePerPlace(found).toSorted(inOrder);
  return new ReadSection(text, node, diagnostics);
}
