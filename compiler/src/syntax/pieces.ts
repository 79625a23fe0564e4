import { type Lexed, type Lexeme, lex, tokenTypes as t } from "./lexer.ts";

/** How much text is turned into tokens at once: enough to cost little, and little enough not to fill the memory. */
const usualLength = 1 << 16;

/** Where the first line ends that reaches beyond an offset; the break belongs to it. */
function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

function shift(lexemes: readonly Lexeme[], by: number): void {
  if (by === 0) return;
  for (const lexeme of lexemes) lexeme.startOffset += by;
}

/** Turns a text into tokens piece by piece. Only a comment can reach over the end of a line. */
export interface Pieces {
  /** The next piece, its offsets those of the whole text; undefined at the end. */
  readonly next: () => Lexed | undefined;
}

/**
 * @param text the whole text
 * @param from where to begin; nothing before it matters
 * @param length how much to read at first; more each time
 * @param copy what the tokens are cut from: a copy, where they must not keep the whole text alive
 */
export function piecesOf(
  text: string,
  from: number,
  length = usualLength,
  copy: (piece: string) => string = (piece) => piece,
): Pieces {
  let at = from;
  let wanted = length;
  return {
    next: () => {
      while (at < text.length) {
        const end = endOfLine(text, Math.min(text.length, at + wanted));
        const lexed = lex(copy(text.slice(at, end)));
        const isOpen = lexed.comments.at(-1)?.tokenType === t.OpenComment;
        if (wanted < usualLength || isOpen) wanted *= 2;
        if (isOpen && end < text.length) continue;
        for (const lexemes of [lexed.words, lexed.comments, lexed.unknown]) shift(lexemes, at);
        at = end;
        return lexed;
      }
      return undefined;
    },
  };
}
