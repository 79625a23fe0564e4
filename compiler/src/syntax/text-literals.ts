import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";

const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({ '"': '"', "'": "'", "\\": "\\", n: "\n", t: "\t" }),
);
const escapePattern = /\\u\{([0-9a-fA-F]{1,6})\}|\\(.)/gsu;

function decodeEscapes(raw: string): string {
  return raw.replace(escapePattern, (whole, code: string | undefined, sign: string | undefined) => {
    if (code !== undefined) {
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    }
    return escapes.get(sign ?? "") ?? whole;
  });
}

function inside(image: string): string {
  const closed = image.length > 1 && "\"'“”„«»".includes(image.at(-1) ?? "");
  return image.slice(1, closed ? -1 : undefined);
}

/** Whether a text stands for the characters between its quotes, as they are. */
export function isPlainText(image: string): boolean {
  return !(image.includes("{") || image.includes("}") || image.includes("\\"));
}

/** The value of a text that is a name: a stage, a pipeline. Braces mean nothing in it. */
export function quotedText(image: string): string {
  const raw = inside(image);
  return raw.includes("\\") ? decodeEscapes(raw) : raw;
}

/** A piece of a text: characters, or the expression source between two braces with its place. */
export type TextPiece =
  | { readonly kind: "chars"; readonly value: string }
  | { readonly kind: "hole"; readonly source: string; readonly start: number };

/** Where the brace is that closes a hole: not one inside a text of its own, unless that is never closed. */
function endOfHole(raw: string, from: number): number {
  let inText = false;
  for (let at = from; at < raw.length; at += 1) {
    const sign = raw[at];
    if (sign === "'") inText = !inText;
    else if (sign === "}" && !inText) return at;
  }
  return raw.indexOf("}", from);
}

/** Where the next backslash or brace is. */
function nextSign(raw: string, from: number): number {
  for (let at = from; at < raw.length; at += 1) {
    const sign = raw.charCodeAt(at);
    if (sign === 92 || sign === 123 || sign === 125) return at;
  }
  return raw.length;
}

/** Reports what a backslash cannot stand before. */
function checkEscapes(raw: string, first: number, problems: Diagnostic[]): void {
  for (const match of raw.matchAll(escapePattern)) {
    if (match[1] === undefined ? escapes.has(match[2] ?? "") : Number.parseInt(match[1], 16) <= 0x10ffff)
      continue;
    const span = { start: first + match.index, end: first + match.index + match[0].length };
    const fix = replace("Write a backslash", span, `\\${match[0]}`, false);
    problems.push(diagnostic("OS1016", span, { found: match[0] }, [fix]));
  }
}

/**
 * Cuts a text at its braces.
 *
 * @param image the text with its quotes
 * @param start its offset in the file
 * @returns the pieces in order, and what is wrong with escapes and braces
 */
export function cutText(
  image: string,
  start: number,
): { readonly pieces: readonly TextPiece[]; readonly problems: readonly Diagnostic[] } {
  const raw = inside(image);
  const pieces: TextPiece[] = [];
  const problems: Diagnostic[] = [];
  const first = start + 1;
  const lastClose = raw.lastIndexOf("}");
  let chars = "";
  let plainFrom = 0;
  const flush = () => {
    if (chars !== "")
      pieces.push({ kind: "chars", value: chars.includes("\\") ? decodeEscapes(chars) : chars });
    chars = "";
  };
  for (let at = nextSign(raw, 0); at < raw.length; at = nextSign(raw, at)) {
    const sign = raw[at];
    const span = { start: first + at, end: first + at + 1 };
    chars += raw.slice(plainFrom, at);
    plainFrom = at;
    if (sign === "\\") at += /^\\u\{[0-9a-fA-F]{1,6}\}/.exec(raw.slice(at, at + 10))?.[0].length ?? 2;
    else if (raw[at + 1] === sign) {
      // `{{` and `}}` stand for one brace each.
      plainFrom = at + 1;
      at += 2;
    } else if (sign === "}") {
      problems.push(
        diagnostic("OS1017", span, { what: "`}` closes nothing" }, [replace("Write `}}`", span, "}}")]),
      );
      at += 1;
    } else {
      const end = at < lastClose ? endOfHole(raw, at) : -1;
      if (end < 0) problems.push(diagnostic("OS1017", span, { what: "`{` is not closed" }));
      else {
        flush();
        pieces.push({ kind: "hole", source: raw.slice(at + 1, end), start: first + at + 1 });
        plainFrom = end + 1;
      }
      at = end < 0 ? at + 1 : end + 1;
    }
  }
  chars += raw.slice(plainFrom);
  flush();
  if (raw.includes("\\")) checkEscapes(raw, first, problems);
  return { pieces, problems };
}
