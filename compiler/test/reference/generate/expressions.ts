import type { Option } from "../../../src/schema/format.ts";
import { drawCondition } from "./conditions.ts";
import type { Draw } from "./draw.ts";
import { currencies, hostileTexts, tameTexts } from "./pools.ts";
import type { World } from "./schema.ts";
import { type Kind, type Simple, type Source, sameKind } from "./sources.ts";

/** How tightly the words of an expression hold together, from loose to tight. */
export const levels = {
  if: 0,
  or: 1,
  and: 2,
  not: 3,
  compare: 4,
  sum: 5,
  product: 6,
  orElse: 7,
  sign: 8,
  atom: 9,
} as const;

/** A piece of a rule that has a value. */
export interface Piece {
  readonly text: string;
  readonly level: number;
  readonly mayBeMissing: boolean;
}

/** A function that rules can call. */
export interface DrawnFunction {
  readonly name: string;
  readonly parameters: readonly { readonly kind: Kind; readonly mayBeMissing: boolean }[];
  readonly kind: Kind;
  readonly mayBeMissing: boolean;
}

/** What can be written where an expression stands. */
export interface Place {
  readonly draw: Draw;
  readonly world: World;
  /** The item that `this` is; undefined outside of rules. */
  readonly entity?: string | undefined;
  readonly sources: readonly Source[];
  /** Paths that a condition has found set. */
  readonly known: ReadonlySet<string>;
  readonly functions: readonly DrawnFunction[];
  readonly depth: number;
  /** Inside the braces of a text, texts stand in single quotes. */
  readonly inText: boolean;
}

export const atom = (text: string, mayBeMissing = false): Piece => ({
  text,
  level: levels.atom,
  mayBeMissing,
});

/** A piece in parentheses, where it would fall apart otherwise. */
export function tight(piece: Piece, level: number): string {
  return piece.level < level ? `(${piece.text})` : piece.text;
}

const deeper = (place: Place): Place => ({ ...place, depth: place.depth - 1 });

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t" };

/** A text as it stands inside of quotes. */
export function escaped(text: string): string {
  return Array.from(text, (sign) => {
    const code = sign.codePointAt(0) ?? 0;
    if (escapes[sign] !== undefined) return escapes[sign];
    const isPlain = code >= 32 && !/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Cc}]/u.test(sign);
    return isPlain ? sign : `\\u{${code.toString(16)}}`;
  }).join("");
}

const doubled = (text: string): string => text.replaceAll("{", "{{").replaceAll("}", "}}");

/** The name of an option, a user or a stage, in quotes. */
export const quotedTitle = (title: string): string => `"${escaped(doubled(title))}"`;

/** The same, where it can stand in a place. */
export function quotedName(title: string, place: Place): Piece | undefined {
  if (!place.inText) return atom(quotedTitle(title));
  return /^[\w .,]+$/.test(title) ? atom(`'${title}'`) : undefined;
}

function drawText(place: Place): Piece {
  const { draw, inText } = place;
  if (inText) return atom(`'${draw.one(tameTexts)}'`);
  const pieces = draw.many(1, 3, () => {
    if (place.depth > 0 && draw.chance(40)) return drawHole(place);
    return escaped(doubled(draw.one(draw.chance(50) ? hostileTexts : tameTexts)));
  });
  // A dollar before a brace is what other tools write; the checker says so.
  return atom(`"${pieces.join("")}"`);
}

const formats: Readonly<Partial<Record<Kind["is"], readonly string[]>>> = {
  text: ["upper", "lower", "capital", "trim"],
  email: ["upper", "lower"],
  option: ["upper", "lower", "capital"],
  place: ["upper", "lower", "capital", "trim"],
  user: ["upper", "trim"],
  number: ["0", "1", "2", "8", "plain", "grouped"],
  integer: ["0", "2", "grouped"],
  money: ["0", "2", "3", "plain", "grouped"],
  date: ["short", "medium", "long", "full", "iso", "weekday", "month", "year"],
  moment: ["short", "medium", "long", "full", "iso", "weekday", "month", "year", "date", "time"],
  length: ["long"],
};

