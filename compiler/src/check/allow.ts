import { type Code, catalogue, isCode } from "../diagnostics/catalogue.ts";
import { type Diagnostic, diagnostic, type Fix, replace, shifted } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { PlacedSection, Section } from "../syntax/parse.ts";
import { isComment, type Token } from "../syntax/tokens.ts";
import type { Span } from "../syntax/tree.ts";

/** A finding that a comment silences in one place. Places count from the start of the section. */
interface Allowance {
  readonly code: Code;
  /** Where the code stands in the comment. */
  readonly place: Span;
  readonly comment: Span;
  /** Where it is silenced; undefined where the comment stands at nothing. */
  readonly region: Span | undefined;
}

/** The allowances of a section, and what is wrong with them by themselves. */
interface Allowances {
  readonly allowances: readonly Allowance[];
  readonly problems: readonly Diagnostic[];
}

const nothing: Allowances = { allowances: [], problems: [] };

/** `// allow OS3004, OS3002: reason`. Anything else that starts with this word is said to people. */
const form = /^\/\/\s*allow\s+(?<codes>[\w-]+(?:\s*,\s*[\w-]+)*)\s*(?<reason>:.*)?$/;

const codesByName: ReadonlyMap<string, Code> = new Map(
  Object.entries(catalogue).flatMap(([code, { name }]) => (isCode(code) ? [[name, code]] : [])),
);

/** What a word of a comment calls: the code itself, or the name of a finding. */
function codeOf(word: string): Code | undefined {
  const upper = word.toUpperCase();
  return isCode(upper) ? upper : codesByName.get(word);
}

/** Whether a word that calls nothing was meant to call a finding. */
function isMeant(word: string, near: string | undefined): boolean {
  return near !== undefined || /^[a-z]{0,2}\d+$/i.test(word) || /^[a-z]+(-[a-z]+)+$/.test(word);
}

/** The entries of a block that stand on a line, as one stretch; all of the declaration on the line of its header. */
function regionOnLine(section: Section, before: Token, line: number): Span | undefined {
  const { node } = section;
  if (node === undefined) return undefined;
  if (!("rules" in node) || node.open === undefined || before.start <= node.open.start) return node;
  if (node.close !== undefined && before.start >= node.close.start) return node;
  const entries = node.rules.filter((entry) => entry.start <= before.start);
  const onLine = entries.filter((entry, index) => entry.end >= line || index === entries.length - 1);
  const [first] = onLine;
  const last = onLine[onLine.length - 1];
  return first && last && { start: first.start, end: last.end };
}

/** What a comment on a line of its own stands above. */
function regionBelow(section: Section, next: Token): Span | undefined {
  const { node } = section;
  if (node === undefined || !("rules" in node) || node.open === undefined) return node;
  if (next.start <= node.open.start) return node;
  return node.rules.find((entry) => entry.start <= next.start && next.start < entry.end);
}

/** Where a comment silences something that stands between these two tokens of the rules. */
function regionOf(
  comment: Token,
  before: Token | undefined,
  next: Token | undefined,
  section: Section,
): Span | undefined {
  const line = section.text.lastIndexOf("\n", comment.start - 1) + 1;
  if (before !== undefined && before.end > line) return regionOnLine(section, before, line);
  return next && regionBelow(section, next);
}

/** For each token, the next one behind it that is no comment. */
function followers(tokens: readonly Token[]): readonly (Token | undefined)[] {
  const found: (Token | undefined)[] = [];
  let next: Token | undefined;
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    found[index] = next;
    const token = tokens[index];
    if (token !== undefined && !isComment(token.kind)) next = token;
  }
  return found;
}

/** The words of a comment that call findings, each with its place in the comment; nothing where it allows nothing. */
function allowedWords(text: string): readonly { readonly word: string; readonly at: number }[] {
  const codes = form.exec(text.trimEnd())?.groups?.codes;
  if (codes === undefined) return [];
  const from = text.indexOf(codes, text.indexOf("allow") + "allow".length);
  return Array.from(codes.matchAll(/[\w-]+/g), (match) => ({ word: match[0], at: from + match.index }));
}

const saysWhy = (text: string): boolean => /^[^:]*:.*\S/.test(text);

function unknownFinding(word: string, place: Span): readonly Diagnostic[] {
  const near = didYouMeanName(word, [...Object.keys(catalogue), ...codesByName.keys()]);
  if (!isMeant(word, near)) return [];
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, place, near, false)];
  return [diagnostic("OS3054", place, { code: word, near }, fixes)];
}

