import { parse } from "./parse.ts";
import { onOneLine } from "./spacing.ts";
import { isComment, type Token } from "./tokens.ts";

/** Columns up to which a rule stays on one line. */
const width = 100;

/** A line of the result. */
interface Line {
  readonly indent: number;
  readonly text: string;
  /** An empty line stands above it. */
  readonly blankAbove: boolean;
}

/** Tokens of one rule or header, printed on one line, or broken before `when` where that is too long. */
function printTokens(tokens: readonly Token[], indent: number): readonly string[] {
  const whole = onOneLine(tokens);
  const when = tokens.findIndex((token) => token.kind === "When");
  if (when <= 0 || whole.length + indent <= width || whole.includes("\n")) return [whole];
  return [onOneLine(tokens.slice(0, when)), `  ${onOneLine(tokens.slice(when))}`];
}

/** How many line breaks stand in a stretch of the source. */
function breaksIn(source: string, start: number, end: number): number {
  return source.slice(start, end).match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** Puts in the `;` that the last rule of a block may do without. */
function withSemicolon(tokens: readonly Token[]): readonly Token[] {
  const close = tokens.findLastIndex((token) => token.kind === "BlockClose");
  if (close < 0) return tokens;
  const last = tokens.slice(0, close).findLastIndex((token) => !isComment(token.kind));
  const tail = tokens[last];
  if (tail === undefined || tail.kind === "Semicolon" || tail.kind === "BlockOpen") return tokens;
  const semicolon: Token = { kind: "Semicolon", start: tail.end, end: tail.end, text: ";" };
  return [...tokens.slice(0, last + 1), semicolon, ...tokens.slice(last + 1)];
}

interface Printer {
  readonly add: (token: Token) => void;
  readonly finish: () => readonly Line[];
}

function createPrinter(source: string, from: number): Printer {
  const lines: Line[] = [];
  let pending: Token[] = [];
  let indent = 0;
  let end = from;
  let fresh = true;
  const push = (text: string, blank: boolean, at = indent) => {
    lines.push({ indent: at, text, blankAbove: blank && !fresh });
    fresh = false;
  };
  const flush = () => {
    const [first] = pending;
    if (first === undefined) return;
    const blank = breaksIn(source, previousEnd, first.start) > 1;
    for (const [index, text] of printTokens(pending, indent).entries()) push(text, blank && index === 0);
    pending = [];
  };
  let previousEnd = from;
  const addComment = (token: Token) => {
    const sameLine = breaksIn(source, end, token.start) === 0 && lines.length + pending.length > 0;
    const last = lines[lines.length - 1];
    if (pending.length > 0) {
      // A comment to the end of the line in the middle of a rule: what follows goes on below it.
      if (token.text.startsWith("/*")) pending.push(token);
      else {
        flush();
        const above = lines.pop();
        if (above !== undefined) lines.push({ ...above, text: `${above.text} ${token.text}` });
      }
    } else if (sameLine && last !== undefined) {
      lines[lines.length - 1] = { ...last, text: `${last.text} ${token.text}` };
    } else push(token.text.trimEnd(), breaksIn(source, end, token.start) > 1);
    if (pending.length === 0) previousEnd = token.end;
  };
  return {
    add: (token) => {
      if (isComment(token.kind)) addComment(token);
      else {
        if (pending.length === 0) previousEnd = end;
        if (token.kind === "BlockClose") {
          flush();
          indent = 0;
          fresh = true;
          push(">", false);
        } else {
          pending.push(token);
          if (token.kind === "BlockOpen" || token.kind === "Semicolon") flush();
          if (token.kind === "BlockOpen") {
            indent = 2;
            fresh = true;
          }
        }
      }
      end = token.end;
    },
    finish: () => {
      flush();
      return lines;
    },
  };
}

function printSection(tokens: readonly Token[], source: string): string {
  const first = tokens[0];
  const printer = createPrinter(source, first?.start ?? 0);
  for (const token of withSemicolon(tokens)) printer.add(token);
  return printer
    .finish()
    .map((line) => `${line.blankAbove ? "\n" : ""}${" ".repeat(line.indent)}${line.text}`)
    .join("\n");
}

/** A piece of a file between which empty lines are set anew. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: "block" | "comment" | "unknown";
}

function piecesOf(source: string): readonly Piece[] {
  const { sections } = parse(source);
  return sections.flatMap(({ offset, section }): readonly Piece[] => {
    const { tokens, node, diagnostics } = section;
    const first = tokens.find((token) => !isComment(token.kind));
    const last = tokens.findLast((token) => !isComment(token.kind));
    const isBroken = node === undefined || diagnostics.some((one) => one.severity === "error");
    const loose = (token: Token): Piece => ({
      start: offset + token.start,
      end: offset + token.end,
      text: token.text.trimEnd(),
      kind: token.kind === "Unknown" ? "unknown" : "comment",
    });
    if (first === undefined || last === undefined) return tokens.map(loose);
    const inside = tokens.filter((token) => token.start >= first.start && token.end <= last.end);
    const start = offset + first.start;
    const end = offset + last.end;
    const text = isBroken ? source.slice(start, end) : printSection(inside, section.text);
    return [
      ...tokens.filter((token) => token.start < first.start).map(loose),
      { start, end, text, kind: "block" },
      ...tokens.filter((token) => token.start >= last.end).map(loose),
    ];
  });
}

function separator(source: string, before: Piece, piece: Piece): string {
  // What the language does not know stays where it is: moving it could hide what its writer meant.
  if (before.kind === "unknown" || piece.kind === "unknown") return source.slice(before.end, piece.start);
  const breaks = breaksIn(source, before.end, piece.start);
  if (breaks > 1) return "\n\n";
  const follows = before.kind === "comment" && !before.text.startsWith("//");
  if (breaks === 0) return piece.kind === "comment" || follows ? " " : "\n\n";
  return before.kind === "comment" || piece.kind === "comment" ? "\n" : "\n\n";
}

/**
 * Formats the text of a `.rules` file. Comments and meaning are kept, doing it twice changes nothing more, and a
 * block with a mistake in it stays as it is while the others are formatted.
 *
 * @param source the whole file
 * @returns the whole file, with the line ends of the source; an empty text stays empty
 */
export function format(source: string): string {
  const pieces = piecesOf(source);
  const text = pieces.reduce((done, piece, index) => {
    const before = pieces[index - 1];
    return done + (before === undefined ? "" : separator(source, before, piece)) + piece.text;
  }, "");
  if (text === "") return "";
  const lines = `${text.replaceAll(/\r\n|\r/g, "\n")}\n`;
  return /\r\n/.test(source) ? lines.replaceAll("\n", "\r\n") : lines;
}
