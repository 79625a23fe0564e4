import { type Group, groupsOf } from "./layout.ts";
import { type Line, layOut } from "./lines.ts";
import { type PlacedSection, parse } from "./parse.ts";
import { isComment, type Token } from "./tokens.ts";
import type { Declaration } from "./tree.ts";

/** A token with how many line breaks stand before it in the source. */
interface Item {
  readonly token: Token;
  readonly breaks: number;
}

/** A line of a section, with whether an empty one stands above it. */
interface PlacedLine extends Line {
  readonly blankAbove: boolean;
}

function breaksIn(source: string, start: number, end: number): number {
  return source.slice(start, end).match(/\r\n|\n|\r/g)?.length ?? 0;
}

/** A comment behind which a new line has to begin. */
function endsLine({ kind, text }: Token): boolean {
  return isComment(kind) && (!text.startsWith("/*") || /[\r\n]/.test(text));
}

const endsStatement = ({ kind }: Token): boolean => kind === "Semicolon" || kind === "BlockOpen";

/** Puts in the `;` that the last rule of a block may do without. */
function withSemicolon(items: readonly Item[]): readonly Item[] {
  const close = items.findLastIndex(({ token }) => token.kind === "BlockClose");
  if (close < 0) return items;
  const last = items.slice(0, close).findLastIndex(({ token }) => !isComment(token.kind));
  const tail = items[last]?.token;
  if (tail === undefined || endsStatement(tail)) return items;
  const token: Token = { kind: "Semicolon", start: tail.end, end: tail.end, text: ";" };
  return items.toSpliced(last + 1, 0, { token, breaks: 0 });
}

/**
 * Puts a `;` and a `<` before the comments in front of them, so that they end the line of what they end. Not where a
 * description is among the comments: it would become that of the next rule.
 */
function withSignsFirst(items: readonly Item[]): readonly Item[] {
  const done: Item[] = [];
  for (const item of items) {
    const before = done.at(-1);
    if (before === undefined || !isComment(before.token.kind) || !endsStatement(item.token)) {
      done.push(item);
      continue;
    }
    const tail = done.findLastIndex(({ token }) => !isComment(token.kind));
    const comments = done.slice(tail + 1).map(({ token }) => token);
    const moves = tail >= 0 && comments.some(endsLine) && comments.every(({ kind }) => kind !== "DocComment");
    if (moves) done.splice(tail + 1, 0, item);
    else done.push(item);
  }
  return done;
}

/** Lays out a rule, a header, or a declaration. Comments inside it begin and end lines as they did. */
function statementLines(items: readonly Item[], groups: readonly Group[], indent: number): readonly Line[] {
  const lines: Line[] = [];
  let run: Token[] = [];
  const flush = (): void => {
    lines.push(...layOut(run, groups, lines.length === 0 ? indent : indent + 2));
    run = [];
  };
  for (const { token, breaks } of items) {
    if (!endsLine(token)) {
      run.push(token);
      continue;
    }
    flush();
    const last = lines.at(-1);
    const text = token.text.trimEnd();
    if (last !== undefined && breaks === 0)
      lines[lines.length - 1] = { ...last, text: `${last.text} ${text}` };
    else lines.push({ indent: indent + 2, text });
  }
  flush();
  return lines;
}

/** A statement as lines; the rows of a table stand below its columns, and further in. */
function linesOf(
  statement: readonly Item[],
  groups: readonly Group[],
  indent: number,
  rows: ReadonlySet<number>,
): readonly Line[] {
  const row = statement.findIndex(({ token }) => rows.has(token.start));
  if (row < 0) return statementLines(statement, groups, indent);
  const head = row === 0 ? [] : statementLines(statement.slice(0, row), groups, indent);
  return [...head, ...statementLines(statement.slice(row), groups, indent + 2)];
}

/** @param rows where the rows of a table begin */
function sectionLines(
  items: readonly Item[],
  groups: readonly Group[],
  rows: ReadonlySet<number>,
): readonly PlacedLine[] {
  const lines: PlacedLine[] = [];
  let indent = 0;
  let isFresh = true;
  const add = (added: readonly Line[], breaks: number): void => {
    for (const [index, line] of added.entries()) {
      lines.push({ ...line, blankAbove: index === 0 && breaks > 1 && !isFresh });
      isFresh = false;
    }
  };
  for (let at = 0; at < items.length; ) {
    const item = items[at];
    if (item === undefined) break;
    const { token, breaks } = item;
    const last = lines.at(-1);
    if (isComment(token.kind)) {
      const text = token.text.trimEnd();
      if (breaks === 0 && last !== undefined)
        lines[lines.length - 1] = { ...last, text: `${last.text} ${text}` };
      else add([{ indent, text }], breaks);
      at += 1;
    } else if (token.kind === "BlockClose") {
      indent = 0;
      add([{ indent, text: ">" }], 0);
      at += 1;
    } else {
      const length = items
        .slice(at)
        .findIndex((one) => endsStatement(one.token) || one.token.kind === "BlockClose");
      const closes = items[at + length]?.token.kind === "BlockClose";
      const end = length < 0 ? items.length : at + length + (closes ? 0 : 1);
      const statement = items.slice(at, end);
      add(linesOf(statement, groups, indent, rows), breaks);
      if (statement.at(-1)?.token.kind === "BlockOpen") {
        indent = 2;
        isFresh = true;
      }
      at = end;
    }
  }
  return lines;
}