function read(section: Section): Allowances {
  const allowances: Allowance[] = [];
  const problems: Diagnostic[] = [];
  const following = followers(section.tokens);
  let before: Token | undefined;
  for (const [index, comment] of section.tokens.entries()) {
    if (!isComment(comment.kind)) before = comment;
    if (comment.kind !== "Comment") continue;
    for (const { word, at } of allowedWords(comment.text)) {
      const start = comment.start + at;
      const place = { start, end: start + word.length };
      const code = codeOf(word);
      if (code === undefined) {
        problems.push(...unknownFinding(word, place));
        continue;
      }
      if (!saysWhy(comment.text)) problems.push(diagnostic("OS3053", place, { code }));
      allowances.push({ code, place, comment, region: regionOf(comment, before, following[index], section) });
    }
  }
  return { allowances, problems };
}

const known = new WeakMap<Section, Allowances>();

function allowancesOf(section: Section): Allowances {
  if (!section.text.includes("allow")) return nothing;
  const before = known.get(section);
  if (before !== undefined) return before;
  const found = read(section);
  known.set(section, found);
  return found;
}

/** Mistakes cannot be allowed: rules with one mean nothing. What is found about rules that mean something can be. */
function canBeAllowed(code: Code): boolean {
  return catalogue[code].severity !== "error" || code.startsWith("OS30");
}

/** Takes a comment out, with its line where it stands alone on it. */
function removal({ comment }: Allowance, { text }: Section): Fix {
  const line = text.lastIndexOf("\n", comment.start - 1) + 1;
  const before = text.slice(line, comment.start);
  const next = text.indexOf("\n", comment.end);
  const isAlone = before.trim() === "" && next >= 0;
  const place = isAlone
    ? { start: line, end: next + 1 }
    : { start: line + before.trimEnd().length, end: comment.end };
  return replace("Remove the comment", place, "");
}

function unusedAllowance(allowance: Allowance, isLast: boolean, section: Section): Diagnostic {
  const { code, place } = allowance;
  if (!canBeAllowed(code)) return diagnostic("OS3055", place, { code });
  return diagnostic("OS3052", place, { code }, isLast ? [removal(allowance, section)] : []);
}

/**
 * Takes out what comments allow, and tells of comments that allow nothing.
 *
 * @param sections of a file
 * @param found everything that was found in it. Places count from the start of the file.
 * @param isWhole false where not everything was looked at that something could be found by: nothing is said then of
 *   comments that allow nothing
 */
export function withoutAllowed(
  sections: readonly PlacedSection[],
  found: readonly Diagnostic[],
  isWhole: boolean,
): readonly Diagnostic[] {
  const all = sections.flatMap(({ offset, section }) => {
    const { allowances, problems } = allowancesOf(section);
    return allowances.length === 0 && problems.length === 0
      ? []
      : [{ offset, section, allowances, problems }];
  });
  if (all.length === 0) return found;
  const silenced = new Set<Diagnostic>();
  const told: Diagnostic[] = [];
  for (const { offset, section, allowances, problems } of all) {
    told.push(...problems.map((problem) => shifted(problem, offset)));
    const inside = found.filter((one) => one.start >= offset && one.start < offset + section.text.length);
    const hasErrors = inside.some((one) => one.severity === "error" && !canBeAllowed(one.code));
    const inComment = new Map<number, number>();
    for (const { comment } of allowances)
      inComment.set(comment.start, (inComment.get(comment.start) ?? 0) + 1);
    for (const allowance of allowances) {
      const { code, region, comment } = allowance;
      const matching = inside.filter(
        (one) =>
          one.code === code &&
          (one.severity !== "error" || canBeAllowed(code)) &&
          region !== undefined &&
          one.start >= offset + region.start &&
          one.start <= offset + region.end,
      );
      for (const one of matching) silenced.add(one);
      // Where something is wrong, nobody knows what else would be found.
      if (matching.length > 0 || ((hasErrors || !isWhole) && canBeAllowed(code))) continue;
      const isOnly = inComment.get(comment.start) === 1;
      told.push(shifted(unusedAllowance(allowance, isOnly, section), offset));
    }
  }
  return [...found.filter((one) => !silenced.has(one)), ...told];
}
