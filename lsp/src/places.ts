import type { Range } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";

/** Turns offsets of a text into places of the protocol, in UTF-16 units. */
export type RangeOf = (span: { readonly start: number; readonly end: number }) => Range;

/**
 * Measures a text. Editors do not count a byte order mark that stands in the file, so neither is it counted here.
 *
 * @param text the text that the offsets are those of
 */
export function rangesIn(text: string): RangeOf {
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const document = TextDocument.create("", "", 0, text.slice(mark));
  const place = (offset: number) => document.positionAt(Math.max(0, offset - mark));
  return ({ start, end }) => ({ start: place(start), end: place(end) });
}
