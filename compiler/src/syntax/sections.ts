import { isComment, isName, type Token, type TokenKind } from "./tokens.ts";

/** How deep parentheses may stand in each other before a text counts as too complex to read. */
export const maximumNesting = 200;
/** How many rules one block may hold. */
export const maximumRules = 1000;
/** How many tokens one rule may have. A condition of 300 comparisons is below it. */
export const maximumRuleTokens = 2000;

/** What begins at the top level of a file. */
export type SectionKind =
  /** `on stage …` */
  | "stage"
  /** A form of the language that this version cannot run. */
  | "later"
  /** Anything else: text that belongs to no block. */
  | "stray";

/**
 * A stretch of tokens from one top-level keyword to the next. Blocks do not nest, so each is read for itself, and a
 * mistake in one cannot reach another.
 */
export interface Section {
  readonly kind: SectionKind;
  /** Without comments; `<`, `>`, `{` and `}` are told apart as block signs and comparisons. */
  readonly tokens: readonly Token[];
  /** How deep parentheses stand in each other. */
  readonly nesting: number;
  /** How many tokens its longest rule has. */
  readonly longestRule: number;
}

const starters: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "On",
  "Disabled",
  "Every",
  "Const",
  "Function",
  "Import",
  "Rules",
]);
const operandStart: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Number",
  "Text",
  "WrongText",
  "OpenText",
  "True",
  "False",
  "Not",
  "Open",
  "Minus",
  "This",
]);
const operandEnd: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Number",
  "Text",
  "WrongText",
  "True",
  "False",
  "Close",
  "This",
]);
const comparisons: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "Equal",
  "Differs",
  "AtMost",
  "AtLeast",
  "Assign",
  "Is",
  "In",
]);

/** What the pass remembers between two tokens. */
interface Place {
  /** Inside a block. */
  inBlock: boolean;
  /** How many parentheses are open. */
  nesting: number;
  /** Behind `when`, where a comparison may stand. */
  inCondition: boolean;
  /** The condition has compared since its last `and` or `or`: comparisons do not chain. */
  compared: boolean;
}

const start = (): Place => ({ inBlock: false, nesting: 0, inCondition: false, compared: false });

function beginsOperand(token: Token | undefined): boolean {
  return token !== undefined && (operandStart.has(token.kind) || isName(token.kind));
}

function endsOperand(token: Token | undefined): boolean {
  return token !== undefined && (operandEnd.has(token.kind) || isName(token.kind));
}

function isRightAngle(token: Token | undefined): boolean {
  return token?.kind === "Angle" && token.text === ">";
}

/** A `>` behind which nothing more can belong to the block ends it, even where a parenthesis before it is still open. */
function endsSection(token: Token, next: Token | undefined): boolean {
  return token.text === ">" && (next === undefined || starters.has(next.kind));
}

/** Lookahead alone cannot tell `>` the comparison from `>` the end of a block; this can, in one look at its place. */
function classifyAngle(
  token: Token,
  previous: Token | undefined,
  next: Token | undefined,
  place: Place,
): TokenKind {
  if (token.text === "{") return "BlockOpen";
  if (token.text === "}") return "BlockClose";
  if (place.nesting > 0 && !endsSection(token, next)) return token.text === "<" ? "Less" : "Greater";
  const afterOperand = place.inBlock && place.inCondition && endsOperand(previous);
  // Blocks do not nest, so in a condition `<` always compares, even where that chains two comparisons by mistake.
  if (token.text === "<") return afterOperand ? "Less" : "BlockOpen";
  const mayCompare = afterOperand && !place.compared;
  // `amount > >` is somebody typing: the first compares and lacks its operand, the second ends the block.
  return mayCompare && (beginsOperand(next) || isRightAngle(next)) ? "Greater" : "BlockClose";
}

function move(place: Place, kind: TokenKind): void {
  switch (kind) {
    case "BlockOpen":
      Object.assign(place, { inBlock: true, inCondition: false, compared: false });
      break;
    case "BlockClose":
      Object.assign(place, start());
      break;
    case "Open":
      place.nesting += 1;
      break;
    case "Close":
      place.nesting = Math.max(0, place.nesting - 1);
      break;
    case "Semicolon":
    case "OpenText":
      // What an unclosed text has swallowed may have been the end of everything that was open.
      Object.assign(place, { nesting: 0, inCondition: false, compared: false });
      break;
    case "When":
      Object.assign(place, { inCondition: true, compared: false });
      break;
    case "And":
    case "Or":
      if (place.nesting === 0) place.compared = false;
      break;
    case "Less":
    case "Greater":
      if (place.nesting === 0) place.compared = true;
      break;
    default:
      if (comparisons.has(kind) && place.nesting === 0) place.compared = true;
  }
}

