import type { IToken } from "chevrotain";
import { type Diagnostic, diagnostic, insert } from "../diagnostics/diagnostic.ts";
import { type Draft, missingAt } from "./expression-grammar.ts";
import { blockParser } from "./grammar.ts";
import { lex, tokenTypes } from "./lexer.ts";
import { grammarProblem, laterSection, straySection, tokenProblem } from "./problems.ts";
import { countUpTo } from "./search.ts";
import {
  maximumNesting,
  maximumRules,
  maximumRuleTokens,
  meaningOf,
  type Section,
  splitSections,
} from "./sections.ts";
import { cutText } from "./text-literals.ts";
import { isComment, type Token } from "./tokens.ts";
import type { Expression, File, Rule, StageBlock, TextLiteral, TextPart } from "./tree.ts";
import { walkBlock } from "./walk.ts";

/** A text as it was understood. */
export interface Parsed {
  readonly tree: File;
  /** All tokens with comments, in order; block signs and comparisons told apart. */
  readonly tokens: readonly Token[];
  readonly diagnostics: readonly Diagnostic[];
}

function chevrotainToken(token: Token): IToken {
  const tokenType = tokenTypes[token.kind];
  return {
    image: token.text,
    startOffset: token.start,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? 0,
  };
}

const between = (kind: "Semicolon" | "BlockClose", at: number): Token => ({
  kind,
  start: at,
  end: at,
  text: "",
});

/**
 * The tokens of a block with what may be left out put in: the `;` of the last rule, and the closing sign of a block
 * that is reported as open already. So the grammar has one form only.
 */
function completed(section: Section): {
  readonly tokens: readonly Token[];
  readonly problems: readonly Diagnostic[];
} {
  const { tokens } = section;
  const last = tokens[tokens.length - 1];
  const open = tokens.find((token) => token.kind === "BlockOpen");
  if (open === undefined || last === undefined) return { tokens, problems: [] };
  const closed = last.kind === "BlockClose";
  const body = closed ? tokens.slice(0, -1) : tokens;
  const tail = body[body.length - 1] ?? last;
  const needsSemicolon = tail.kind !== "Semicolon" && tail.kind !== "BlockOpen";
  const problems = closed ? signProblems(open, last) : [openBlock(open, tail)];
  return {
    tokens: [
      ...body,
      ...(needsSemicolon ? [between("Semicolon", tail.end)] : []),
      closed ? last : between("BlockClose", tail.end),
    ],
    problems,
  };
}

function openBlock(open: Token, tail: Token): Diagnostic {
  return diagnostic("OS1007", open, {}, [insert("Write `>`", tail.end, "\n>")]);
}

function signProblems(open: Token, close: Token): readonly Diagnostic[] {
  const opensWithBrace = open.text === "{";
  const closesWithBrace = close.text === "}";
  if (!opensWithBrace && !closesWithBrace) return [];
  const fix = {
    title: "Write `<` and `>`",
    safe: true,
    edits: () => [
      { start: open.start, end: open.end, text: "<" },
      { start: close.start, end: close.end, text: ">" },
    ],
  };
  if (opensWithBrace && closesWithBrace) return [diagnostic("OS1005", open, {}, [fix])];
  return [diagnostic("OS1006", close, { open: open.text, close: close.text }, [fix])];
}

function newBlock(tokens: readonly Token[]): Draft<StageBlock> {
  const start = tokens[0]?.start ?? 0;
  const end = tokens[tokens.length - 1]?.end ?? start;
  return { kind: "StageBlock", start, end, disabled: false, stages: [], entity: missingAt(start), rules: [] };
}

/** Mistakes at one place, or within one rule's resynchronisation, are one mistake. */
function onePerPlace(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<number>();
  return problems.filter((problem) => {
    if (seen.has(problem.start)) return false;
    seen.add(problem.start);
    return true;
  });
}

function parseHole(
  source: string,
  start: number,
): { readonly value: Expression; readonly problems: readonly Diagnostic[] } {
  const tokens = lex(source)
    .filter((token) => !isComment(token.kind))
    .map((token): Token => {
      const kind = token.kind !== "Angle" ? meaningOf(token) : token.text === "<" ? "Less" : "Greater";
      return { ...token, kind, start: token.start + start, end: token.end + start };
    });
  // Inside a text, a text stands in single quotes.
  const ofTokens = tokens
    .filter((token) => token.kind !== "WrongText")
    .flatMap((token) => tokenProblem(token) ?? []);
  const span = { start, end: start + Math.max(1, source.length) };
  const broken = (what: string) => ({
    value: { ...missingAt(start), end: span.end },
    problems: ofTokens.length > 0 ? ofTokens : [diagnostic("OS1017", span, { what })],
  });
  if (tokens.length === 0) return broken("they are empty");
  if (tokens.length > maximumRuleTokens) return broken("they hold too much");
  if (tokens.some((token) => token.kind === "Colon")) {
    return { ...broken(""), problems: [diagnostic("OS1012", span, { form: "a format such as `:long`" })] };
  }
  const depth = tokens.filter((token) => token.kind === "Open").length;
  if (depth > maximumNesting) return broken("they are nested too deep");
  blockParser.problems = [];
  blockParser.input = tokens.map(chevrotainToken);
  const value = blockParser.expressionAlone(chevrotainToken({ kind: "Open", start, end: start, text: "{" }));
  const [error] = blockParser.errors;
  if (error !== undefined || blockParser.problems.length > 0) {
    return broken(`\`${source.slice(0, 60)}\` cannot be read`);
  }
  return { value, problems: ofTokens };
}

