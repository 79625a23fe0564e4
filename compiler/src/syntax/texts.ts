import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { declarationParser } from "./grammar.ts";
import { type Lexeme, lex, namePath, tokenTypes as t } from "./lexer.ts";
import type { RawText } from "./literal-grammar.ts";
import { missingAt } from "./nodes.ts";
import { lexemeProblem } from "./problems.ts";
import { maximumNesting, maximumRuleTokens } from "./sections.ts";
import { classifyAlone } from "./signs.ts";
import { cutText, quotedText } from "./text-literals.ts";
import type { Name, TextPart } from "./tree.ts";
import { isReserved } from "./words.ts";

type Report = (problem: Diagnostic) => void;
type Hole = Extract<TextPart, { kind: "hole" }>;

/** The last colon that stands in no brackets: what follows it is a format. */
function formatColon(words: readonly Lexeme[]): number {
  let depth = 0;
  let found = -1;
  for (const [index, { tokenType }] of words.entries()) {
    if (tokenType === t.Open || tokenType === t.ListOpen) depth += 1;
    else if (tokenType === t.Close || tokenType === t.ListClose) depth -= 1;
    else if (tokenType === t.Colon && depth === 0) found = index;
  }
  return found;
}

function deepest(words: readonly Lexeme[]): number {
  return words.filter(
    ({ tokenType }) => tokenType === t.Open || tokenType === t.ListOpen || tokenType === t.If,
  ).length;
}

const formatWord = /^[\p{L}\p{N}_.-]+$/u;

function formatOf(source: string, from: number, start: number): Name | undefined {
  const raw = source.slice(from);
  const text = raw.trim();
  if (!formatWord.test(text)) return undefined;
  const at = start + from + raw.indexOf(text);
  return { kind: "Name", start: at, end: at + text.length, text };
}

/** Most holes hold the name of a field, and that needs no grammar. */
function readPath(source: string, start: number): Hole | undefined {
  if (!namePath.test(source)) return undefined;
  const names = source.split(".");
  if (isReserved(names[0] ?? "")) return undefined;
  let at = start;
  const path = names.map((text): Name => {
    const name = { kind: "Name", start: at, end: at + text.length, text } as const;
    at = name.end + 1;
    return name;
  });
  return { kind: "hole", value: { kind: "Reference", start, end: start + source.length, path } };
}

/** Reads what stands between two braces of a text. */
function readHole(source: string, start: number, report: Report): Hole {
  const path = readPath(source, start);
  if (path !== undefined) return path;
  const span = { start, end: start + Math.max(1, source.length) };
  const { words, comments, unknown } = lex(source);
  const problems: Diagnostic[] = [];
  const broken = (what: string): Hole => {
    if (problems.length === 0) problems.push(diagnostic("OS1017", span, { what }));
    for (const problem of problems) report(problem);
    return { kind: "hole", value: { ...missingAt(start), end: start + source.length } };
  };
  if (words.length === 0) {
    report(
      diagnostic("OS1017", { start: start - 1, end: start + source.length + 1 }, { what: "they are empty" }),
    );
    return { kind: "hole", value: { ...missingAt(start), end: start + source.length } };
  }
  if (/^[0-9]+,[0-9]*$/.test(source)) {
    // `[0-9]{2,4}`: how often, as patterns have it.
    const what = `\`{${source}}\` stands for a number of times in patterns alone`;
    const around = { start: start - 1, end: start + source.length + 1 };
    const fix = replace("Write the braces twice", around, `{{${source}}}`, false);
    report(diagnostic("OS1017", around, { what }, [fix]));
    return { kind: "hole", value: { ...missingAt(start), end: start + source.length } };
  }
  if (words.length > maximumRuleTokens) return broken("they hold too much");
  const colon = formatColon(words);
  const sign = words[colon];
  const format = sign === undefined ? undefined : formatOf(source, sign.startOffset + 1, start);
  if (sign !== undefined && format === undefined) return broken("behind `:` stands a format, such as `long`");
  const expression = colon < 0 ? words : words.slice(0, colon);
  classifyAlone(expression);
  if (deepest(expression) > maximumNesting) return broken("they are nested too deep");
  for (const lexeme of [...words, ...comments, ...unknown]) lexeme.startOffset += start;
  for (const lexeme of [...expression, ...comments, ...unknown]) {
    // Inside a text, a text stands in single quotes.
    const problem = lexeme.tokenType === t.WrongText ? undefined : lexemeProblem(lexeme);
    if (problem !== undefined) problems.push(problem);
  }
  const { value, isSound, texts } = declarationParser.readExpression(expression);
  if (!isSound) return broken(`\`${source.slice(0, 60)}\` cannot be read`);
  for (const { node, image } of texts) {
    node.parts = [{ kind: "chars", value: quotedText(image) }];
    if (/[{}]/.test(image))
      report(diagnostic("OS1017", node, { what: "they hold a text with braces of its own" }));
  }
  for (const problem of problems) report(problem);
  return format === undefined ? { kind: "hole", value } : { kind: "hole", value, format };
}

/** Reads the escapes of texts and the expressions in their braces, once the parser is free. */
export function readTexts(texts: readonly RawText[], report: Report): void {
  for (const { node, image } of texts) {
    const { pieces, problems } = cutText(image, node.start);
    for (const problem of problems) report(problem);
    node.parts = pieces.map((piece): TextPart => {
      return piece.kind === "chars" ? piece : readHole(piece.source, piece.start, report);
    });
  }
}