/** Operators of other languages, as what their writer meant. */
const meant: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ["&&", "And"],
  ["||", "Or"],
  ["!", "Not"],
  ["===", "Equal"],
  ["!==", "Differs"],
  ["=>", "AtLeast"],
  ["=<", "AtMost"],
  // What word processors make of the signs.
  ["≥", "AtLeast"],
  ["≤", "AtMost"],
  ["≠", "Differs"],
  ["–", "Minus"],
  ["—", "Minus"],
  ["−", "Minus"],
  ["×", "Star"],
  ["÷", "Slash"],
]);

/** What the writer of an operator that is none meant. */
export function meaningOf(token: Token): TokenKind {
  return token.kind === "Assign" ? "Equal" : (meant.get(token.text) ?? token.kind);
}

function classify(token: Token, before: readonly Token[], next: Token | undefined, place: Place): TokenKind {
  switch (token.kind) {
    case "Angle":
      return classifyAngle(token, before[before.length - 1], next, place);
    case "WrongOperator":
      return meaningOf(token);
    case "Assign": {
      const names = before[before.length - 2]?.kind === "Let";
      return !names && (place.inCondition || place.nesting > 0) ? "Equal" : "Assign";
    }
    default:
      return token.kind;
  }
}

/** Whether a token begins a new section, where it stands. */
function startsSection(token: Token, next: Token | undefined, place: Place, inSection: boolean): boolean {
  if (!starters.has(token.kind)) return false;
  // Inside a block only `on stage` can begin another: its `>` is still missing, or somebody is typing.
  if (place.inBlock || place.nesting > 0) return token.kind === "On" && next?.kind === "Stage";
  // `disabled on stage …` is one section.
  return !(inSection && token.kind === "On");
}

function sectionKind(tokens: readonly Token[]): SectionKind {
  const head = tokens[0]?.kind === "Disabled" ? tokens[1] : tokens[0];
  if (head === undefined || !starters.has(head.kind))
    return tokens[0]?.kind === "Disabled" ? "stage" : "stray";
  if (head.kind !== "On") return "later";
  const [word, behind] = tokens.slice(tokens.indexOf(head) + 1);
  // `on stge "New"`: text follows only behind `stage`, so that is what was meant.
  if (behind?.kind === "Text") return "stage";
  return word === undefined || word.kind === "Stage" || !isName(word.kind) ? "stage" : "later";
}

/**
 * Splits a file into its top-level sections, and tells block signs from comparisons on the way. Linear in the number
 * of tokens, and never fails.
 *
 * @param all the tokens of a file, comments included
 */
export function splitSections(all: readonly Token[]): readonly Section[] {
  const tokens = all.filter((token) => !isComment(token.kind) && token.kind !== "Unknown");
  const sections: Section[] = [];
  let current: Token[] = [];
  let nesting = 0;
  let ruleLength = 0;
  let longestRule = 0;
  let place = start();
  const finish = () => {
    if (current.length > 0)
      sections.push({ kind: sectionKind(current), tokens: current, nesting, longestRule });
    current = [];
    nesting = 0;
    ruleLength = 0;
    longestRule = 0;
    place = start();
  };
  let closed = false;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const onlyDisabled = current.length === 1 && current[0]?.kind === "Disabled";
    if (closed || startsSection(token, next, place, onlyDisabled)) {
      finish();
      closed = false;
    }
    const kind = classify(token, current, next, place);
    current.push(kind === token.kind ? token : { ...token, kind });
    const isBlock = current[0]?.kind !== "Import";
    closed = isBlock && kind === "BlockClose" && (place.inBlock || current.length === 1);
    move(place, kind);
    nesting = Math.max(nesting, place.nesting);
    ruleLength = kind === "Semicolon" || kind === "BlockOpen" ? 0 : ruleLength + 1;
    longestRule = Math.max(longestRule, ruleLength);
  }
  finish();
  return sections;
}
