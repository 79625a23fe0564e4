import { kindOf, type Lexeme, oneOf, retype, tokenTypes as t } from "./lexer.ts";
import { isName, type TokenKind, tokenKinds } from "./tokens.ts";
import { mendOperator, nameWord } from "./words.ts";

/**
 * Tells block signs from comparisons and from the braces of records. Lookahead alone cannot tell `>` the comparison
 * from `>` the end of a block; this can, in one look at its place.
 */

/** What begins at the top level of a file, by the word it begins with. */
export type Head = "on" | "every" | "rules" | "const" | "function" | "import" | "stray";

const names = tokenKinds.filter(isName);
const operandStart = oneOf([
  ...names,
  "Number",
  "Date",
  "DateTime",
  "Time",
  "Text",
  "WrongText",
  "OpenText",
  "True",
  "False",
  "This",
  "Not",
  "If",
  "Minus",
  "Open",
  "ListOpen",
]);
const operandEnd = oneOf([
  ...names,
  "Number",
  "Currency",
  "Date",
  "DateTime",
  "Time",
  "Text",
  "WrongText",
  "True",
  "False",
  "This",
  "Close",
  "ListClose",
  "BraceClose",
]);
/** Behind these, a brace begins a record. */
const beforeRecord = oneOf([
  "Open",
  "ListOpen",
  "Assign",
  "Equal",
  "Differs",
  "Less",
  "Greater",
  "AtMost",
  "AtLeast",
  "OrElse",
  "Plus",
  "Minus",
  "Star",
  "Slash",
  "Then",
  "Else",
]);
const beforeOperand = oneOf(["When", "And", "Or", "Not"]);
const modifiers = oneOf(["As", "Once", "Retry", "Skip", "Disabled"]);
/** What ends whatever was begun before it, even where a parenthesis is still open. */
const starters = oneOf(["On", "Disabled", "Every", "Const", "Function", "Import", "Rules"]);

/** Whether a word begins something at the top level. */
export const isStarter = starters;

/** What the pass remembers between two words of a section. */
export interface Place {
  head: Head;
  /** Inside a block. */
  inBlock: boolean;
  /** Signs that are open, from the outside in. */
  readonly open: Lexeme["tokenType"][];
  parentheses: number;
  lists: number;
  braces: number;
  /** How many `if` and `List<` there were so far in the rule: each may stand in the one before it. */
  choices: number;
  /** Behind `when`, where a comparison may stand. */
  inCondition: boolean;
  /** The condition has compared since its last `and` or `or`: comparisons do not chain. */
  compared: boolean;
  /** Behind `at`, where `on` may follow. */
  inMoment: boolean;
  /** Behind `move`: a trigger, which has no block. */
  inTrigger: boolean;
  /** Behind the `=` of a constant or a function. */
  inValue: boolean;
  /** Behind the parentheses of a function or a group. */
  pastParameters: boolean;
}

/** The place before the first word of a section. */
export function newPlace(head: Head): Place {
  return {
    head,
    inBlock: false,
    open: [],
    parentheses: 0,
    lists: 0,
    braces: 0,
    choices: 0,
    inCondition: false,
    compared: false,
    inMoment: false,
    inTrigger: false,
    inValue: false,
    pastParameters: head !== "function" && head !== "rules",
  };
}

/** Where a sign stands: the two words before it and the two behind it. */
export interface Surroundings {
  readonly before: Lexeme | undefined;
  readonly beforeThat: Lexeme | undefined;
  readonly next: Lexeme | undefined;
  readonly behindThat: Lexeme | undefined;
}

const isRight = (lexeme: Lexeme | undefined): boolean =>
  lexeme?.tokenType === t.Angle && lexeme.image === ">";

/** Whether a rule begins here rather than an operand: `sendEmail(`, `link: …`, `let …`. */
function beginsRule(next: Lexeme | undefined, behind: Lexeme | undefined): boolean {
  if (next === undefined) return false;
  const type = next.tokenType;
  if (type === t.Let || type === t.After || type === t.At || type === t.Within || type === t.Include)
    return true;
  return isName(kindOf(next)) && (behind?.tokenType === t.Open || behind?.tokenType === t.Colon);
}

