/**
 * Scanners for what can be as long as a file. A regular expression keeps a note of every step it could take back, and
 * runs out of memory on a comment of some megabytes; these look at each character once.
 */

/** Where a line ends, from an offset on. */
function endOfLine(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === 10 || sign === 13) return at;
  }
  return text.length;
}

/** The end of a text in quotes on its line, behind the closing quote; undefined where it is not closed. */
function endOfText(text: string, start: number, closing: string): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (sign === "\n" || sign === "\r") return undefined;
    if (closing.includes(sign)) return at + 1;
    if (sign === "\\") at += 1;
  }
  return undefined;
}

/** What closes a text, by what opens it. */
const closings: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["“", "”“"],
  ["”", "”"],
  ["„", "”“"],
  ["«", "»"],
]);

/** A closed text that begins with one of some quotes. */
export function closedText(quotes: string): (text: string, at: number) => string | undefined {
  return (text, at) => {
    const opening = text[at] ?? "";
    if (opening === "" || !quotes.includes(opening)) return undefined;
    const end = endOfText(text, at, closings.get(opening) ?? "");
    return end === undefined ? undefined : text.slice(at, end);
  };
}

/** A text that is not closed: the rest of its line. */
export function openText(text: string, at: number): string | undefined {
  return closings.has(text[at] ?? "") ? text.slice(at, endOfLine(text, at)) : undefined;
}

/** A comment to the end of the line, or between `/*` and its end. */
export function closedComment(text: string, at: number): string | undefined {
  if (text.startsWith("//", at)) return text.slice(at, endOfLine(text, at));
  if (!text.startsWith("/*", at)) return undefined;
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? undefined : text.slice(at, end + 2);
}

/** A comment that is not closed: the rest of the file. */
export function openComment(text: string, at: number): string | undefined {
  return text.startsWith("/*", at) ? text.slice(at) : undefined;
}

/** A comment of another language: `# …`. */
export function wrongComment(text: string, at: number): string | undefined {
  return text[at] === "#" ? text.slice(at, endOfLine(text, at)) : undefined;
}
