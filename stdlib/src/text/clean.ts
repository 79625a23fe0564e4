/** Characters that turn the reading direction of what follows them, and so can make a text look like another one. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Control characters other than tab and line break. */
const CONTROL = /(?![\t\n])[\p{Cc}\uFEFF]/gu;
const LINE_BREAK = /\r\n|[\r\n\u0085\u2028\u2029]/gu;

/**
 * Text from rules or items as it may be shown to people: line breaks of one kind, no control characters and none
 * that turn the reading direction.
 */
export function cleanText(text: string): string {
  return text.replace(LINE_BREAK, "\n").replace(DIRECTION, "").replace(CONTROL, "").trim();
}

/**
 * The same on one line, for subjects, headers and error sentences.
 *
 * @param text any text
 * @param limit the most characters to keep; what is longer ends in an ellipsis
 */
export function cleanLine(text: string, limit: number): string {
  const line = cleanText(text).replace(/\s+/gu, " ");
  const characters = Array.from(line);
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join("")}…`;
}