const shownKinds: readonly Simple[] = [
  "text",
  "number",
  "integer",
  "money",
  "date",
  "moment",
  "time",
  "length",
  "flag",
  "user",
];

function drawHole(place: Place): string {
  const { draw } = place;
  const shownSources = place.sources.filter(({ kind }) => {
    const one = kind.is === "list" ? kind.of : kind;
    return one.is !== "item" && one.is !== "list";
  });
  const source = shownSources.length > 0 && draw.chance(60) ? draw.one(shownSources) : undefined;
  const kind: Kind = source?.kind ?? { is: draw.one(shownKinds) };
  const piece =
    source === undefined
      ? drawPiece(kind, { ...deeper(place), inText: true }, false)
      : atom(source.path, source.mayBeMissing);
  if (piece === undefined) return "";
  const known = formats[kind.is === "list" ? kind.of.is : kind.is] ?? [];
  const format = known.length > 0 && draw.chance(60) ? `:${draw.one(known)}` : "";
  return `{${piece.text}${format}}`;
}

const numbers: readonly string[] = [
  "0",
  "1",
  "2",
  "7",
  "10",
  "0.5",
  "0.1",
  "3.25",
  "1_000",
  "50000",
  "0.00000001",
  "123456789012345678901234567890",
];
const wholes: readonly string[] = ["0", "1", "2", "3", "7", "12", "100", "1_000_000"];
const dates: readonly string[] = [
  "2026-06-12",
  "2026-02-28",
  "2024-02-29",
  "2026-12-31",
  "1970-01-01",
  "2026-03-29",
  "0001-01-01",
  "9999-12-31",
];
const times: readonly string[] = ["00:00", "08:00", "09:30", "12:00", "20:00", "23:59:59", "02:30"];
const units: readonly string[] = [
  "seconds",
  "minutes",
  "hours",
  "days",
  "weeks",
  "months",
  "years",
  "working days",
  "working hours",
  "working minutes",
];

function literal(kind: Kind, place: Place, isHinted: boolean): Piece | undefined {
  const { draw, inText } = place;
  switch (kind.is) {
    case "text":
      return drawText(place);
    case "number":
      return atom(draw.one(numbers));
    case "integer":
      return atom(draw.one(wholes));
    case "flag":
      return atom(draw.one(["true", "false"]));
    case "date":
      return atom(draw.one([...dates, "today"].filter((word) => word !== "today" || isFree("today", place))));
    case "moment":
      return isFree("now", place) && draw.chance(40)
        ? atom("now")
        : atom(`${draw.one(dates)}T${draw.one(times).padStart(5, "0")}`);
    case "time":
      return atom(draw.one(times));
    case "length":
      return atom(`${draw.one(["1", "2", "3", "30", "90"])} ${draw.one(units)}`);
    case "money":
      return atom(`${draw.one(numbers)} ${draw.one(currencies)}`);
    case "email":
      return isHinted && !inText ? atom('"ann@acme.example"') : undefined;
    case "phone":
      return isHinted && !inText ? atom('"+49 30 123456"') : undefined;
    case "url":
      return isHinted && !inText ? atom('"https://acme.example/?a={{b}}"') : undefined;
    case "user":
      return isHinted ? quotedName(draw.one(place.world.schema.users ?? []).name, place) : undefined;
    case "place":
      return isHinted ? quotedName(draw.one(kind.titles), place) : undefined;
    case "option":
      return isHinted ? quotedOption(draw.one(kind.options), place) : undefined;
    case "choice":
      return isHinted ? quotedName(draw.one(kind.texts), place) : undefined;
    case "item":
      return kind.entity === place.entity ? atom("this") : undefined;
    case "list":
      return drawList(kind.of, place, isHinted);
    case "file":
    case "link":
      return undefined;
  }
}

const isFree = (name: string, { sources }: Place): boolean => sources.every(({ path }) => path !== name);

function quotedOption(option: Option, place: Place): Piece | undefined {
  return quotedName(option.title, place);
}

