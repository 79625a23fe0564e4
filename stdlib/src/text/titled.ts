import { PermanentError } from "@onstage/runtime/actions";
import { cleanLine, cleanText } from "./clean.ts";

/** The most characters of a title on a timeline. */
const LONGEST_TITLE = 250;

/**
 * A title as a timeline has it, on one line.
 *
 * @param what it is the title of, for the sentence where it is empty
 */
export function titled(title: string, what: string): string {
  const line = cleanLine(title, LONGEST_TITLE);
  if (line === "") throw new PermanentError(`The ${what} has no title.`);
  return line;
}

/** What a comment or an entry says: its first line as the title, and all of it as the text. */
export function spoken(text: string, what: string): { readonly title: string; readonly text: string } {
  const clean = cleanText(text);
  if (clean === "") throw new PermanentError(`The ${what} is empty.`);
  return { title: cleanLine(clean.split("\n", 1)[0] ?? clean, LONGEST_TITLE), text: clean };
}
