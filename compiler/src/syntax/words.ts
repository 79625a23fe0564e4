import { kindOf, type Lexeme, oneOf, retype, tokenTypes } from "./lexer.ts";
import { definitionOf, type TokenKind, tokenKinds, wordsOf } from "./tokens.ts";

const keywords: ReadonlyMap<string, TokenKind> = new Map(
  tokenKinds.flatMap((kind) => {
    const { role } = definitionOf(kind);
    const isWord = role === "keyword" || role === "constant";
    return isWord ? wordsOf(kind).map((word): [string, TokenKind] => [word, kind]) : [];
  }),
);

const currency = /^[A-Z]{3}$/;
const isSoft = oneOf(tokenKinds.filter((kind) => definitionOf(kind).soft === true));

/** Whether a word is kept for the language, wherever it stands. */
export function isReserved(word: string): boolean {
  const kind = keywords.get(word);
  return kind !== undefined && definitionOf(kind).soft !== true;
}

/**
 * Says what a word is, by what stands beside it: a keyword, a currency behind a number, a name with a colon behind it,
 * or a name. Behind a dot every word is a name; one that is kept for the language only where it touches the dot, since
 * otherwise somebody is still typing.
 *
 * @param touches whether nothing stands between it and the word before
 */
export function nameWord(
  word: Lexeme,
  before: Lexeme | undefined,
  next: Lexeme | undefined,
  touches: boolean,
): void {
  const { image } = word;
  const behindDot = before !== undefined && before.tokenType === tokenTypes.Dot;
  const known = keywords.get(image);
  if (known !== undefined) {
    if (behindDot && (touches || definitionOf(known).soft === true)) return;
    retype(word, known);
    if (!isSoft(word)) return;
  } else if (before?.tokenType === tokenTypes.Number && currency.test(image) && image !== "AND") {
    retype(word, "Currency");
    return;
  }
  if (behindDot || next?.tokenType !== tokenTypes.Colon) return;
  // `after 2 days: …`
  if (word.tokenType === tokenTypes.Unit && before?.tokenType === tokenTypes.Number) return;
  retype(word, "Label");
}

/** Operators of other languages, as what their writer meant. */
const meant: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ["&&", "And"],
  ["||", "Or"],
  ["&", "And"],
  ["|", "Or"],
  ["!", "Not"],
  ["===", "Equal"],
  ["!==", "Differs"],
  ["<>", "Differs"],
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
  ["->", "Dot"],
]);

/** Makes an operator that is none what its writer meant. */
export function mendOperator(sign: Lexeme): void {
  retype(sign, meant.get(sign.image) ?? kindOf(sign));
}
