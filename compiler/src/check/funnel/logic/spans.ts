import { ceiling, compare, cutTo, dividedBy, type Exact, floor, minus, one, plus, whole } from "./exact.ts";

/** One end of a span; left out, it goes on without end. */
export interface End {
  readonly at: Exact;
  readonly included: boolean;
}

/** A stretch of an ordered domain that is not empty. */
export interface Span {
  readonly from?: End;
  readonly to?: End;
}

/** Stretches in order that do not touch each other. */
export type Spans = readonly Span[];

export const everything: Spans = [{}];

/** Whether only whole numbers count: then ends are whole and belong to their span. */
export type Grain = "whole" | "fine";

function span(from: End | undefined, to: End | undefined): Span {
  if (from === undefined) return to === undefined ? {} : { to };
  return to === undefined ? { from } : { from, to };
}

function onGrain(cut: Span, grain: Grain): Span {
  if (grain === "fine") return cut;
  const from = cut.from && {
    at: cut.from.included ? ceiling(cut.from.at) : plus(floor(cut.from.at), one),
    included: true,
  };
  const to = cut.to && {
    at: cut.to.included ? floor(cut.to.at) : minus(ceiling(cut.to.at), one),
    included: true,
  };
  return span(from, to);
}

function isEmpty({ from, to }: Span): boolean {
  if (from === undefined || to === undefined) return false;
  const order = compare(from.at, to.at);
  return order > 0 || (order === 0 && !(from.included && to.included));
}

/** A span as a set; nothing where its ends have nothing between them. */
export function spanOf(span: Span, grain: Grain): Spans {
  const cut = onGrain(span, grain);
  return isEmpty(cut) ? [] : [cut];
}

/** The values that compare so with a number. */
export function comparedWith(
  operator: "==" | "!=" | "<" | "<=" | ">" | ">=",
  at: Exact,
  grain: Grain,
): Spans {
  switch (operator) {
    case "==":
      return spanOf({ from: { at, included: true }, to: { at, included: true } }, grain);
    case "!=":
      return without(comparedWith("==", at, grain), grain);
    case "<":
    case "<=":
      return spanOf({ to: { at, included: operator === "<=" } }, grain);
    case ">":
    case ">=":
      return spanOf({ from: { at, included: operator === ">=" } }, grain);
  }
}

function laterFrom(a: End | undefined, b: End | undefined): End | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compare(a.at, b.at);
  return order > 0 || (order === 0 && !a.included) ? a : b;
}

function earlierTo(a: End | undefined, b: End | undefined): End | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const order = compare(a.at, b.at);
  return order < 0 || (order === 0 && !a.included) ? a : b;
}

function isEverything([first]: Spans): boolean {
  return first !== undefined && first.from === undefined && first.to === undefined;
}

/** What belongs to both. */
export function meet(a: Spans, b: Spans): Spans {
  if (isEverything(a)) return b;
  if (isEverything(b)) return a;
  const found: Span[] = [];
  let [left, right] = [0, 0];
  for (let x = a[left], y = b[right]; x !== undefined && y !== undefined; x = a[left], y = b[right]) {
    const both = span(laterFrom(x.from, y.from), earlierTo(x.to, y.to));
    if (!isEmpty(both)) found.push(both);
    const first = earlierTo(x.to, y.to);
    if (first === x.to) left += 1;
    else right += 1;
  }
  return found;
}

/** What does not belong to it. */
export function without(spans: Spans, grain: Grain): Spans {
  const found: Span[] = [];
  let from: End | undefined;
  for (const one of spans) {
    if (one.from !== undefined) {
      found.push(...spanOf(span(from, { at: one.from.at, included: !one.from.included }), grain));
    }
    if (one.to === undefined) return found;
    from = { at: one.to.at, included: !one.to.included };
  }
  found.push(...spanOf(span(from, undefined), grain));
  return found;
}

/** What belongs to either. */
export function join(a: Spans, b: Spans, grain: Grain): Spans {
  return without(meet(without(a, grain), without(b, grain)), grain);
}

/** Whether a number belongs to it. */
export function holds(spans: Spans, value: Exact): boolean {
  return spans.some(({ from, to }) => {
    const low = from === undefined ? 1 : compare(value, from.at);
    const high = to === undefined ? -1 : compare(value, to.at);
    return (
      (low > 0 || (low === 0 && from?.included === true)) &&
      (high < 0 || (high === 0 && to?.included === true))
    );
  });
}

/** A number between two others, with as few decimals as there are. */
function between(from: Exact, to: Exact): Exact {
  const middle = dividedBy(plus(from, to), whole(2));
  for (let decimals = 0; decimals < 40; decimals += 1) {
    const cut = cutTo(middle, decimals);
    if (compare(cut, from) > 0 && compare(cut, to) < 0) return cut;
  }
  return middle;
}

/** Values of a set that are easily read: within each span, at its ends and behind them. */
export function examples(spans: Spans, near: Exact): readonly Exact[] {
  const found = spans.flatMap(({ from, to }): readonly Exact[] => {
    if (from === undefined && to === undefined) return [near, plus(near, one)];
    const inside =
      from === undefined || to === undefined
        ? []
        : [compare(from.at, to.at) === 0 ? from.at : between(from.at, to.at)];
    const ends = [from, to].flatMap((end) => (end?.included === true ? [end.at] : []));
    const beyond = [
      ...(from === undefined ? [] : [plus(from.at, one)]),
      ...(to === undefined ? [] : [minus(to.at, one)]),
    ];
    return [near, ...beyond, ...inside, ...ends];
  });
  return found.filter((value) => holds(spans, value));
}