function drawList(of: Kind, place: Place, isHinted: boolean): Piece | undefined {
  const items = place.draw.many(1, 3, () => drawPiece(of, deeper(place), isHinted));
  if (items.some((item) => item === undefined)) return undefined;
  return atom(`[${items.map((item) => item?.text).join(", ")}]`);
}

/** A path that is of a kind, or of one that goes for it. */
function drawSource(kind: Kind, place: Place): Piece | undefined {
  const goes = (from: Kind): boolean =>
    sameKind(from, kind) || (kind.is === "number" && from.is === "integer");
  const found = place.sources.filter((source) => goes(source.kind));
  if (found.length === 0) return undefined;
  const { path, mayBeMissing } = place.draw.one(found);
  return atom(path, mayBeMissing && !place.known.has(path));
}

type Maker = (place: Place) => Piece | undefined;

/** Two pieces with a sign between them. */
function joined(sign: string, left: Kind, right: Kind, level: number): Maker {
  return (place) => {
    const [one, two] = [drawPiece(left, deeper(place), false), drawPiece(right, deeper(place), false)];
    if (one === undefined || two === undefined) return undefined;
    const isDivided = sign === "/" && !/^[\d._]*[1-9][\d._]*$/.test(two.text);
    const mayBeMissing = one.mayBeMissing || two.mayBeMissing || isDivided;
    return { text: `${tight(one, level)} ${sign} ${tight(two, level + 1)}`, level, mayBeMissing };
  };
}

function minus(kind: Kind): Maker {
  return (place) => {
    const piece = drawPiece(kind, deeper(place), false);
    return piece && { ...piece, text: `-${tight(piece, levels.sign)}`, level: levels.sign };
  };
}

const number: Kind = { is: "number" };
const integer: Kind = { is: "integer" };
const money: Kind = { is: "money" };
const text: Kind = { is: "text" };
const date: Kind = { is: "date" };
const moment: Kind = { is: "moment" };
const time: Kind = { is: "time" };
const length: Kind = { is: "length" };

const { sum, product } = levels;

/** A length of time that is written down, and has no hours in it: a day moved by it is a day. */
const wholeDays: Maker = ({ draw }) =>
  atom(`${draw.one(["1", "2", "30"])} ${draw.one(["days", "weeks", "months", "years", "working days"])}`);
const someHours: Maker = ({ draw }) =>
  atom(`${draw.one(["1", "2", "30"])} ${draw.one(["hours", "minutes", "working hours", "seconds"])}`);

function moved(from: Kind, by: Maker): Maker {
  return (place) => {
    const [start, length] = [drawPiece(from, deeper(place), false), by(place)];
    if (start === undefined || length === undefined) return undefined;
    const sign = place.draw.one(["+", "-"]);
    return { ...start, text: `${tight(start, sum)} ${sign} ${tight(length, sum + 1)}`, level: sum };
  };
}

const madeOf: Readonly<Partial<Record<Kind["is"], readonly Maker[]>>> = {
  text: [joined("+", text, text, sum)],
  number: [
    joined("+", number, number, sum),
    joined("-", number, number, sum),
    joined("*", number, number, product),
    joined("/", number, number, product),
    joined("/", money, money, product),
    minus(number),
  ],
  integer: [
    joined("+", integer, integer, sum),
    joined("-", integer, integer, sum),
    joined("*", integer, integer, product),
    minus(integer),
  ],
  money: [
    joined("+", money, money, sum),
    joined("-", money, money, sum),
    joined("+", money, number, sum),
    joined("-", number, money, sum),
    joined("*", money, number, product),
    joined("*", number, money, product),
    joined("/", money, number, product),
    minus(money),
  ],
  date: [moved(date, wholeDays)],
  moment: [
    moved(moment, wholeDays),
    moved(moment, someHours),
    moved(date, someHours),
    joined("+", moment, length, sum),
    joined("+", length, moment, sum),
    joined("-", moment, length, sum),
  ],
  time: [moved(time, someHours), joined("+", length, time, sum), joined("-", time, length, sum)],
  length: [
    joined("-", date, date, sum),
    joined("-", moment, moment, sum),
    joined("+", length, length, sum),
    joined("-", length, length, sum),
    joined("*", length, number, product),
    joined("*", number, length, product),
    minus(length),
  ],
};

