import { atom, drawPiece, levels, type Piece, type Place, quotedName, tight } from "./expressions.ts";
import type { Kind, Simple } from "./sources.ts";

const sure = (text: string, level: number): Piece => ({ text, level, mayBeMissing: false });
const deeper = (place: Place): Place => ({ ...place, depth: place.depth - 1 });

const ordered: readonly Simple[] = [
  "number",
  "integer",
  "money",
  "text",
  "date",
  "moment",
  "time",
  "length",
  "email",
];
const ranged: readonly Simple[] = ["number", "money", "date", "moment", "time"];
const signs: readonly string[] = ["==", "!=", "<", "<=", ">", ">="];

function drawComparison(place: Place): Piece | undefined {
  const { draw } = place;
  const is = draw.one(ordered);
  const other: Simple = is === "money" && draw.chance(30) ? "number" : is === "email" ? "text" : is;
  const [left, right] = [
    drawPiece({ is }, deeper(place), false),
    drawPiece({ is: other }, deeper(place), false),
  ];
  if (
    left === undefined ||
    right === undefined ||
    [left.text, right.text].some((one) => one === '""' || one === "''")
  )
    return undefined;
  const sides = draw.chance(50) ? [left, right] : [right, left];
  const [one, two] = sides.map((side) => tight(side, levels.sum));
  return sure(`${one} ${draw.one(signs)} ${two}`, levels.compare);
}

/** A user, an option, an item or a yes or no, and what it may be. */
function drawIdentity(place: Place): Piece | undefined {
  const { draw } = place;
  const found = place.sources.filter(({ kind }) =>
    ["user", "option", "choice", "item", "flag", "place"].includes(kind.is),
  );
  if (found.length === 0) return undefined;
  const source = draw.one(found);
  const other = drawPiece(source.kind, { ...deeper(place), depth: Math.min(place.depth, 1) }, true);
  if (other === undefined) return undefined;
  const [one, two] = draw.chance(50)
    ? [source.path, tight(other, levels.sum)]
    : [tight(other, levels.sum), source.path];
  return sure(`${one} ${draw.one(["==", "!="])} ${two}`, levels.compare);
}

function drawPresence(place: Place): Piece | undefined {
  if (place.sources.length === 0) return undefined;
  const { path } = place.draw.one(place.sources);
  return sure(
    `${path} is ${place.draw.one(["", "not "])}${place.draw.one(["set", "empty"])}`,
    levels.compare,
  );
}

const not = (place: Place): string => place.draw.one(["", "not "]);

function drawRange(place: Place): Piece | undefined {
  const kind: Kind = { is: place.draw.one(ranged) };
  const parts = [0, 1, 2].map(() =>
    drawPiece(kind, { ...deeper(place), depth: Math.min(1, place.depth - 1) }, false),
  );
  const [value, from, to] = parts.map((part) => part && tight(part, levels.sum));
  if (value === undefined || from === undefined || to === undefined) return undefined;
  return sure(`${value} ${not(place)}in ${from}..${to}`, levels.compare);
}

function drawTextTest(place: Place): Piece | undefined {
  const { draw } = place;
  const readable = place.sources.filter(({ kind }) =>
    ["text", "email", "url", "phone", "file", "option", "choice"].includes(kind.is),
  );
  const left =
    readable.length > 0 && draw.chance(70)
      ? atom(draw.one(readable).path)
      : drawPiece({ is: "text" }, deeper(place), false);
  const right = drawPiece({ is: "text" }, deeper(place), false);
  if (left === undefined || right === undefined) return undefined;
  const test = draw.one(["contains", "starts with", "ends with"]);
  return sure(`${tight(left, levels.sum)} ${test} ${tight(right, levels.sum)}`, levels.compare);
}

/** Patterns that mean the same to every engine. */
const patterns: readonly string[] = [
  "^a",
  "o.d$",
  "[A-Za-z]+ [a-z]+",
  "\\d{2,3}",
  "(x|plain)+",
  "^$",
  "ß|ü",
  "\\.",
  "a*b",
];

function drawMatch(place: Place): Piece | undefined {
  const left = drawPiece({ is: "text" }, deeper(place), false);
  if (left === undefined || place.inText) return undefined;
  const pattern = place.draw
    .one(patterns)
    .replaceAll("\\", "\\\\")
    .replaceAll("{", "{{")
    .replaceAll("}", "}}");
  return sure(`${tight(left, levels.sum)} matches "${pattern}"`, levels.compare);
}

function listOf(titles: readonly string[], place: Place): string | undefined {
  const names = place.draw.some(titles, 1, 3).map((title) => quotedName(title, place));
  return names.some((name) => name === undefined)
    ? undefined
    : `[${names.map((name) => name?.text).join(", ")}]`;
}

function drawMembership(place: Place): Piece | undefined {
  const { draw } = place;
  const lists = place.sources.filter(({ kind }) => kind.is === "list");
  if (lists.length > 0 && draw.chance(50)) {
    const { path, kind } = draw.one(lists);
    if (kind.is !== "list" || kind.of.is === "file") return undefined;
    const member = drawPiece(kind.of, { ...deeper(place), depth: Math.min(1, place.depth - 1) }, true);
    if (member === undefined) return undefined;
    const one = tight(member, levels.sum);
    return draw.chance(50)
      ? sure(`${path} contains ${one}`, levels.compare)
      : sure(`${one} ${not(place)}in ${path}`, levels.compare);
  }
  const known = place.sources.filter(({ kind }) => ["option", "choice", "place"].includes(kind.is));
  if (known.length > 0 && draw.chance(50)) {
    const { path, kind } = draw.one(known);
    const list =
      kind.is === "option"
        ? listOf(
            kind.options.map(({ title }) => title),
            place,
          )
        : kind.is === "place"
          ? listOf(kind.titles, place)
          : kind.is === "choice"
            ? listOf(kind.texts, place)
            : undefined;
    return list === undefined ? undefined : sure(`${path} ${not(place)}in ${list}`, levels.compare);
  }
  const kind: Kind = { is: draw.one(["number", "text", "date", "money"] as const) };
  const value = drawPiece(kind, deeper(place), false);
  const items = draw.many(1, 3, () => drawPiece(kind, { ...deeper(place), depth: 0 }, false));
  if (value === undefined || items.some((item) => item === undefined)) return undefined;
  return sure(
    `${tight(value, levels.sum)} ${not(place)}in [${items.map((item) => item?.text).join(", ")}]`,
    levels.compare,
  );
}

function drawFlag(place: Place): Piece | undefined {
  const found = place.sources.filter(({ kind }) => kind.is === "flag");
  return found.length === 0 ? undefined : atom(place.draw.one(found).path, true);
}

function drawLogical(place: Place): Piece {
  const { draw } = place;
  const word = draw.one(["and", "or"] as const);
  const level = levels[word];
  const operands = draw.many(2, 3, () => tight(drawCondition(deeper(place)), level + 1));
  return sure(operands.join(` ${word} `), level);
}

function drawNot(place: Place): Piece {
  return sure(`not ${tight(drawCondition(deeper(place)), levels.not)}`, levels.not);
}

const makers = [
  drawComparison,
  drawComparison,
  drawIdentity,
  drawPresence,
  drawRange,
  drawTextTest,
  drawMatch,
  drawMembership,
  drawFlag,
] as const;

/** A yes or no. */
export function drawCondition(place: Place): Piece {
  const { draw } = place;
  if (place.depth > 0 && draw.chance(35)) return draw.chance(70) ? drawLogical(place) : drawNot(place);
  return draw.one(makers)(place) ?? drawPresence(place) ?? atom("true");
}