function printSection(tokens: readonly Token[], node: Declaration, source: string): string {
  const items = tokens.map((token, index): Item => {
    const before = tokens[index - 1];
    return { token, breaks: before === undefined ? 0 : breaksIn(source, before.end, token.start) };
  });
  const groups = groupsOf(
    node,
    tokens.filter((token) => !isComment(token.kind)),
  );
  const rows = new Set(node.kind === "Test" ? node.rows.map(({ start }) => start) : []);
  return sectionLines(withSignsFirst(withSemicolon(items)), groups, rows)
    .map(({ indent, text, blankAbove }) => `${blankAbove ? "\n" : ""}${" ".repeat(indent)}${text}`)
    .join("\n");
}

/** A piece of a file between which empty lines are set anew. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: "declaration" | "comment" | "unknown";
  /** Of one line, with others like it: they may stand together. */
  readonly isShort: boolean;
}

function isShort(node: Declaration): boolean {
  return (
    node.kind === "Const" || node.kind === "Import" || node.kind === "Function" || node.kind === "Trigger"
  );
}

/** A section as the formatter writes it, with the comments around it; as it stands where it has a mistake. */
function piecesOf(source: string, { offset, section }: PlacedSection): readonly Piece[] {
  const { tokens, node, diagnostics, text } = section;
  const loose = (token: Token): Piece => ({
    start: offset + token.start,
    end: offset + token.end,
    text: token.text.trimEnd(),
    kind: token.kind === "Unknown" ? "unknown" : "comment",
    isShort: true,
  });
  const isLoose = ({ kind }: Token): boolean => isComment(kind) || kind === "Unknown";
  const first = tokens.findIndex((token) => !isLoose(token));
  const last = tokens.findLastIndex((token) => !isLoose(token));
  const inside = first < 0 ? [] : tokens.slice(first, last + 1);
  const [head] = inside;
  const tail = inside.at(-1);
  if (head === undefined || tail === undefined) return tokens.map(loose);
  const start = offset + head.start;
  const end = offset + tail.end;
  const isSound = node !== undefined && diagnostics.every(({ severity }) => severity !== "error");
  const printed = isSound ? printSection(inside, node, text) : source.slice(start, end);
  const piece: Piece = {
    start,
    end,
    text: printed,
    kind: "declaration",
    isShort: isSound && isShort(node) && !printed.includes("\n"),
  };
  return [...tokens.slice(0, first).map(loose), piece, ...tokens.slice(last + 1).map(loose)];
}

/** What stands between two pieces. A comment on the last line of a declaration goes with it. */
function separator(source: string, before: Piece, piece: Piece, goesWith: Piece): string {
  // What the language does not know stays where it is: moving it could hide what its writer meant.
  if (before.kind === "unknown" || piece.kind === "unknown") return source.slice(before.end, piece.start);
  const breaks = breaksIn(source, before.end, piece.start);
  if (breaks > 1) return "\n\n";
  const follows = before.kind === "comment" && before.text.startsWith("/*");
  if (breaks === 0 && (piece.kind === "comment" || follows)) return " ";
  if (goesWith.kind === "comment") return "\n";
  return goesWith.isShort && piece.isShort ? "\n" : "\n\n";
}

/**
 * Formats the text of a `.rules` file. Comments and meaning are kept, doing it twice changes nothing more, and a
 * declaration with a mistake in it stays as it is while the others are formatted.
 *
 * @param source the whole file
 * @returns the whole file, with the line ends of the source; an empty text stays empty
 */
export function format(source: string): string {
  const pieces = parse(source).sections.flatMap((section) => piecesOf(source, section));
  let goesWith: Piece | undefined;
  const texts = pieces.map((piece, index) => {
    const before = pieces[index - 1];
    const between =
      before === undefined || goesWith === undefined ? "" : separator(source, before, piece, goesWith);
    if (piece.kind !== "comment" || between !== " ") goesWith = piece;
    return between + piece.text;
  });
  if (texts.length === 0) return "";
  const lines = `${texts.join("").replaceAll(/\r\n|\r/g, "\n")}\n`;
  return /\r\n/.test(source) ? lines.replaceAll("\n", "\r\n") : lines;
}