function drawIf(kind: Kind, place: Place, isHinted: boolean): Piece | undefined {
  const set = place.draw.chance(40)
    ? place.sources.filter((one) => sameKind(one.kind, kind) && one.mayBeMissing)
    : [];
  const asked = set.length === 0 ? undefined : place.draw.one(set).path;
  const condition =
    asked === undefined
      ? drawCondition(deeper(place))
      : { text: `${asked} is set`, level: levels.compare, mayBeMissing: false };
  const known = asked === undefined ? place.known : new Set([...place.known, asked]);
  const then =
    asked === undefined ? drawPiece(kind, deeper(place), isHinted) : atom(asked, !known.has(asked));
  const otherwise = drawPiece(kind, deeper(place), isHinted);
  if (then === undefined || otherwise === undefined) return undefined;
  return {
    text: `if ${condition.text} then ${tight(then, levels.if + 1)} else ${otherwise.text}`,
    level: levels.if,
    mayBeMissing: then.mayBeMissing || otherwise.mayBeMissing,
  };
}

function drawOrElse(kind: Kind, place: Place, isHinted: boolean): Piece | undefined {
  // A text in quotes is always there: nobody asks for another one.
  const left = drawPiece(kind, deeper(place), false);
  const right = drawPiece(kind, deeper(place), isHinted);
  if (left === undefined || right === undefined) return undefined;
  return {
    text: `${tight(left, levels.orElse)} ?? ${tight(right, levels.orElse + 1)}`,
    level: levels.orElse,
    mayBeMissing: right.mayBeMissing,
  };
}

function drawCall(kind: Kind, place: Place): Piece | undefined {
  const found = place.functions.filter((one) => sameKind(one.kind, kind));
  if (found.length === 0) return undefined;
  const { name, parameters, mayBeMissing } = place.draw.one(found);
  const args = parameters.map((one) =>
    one.mayBeMissing ? drawPiece(one.kind, deeper(place), true) : drawNeeded(one.kind, deeper(place)),
  );
  if (args.some((one) => one === undefined)) return undefined;
  return atom(`${name}(${args.map((one) => one?.text).join(", ")})`, mayBeMissing);
}

/**
 * An expression of a kind; undefined where nothing of it can be written here.
 *
 * @param isHinted whether its place says what it has to be, so that a text in quotes is looked up
 */
export function drawPiece(kind: Kind, place: Place, isHinted: boolean): Piece | undefined {
  const { draw } = place;
  const leaf = (): Piece | undefined => {
    const isFirst = draw.chance(65);
    return isFirst
      ? (drawSource(kind, place) ?? literal(kind, place, isHinted))
      : (literal(kind, place, isHinted) ?? drawSource(kind, place));
  };
  if (place.depth <= 0 || draw.chance(30)) return leaf();
  const makers = kind.is === "list" ? [joined("+", kind, kind, sum)] : (madeOf[kind.is] ?? []);
  const choice = draw.int(0, 9);
  if (choice === 0) return drawIf(kind, place, isHinted) ?? leaf();
  if (choice === 1) return drawOrElse(kind, place, isHinted) ?? leaf();
  if (choice === 2) return drawCall(kind, place) ?? leaf();
  if (choice === 3) {
    const inner = drawPiece(kind, deeper(place), isHinted);
    return inner && { ...inner, text: `(${inner.text})`, level: levels.atom };
  }
  if (kind.is === "flag" && draw.chance(60)) return drawCondition(deeper(place));
  if (makers.length === 0) return leaf();
  return draw.one(makers)(place) ?? leaf();
}

/** An expression of a kind that is always there. */
export function drawNeeded(kind: Kind, place: Place): Piece | undefined {
  const piece = drawPiece(kind, place, true);
  if (piece === undefined || !piece.mayBeMissing) return piece;
  const other = literal(kind, { ...place, depth: 0 }, true);
  if (other === undefined || other.mayBeMissing) return undefined;
  return {
    text: `${tight(piece, levels.orElse)} ?? ${other.text}`,
    level: levels.orElse,
    mayBeMissing: false,
  };
}
