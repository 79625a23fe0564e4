import type { Group } from "./layout.ts";
import { onOneLine } from "./spacing.ts";
import type { Token } from "./tokens.ts";

/** Columns up to which something stays on one line. */
export const width = 100;

/** A line of the result. */
export interface Line {
  readonly indent: number;
  readonly text: string;
}

const step = 2;

function isWithin(group: Group, first: number, end: number): boolean {
  return (
    group.start >= first && group.end <= end && group.breaks.some((offset) => offset > first && offset < end)
  );
}

const isIn = (inner: Group, outer: Group): boolean =>
  inner !== outer && inner.start >= outer.start && inner.end <= outer.end;

/** How long a group is on one line, whatever stands between its tokens in the source. */
function lengthOf({ start, end }: Group, tokens: readonly Token[]): number {
  return onOneLine(tokens.filter((token) => token.start >= start && token.end <= end)).length;
}

/** The longest of the groups that stand in no other. */
function outermost(groups: readonly Group[], tokens: readonly Token[]): Group | undefined {
  const outer = groups.filter((group) => !groups.some((other) => isIn(group, other) && !isIn(other, group)));
  const first = outer.filter(({ isLast }) => isLast !== true);
  const [only, ...others] = first.length > 0 ? first : outer;
  if (others.length === 0) return only;
  let best = only;
  for (const group of others) {
    if (best === undefined || lengthOf(group, tokens) > lengthOf(best, tokens)) best = group;
  }
  return best;
}

/** As many pieces on each line as there is room for. */
function filled(
  pieces: readonly (readonly Token[])[],
  indentOf: (line: number) => number,
): readonly (readonly Token[])[] {
  const lines: (readonly Token[])[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    const joined = last === undefined ? piece : [...last, ...piece];
    const room = width - indentOf(lines.length - 1);
    if (last !== undefined && onOneLine(joined).length <= room) lines[lines.length - 1] = joined;
    else lines.push(piece);
  }
  return lines;
}

/**
 * Lays out tokens: on one line where there is room, otherwise broken at the places of the outermost group, and so on
 * for each of its lines.
 *
 * @param groups where it may be broken
 */
export function layOut(tokens: readonly Token[], groups: readonly Group[], indent: number): readonly Line[] {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return [];
  const text = onOneLine(tokens);
  if (indent + text.length <= width) return [{ indent, text }];
  const inside = groups.filter((group) => isWithin(group, first.start, last.end));
  const group = outermost(inside, tokens);
  if (group === undefined) return [{ indent, text }];
  const cuts = [...group.breaks, ...(group.closing === undefined ? [] : [group.closing])];
  const places = new Set(cuts.filter((offset) => offset > first.start));
  const pieces: Token[][] = [[]];
  for (const token of tokens) {
    if (places.has(token.start)) pieces.push([]);
    pieces.at(-1)?.push(token);
  }
  const others = inside.filter((one) => one !== group);
  const indentOf = (line: number): number => (line === 0 ? indent : indent + step);
  const lines = (parts: readonly (readonly Token[])[]): readonly Line[] =>
    parts.flatMap((part, line) => layOut(part, others, indentOf(line)));
  if (group.closing === undefined) return lines(group.fills === true ? filled(pieces, indentOf) : pieces);
  const [head = [], ...rest] = pieces;
  const tail = rest.pop() ?? [];
  const body = group.fills === true ? filled(rest, () => indent + step) : rest;
  return [...lines([head, ...body]), ...layOut(tail, others, indent)];
}