function brace(sign: Lexeme, place: Place, before: Lexeme | undefined): TokenKind {
  if (sign.image === "}") return place.braces > 0 ? "BraceClose" : "BlockClose";
  if (place.head === "import" || beforeRecord(before)) return "BraceOpen";
  const behindSeparator = before?.tokenType === t.Comma || before?.tokenType === t.Colon;
  return behindSeparator && place.open.length > 0 ? "BraceOpen" : "BlockOpen";
}

function angle(sign: Lexeme, place: Place, { before, next, behindThat }: Surroundings): TokenKind {
  const isLeft = sign.image === "<";
  const comparison = isLeft ? "Less" : "Greater";
  if (!place.pastParameters && place.open.length > 0) return isLeft ? "TypeOpen" : "TypeClose";
  // A `>` behind which nothing more can belong to the block ends it.
  const endsBlock = place.inBlock && !isLeft && (next === undefined || starters(next));
  if (place.inValue || (place.open.length > 0 && !endsBlock)) return comparison;
  // `when > 5` lacks its left operand, and compares all the same.
  const mayCompare =
    place.inCondition && (operandEnd(before) || (beforeOperand(before) && operandStart(next)));
  if (place.inTrigger)
    return mayCompare && !place.compared ? comparison : isLeft ? "BlockOpen" : "BlockClose";
  if (!place.inBlock) {
    if (!isLeft) return mayCompare && !place.compared && operandStart(next) ? "Greater" : "BlockClose";
    // A header's condition without its parentheses is reported; what it compares is told as well as can be.
    const compares = operandStart(next) && !beginsRule(next, behindThat);
    return mayCompare && !place.compared && compares ? "Less" : "BlockOpen";
  }
  // Blocks do not nest, so in a condition `<` always compares, even where that chains two comparisons by mistake.
  if (isLeft) return mayCompare ? "Less" : "BlockOpen";
  // `amount > >` is somebody typing: the first compares and lacks its operand, the second ends the block.
  return mayCompare && !place.compared && (operandStart(next) || isRight(next)) ? "Greater" : "BlockClose";
}

/** Signs that mean something else in another place. */
export const isAmbiguous = oneOf(["Angle", "WrongOperator", "Assign"]);

/** Says what an ambiguous sign is in its place: a block sign, a comparison, an operator meant in another language. */
export function classify(lexeme: Lexeme, place: Place, around: Surroundings): void {
  switch (lexeme.tokenType) {
    case t.Angle: {
      const isBrace = lexeme.image === "{" || lexeme.image === "}";
      retype(lexeme, isBrace ? brace(lexeme, place, around.before) : angle(lexeme, place, around));
      break;
    }
    case t.WrongOperator:
      mendOperator(lexeme);
      break;
    case t.Assign: {
      const isName =
        around.beforeThat?.tokenType === t.Let || (place.braces > 0 && place.open.at(-1) === t.BraceOpen);
      if (!isName && (place.inCondition || place.inValue || place.open.length > 0)) retype(lexeme, "Equal");
      break;
    }
    default:
      break;
  }
}

/** Kinds behind which something else may follow. */
const turning: readonly TokenKind[] = [
  "BlockOpen",
  "BlockClose",
  "Open",
  "Close",
  "ListOpen",
  "ListClose",
  "BraceOpen",
  "BraceClose",
  "TypeOpen",
  "Semicolon",
  "OpenText",
  "Comma",
  "When",
  "Where",
  "Until",
  "If",
  "Then",
  "Else",
  "And",
  "Or",
  "At",
  "On",
  "Move",
  "Assign",
  "Equal",
  "Differs",
  "AtMost",
  "AtLeast",
  "Is",
  "In",
  "Less",
  "Greater",
  "As",
  "Once",
  "Retry",
  "Skip",
  "Disabled",
];

function close(place: Place, sign: Lexeme["tokenType"]): void {
  const count = sign === t.Open ? place.parentheses : sign === t.ListOpen ? place.lists : place.braces;
  if (count === 0) return;
  let opened = place.open.pop();
  while (opened !== undefined) {
    if (opened === t.Open) place.parentheses -= 1;
    else if (opened === t.ListOpen) place.lists -= 1;
    else place.braces -= 1;
    if (opened === sign) break;
    opened = place.open.pop();
  }
  if (place.open.length === 0) place.pastParameters = true;
}

