import { kindOf, type Lexeme, oneOf, retype, tokenTypes as t } from "./lexer.ts";
import { move, newPlace, operandEnd, operandStart, type Place } from "./place.ts";
import { isName, type TokenKind } from "./tokens.ts";
import { mendOperator, nameWord } from "./words.ts";

/**
 * Tells block signs from comparisons and from the braces of records. Lookahead alone cannot tell `>` the comparison
 * from `>` the end of a block; this can, in one look at its place.
 */

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
/** Whether a word begins something at the top level: it ends what was begun before it, whatever is still open. */
export const isStarter = oneOf(["On", "Disabled", "Every", "Const", "Function", "Import", "Rules"]);

/** Whether a test begins: its word is a name wherever no text follows it. */
export function startsTest(word: Lexeme | undefined, next: Lexeme | undefined): boolean {
  return word?.tokenType === t.Test && beginsText(next);
}

/** Where a sign stands: the two words before it and the two behind it. */
export interface Surroundings {
  readonly before: Lexeme | undefined;
  readonly beforeThat: Lexeme | undefined;
  readonly next: Lexeme | undefined;
  readonly behindThat: Lexeme | undefined;
}

const beginsText = oneOf(["Text", "WrongText", "OpenText"]);

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
  // `source in {"Web form", "Call"}` is a list of other languages.
  if (place.inBlock && (before?.tokenType === t.In || beforeOperand(before))) return "BraceOpen";
  // `{{amount}}` is a field in other languages.
  if (before?.tokenType === t.BraceOpen) return "BraceOpen";
  // A value has no block in it.
  if (place.head === "test" && place.inBlock) return "BraceOpen";
  if (place.head === "import" || place.inValue || beforeRecord(before)) return "BraceOpen";
  const behindSeparator = before?.tokenType === t.Comma || before?.tokenType === t.Colon;
  return behindSeparator && place.open.length > 0 ? "BraceOpen" : "BlockOpen";
}

function angle(sign: Lexeme, place: Place, { before, next, behindThat }: Surroundings): TokenKind {
  const isLeft = sign.image === "<";
  const comparison = isLeft ? "Less" : "Greater";
  if (!place.pastParameters && place.open.length > 0) return isLeft ? "TypeOpen" : "TypeClose";
  // A `>` behind which nothing more can belong to the block ends it.
  const endsBlock =
    place.inBlock && !isLeft && (next === undefined || isStarter(next) || startsTest(next, behindThat));
  if (place.inValue || (place.open.length > 0 && !endsBlock)) return comparison;
  // A test compares nowhere but in parentheses.
  if (place.head === "test") return isLeft ? "BlockOpen" : "BlockClose";
  if (endsBlock && startsTest(next, behindThat)) return "BlockClose";
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
  const isUnfinished =
    isRight(next) || (next?.tokenType === t.Semicolon && behindThat !== undefined && !isStarter(behindThat));
  return mayCompare && !place.compared && (operandStart(next) || isUnfinished) ? "Greater" : "BlockClose";
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
