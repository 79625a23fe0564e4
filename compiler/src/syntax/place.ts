import { type Lexeme, oneOf, operandKinds, tokenTypes as t } from "./lexer.ts";
import { isName, type TokenKind, tokenKinds } from "./tokens.ts";

/** What begins at the top level of a file, by the word it begins with. */
export type Head = "on" | "every" | "rules" | "const" | "function" | "import" | "test" | "stray";

/** Whether an operand can begin with it. */
export const operandStart = oneOf([...operandKinds, "Not", "Minus"]);
/** Whether an operand can end with it. */
export const operandEnd = oneOf([
  ...tokenKinds.filter(isName),
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
const modifiers = oneOf(["As", "Once", "Retry", "Skip", "Disabled"]);

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