function forget(place: Place): void {
  place.open.length = 0;
  place.parentheses = 0;
  place.lists = 0;
  place.braces = 0;
  place.choices = 0;
  place.inCondition = false;
  place.compared = false;
  place.inMoment = false;
}

/** Kinds behind which everything goes on as it was, which are most. */
const isInert = oneOf(tokenKinds.filter((kind) => !turning.includes(kind)));

/** Goes on behind a lexeme whose kind is known. */
export function move(
  place: Place,
  lexeme: Lexeme,
  before: Lexeme | undefined,
  next: Lexeme | undefined,
): void {
  if (isInert(lexeme)) return;
  switch (lexeme.tokenType) {
    case t.BlockOpen:
      forget(place);
      place.inBlock = true;
      place.pastParameters = true;
      break;
    case t.BlockClose:
      forget(place);
      place.inBlock = false;
      break;
    case t.Open:
      place.open.push(t.Open);
      place.parentheses += 1;
      break;
    case t.ListOpen:
      place.open.push(t.ListOpen);
      place.lists += 1;
      break;
    case t.BraceOpen:
      place.open.push(t.BraceOpen);
      place.braces += 1;
      break;
    case t.Close:
      close(place, t.Open);
      break;
    case t.ListClose:
      close(place, t.ListOpen);
      break;
    case t.BraceClose:
      close(place, t.BraceOpen);
      break;
    case t.Semicolon:
    case t.OpenText:
      // What an unclosed text has swallowed may have been the end of everything that was open.
      forget(place);
      break;
    case t.When:
      // Behind `const` somebody takes it for a name.
      if (place.head !== "const" && place.head !== "function") place.inCondition = true;
      place.compared = false;
      break;
    case t.Where:
    case t.Until:
      // Both are names as well; what they ask for stands in parentheses.
      if (place.open.length === 0 && operandStart(next)) {
        place.inCondition = true;
        place.compared = false;
      }
      break;
    case t.TypeOpen:
      place.choices += 1;
      break;
    case t.If:
      place.choices += 1;
      if (place.open.length > 0) break;
      place.compared = false;
      // `sendEmail(link) if amount > 5` is how other languages say `when`.
      if (place.inBlock) place.inCondition = true;
      break;
    case t.And:
    case t.Or:
    case t.Then:
    case t.Else:
      if (place.open.length === 0) place.compared = false;
      break;
    case t.At:
      if (place.open.length === 0) place.inMoment = true;
      break;
    case t.On:
      place.inMoment = false;
      break;
    case t.Comma:
      if (place.open.length === 0) place.inMoment = false;
      break;
    case t.Move:
      if (place.head === "on" && !place.inBlock && place.open.length === 0 && before?.tokenType !== t.On) {
        place.inTrigger = true;
      }
      break;
    case t.Assign:
      if ((place.head === "const" || place.head === "function") && place.open.length === 0)
        place.inValue = true;
      break;
    case t.Equal:
    case t.Differs:
    case t.AtMost:
    case t.AtLeast:
    case t.Is:
    case t.In:
    case t.Less:
    case t.Greater:
      if (place.open.length === 0) place.compared = true;
      break;
    default:
      if (place.inCondition && place.open.length === 0 && modifiers(lexeme) && operandEnd(before)) {
        place.inCondition = false;
      }
  }
}

/** Whether nothing stands between two lexemes. */
export function touches(before: Lexeme | undefined, word: Lexeme): boolean {
  return before !== undefined && before.startOffset + before.image.length === word.startOffset;
}

/** Says what the words and signs of an expression are that stands by itself, as in the braces of a text. */
export function classifyAlone(words: readonly Lexeme[]): void {
  const place = newPlace("const");
  place.inValue = true;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1];
    const next = words[index + 1];
    if (word.tokenType === t.Identifier) nameWord(word, before, next, touches(before, word));
    const around = { before, beforeThat: words[index - 2], next, behindThat: words[index + 2] };
    if (isAmbiguous(word)) classify(word, place, around);
    move(place, word, before, next);
  }
}