function readTexts(block: StageBlock): readonly Diagnostic[] {
  const texts: TextLiteral[] = [];
  walkBlock(block, (expression) => {
    if (expression.kind === "Text") texts.push(expression);
  });
  return texts.flatMap((text) => {
    const [raw] = text.parts;
    if (raw?.kind !== "chars") return [];
    const { pieces, problems } = cutText(raw.value, text.start);
    const found = [...problems];
    const parts = pieces.map((piece): TextPart => {
      if (piece.kind === "chars") return piece;
      const hole = parseHole(piece.source, piece.start);
      found.push(...hole.problems);
      return { kind: "hole", value: hole.value };
    });
    Object.assign(text, { parts });
    return found;
  });
}

function describeRules(block: Draft<StageBlock>, comments: ReadonlyMap<number, string>): void {
  for (const rule of block.rules as Draft<Rule>[]) {
    const description = comments.get(rule.start);
    if (description !== undefined) rule.description = description;
  }
}

/** The `///` comments by the offset of the token they stand above. */
function docComments(tokens: readonly Token[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  let lines: string[] = [];
  for (const token of tokens) {
    if (token.kind === "DocComment") lines.push(token.text.slice(3).trim());
    else if (!isComment(token.kind)) {
      if (lines.length > 0) found.set(token.start, lines.join("\n"));
      lines = [];
    }
  }
  return found;
}

function tooComplex(section: Section): Diagnostic | undefined {
  const place = section.tokens[0] ?? { start: 0, end: 0 };
  if (section.nesting > maximumNesting) {
    return diagnostic("OS1011", place, {
      what: `parentheses ${section.nesting} deep`,
      limit: maximumNesting,
    });
  }
  const rules = section.tokens.filter((token) => token.kind === "Semicolon").length;
  if (rules > maximumRules) {
    return diagnostic("OS1011", place, { what: `a block of ${rules} rules`, limit: maximumRules });
  }
  if (section.longestRule > maximumRuleTokens) {
    return diagnostic("OS1011", place, {
      what: `a rule of ${section.longestRule} words`,
      limit: maximumRuleTokens,
    });
  }
  return undefined;
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

function markBroken(
  block: Draft<StageBlock>,
  stretches: ReadonlySet<number>,
  stretchOf: (offset: number) => number,
): void {
  for (const rule of block.rules as Draft<Rule>[]) {
    if (stretches.has(stretchOf(rule.start))) rule.broken = true;
  }
}

function parseBlock(
  section: Section,
  comments: ReadonlyMap<number, string>,
): { readonly block: StageBlock; readonly problems: readonly Diagnostic[] } {
  const { tokens, problems } = completed(section);
  const block = newBlock(section.tokens) as Draft<StageBlock>;
  blockParser.read(tokens.map(chevrotainToken), () => block);
  const end = section.tokens[section.tokens.length - 1]?.end ?? 0;
  const ends = tokens
    .filter((token) => token.kind === "Semicolon" || token.kind === "BlockOpen")
    .map((token) => token.end);
  const stretchOf = (offset: number) => countUpTo(ends, offset);
  const errors = firstOfEachStretch(
    blockParser.errors.map((error) => grammarProblem(error, end)),
    stretchOf,
  );
  const holes = blockParser.problems;
  markBroken(
    block,
    new Set(errors.filter((error) => error.code !== "OS1009").map((error) => stretchOf(error.start))),
    stretchOf,
  );
  const texts = readTexts(block);
  describeRules(block, comments);
  if (errors.length > 0 && block.rules.every((rule) => rule.broken !== true)) block.broken = true;
  const found = onePerPlace([...problems, ...holes, ...errors, ...texts]);
  const open = section.tokens.find((token) => token.kind === "OpenText");
  // What an unclosed text has swallowed is not missing as well.
  const caused = (one: Diagnostic) =>
    open !== undefined && (one.code === "OS1007" || one.start >= open.start);
  return { block, problems: found.filter((one) => !caused(one)) };
}

/**
 * Reads the text of a `.rules` file. It never throws: what cannot be read is reported, and everything around it is
 * in the tree.
 *
 * @param text the whole file
 */
export function parse(text: string): Parsed {
  const lexed = lex(text);
  const sections = splitSections(lexed);
  const comments = docComments(lexed);
  const blocks: StageBlock[] = [];
  const classified = new Map<number, Token>();
  const diagnostics: Diagnostic[] = [];
  for (const section of sections) {
    for (const token of section.tokens) classified.set(token.start, token);
    const complex = tooComplex(section);
    if (complex !== undefined) diagnostics.push(complex);
    else if (section.kind === "later") diagnostics.push(laterSection(section.tokens));
    else if (section.kind === "stray") diagnostics.push(straySection(section.tokens));
    else {
      const { block, problems } = parseBlock(section, comments);
      blocks.push(block);
      diagnostics.push(...problems);
    }
  }
  const tokens = lexed.map((token) => classified.get(token.start) ?? token);
  const ofTokens = tokens.flatMap((token) => tokenProblem(token) ?? []);
  const all = onePerPlace([...ofTokens, ...diagnostics]).toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  );
  return { tree: { kind: "File", start: 0, end: text.length, blocks }, tokens, diagnostics: all };
}
