import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";

const escapes: ReadonlyMap<string, string> = new Map(
  Object.entries({ '"': '"', "'": "'", "\\": "\\", n: "\n", t: "\t" }),
);
const escapePattern = /\\u\{([0-9a-fA-F]{1,6})\}|\\(.)/gs;

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
  const flush = () => {
    if (chars !== "") pieces.push({ kind: "chars", value: decodeEscapes(chars) });
    chars = "";
  };
  for (let at = 0; at < raw.length; at += 1) {
    const sign = raw[at] ?? "";
    if (sign === "\\") {
      const [whole] = /^\\u\{[0-9a-fA-F]{1,6}\}/.exec(raw.slice(at, at + 10)) ?? [raw.slice(at, at + 2)];
      chars += whole;
      at += whole.length - 1;
    } else if (sign === "{" && raw[at + 1] !== "{") {
      const end = at < lastClose ? endOfHole(raw, at) : -1;
      if (end < 0) {
        problems.push(
          diagnostic("OS1017", { start: first + at, end: first + at + 1 }, { what: "`{` is not closed" }),
        );
        chars += sign;
        continue;
      }
      flush();
      pieces.push({ kind: "hole", source: raw.slice(at + 1, end), start: first + at + 1 });
      at = end;
    } else if (sign === "{" || (sign === "}" && raw[at + 1] === "}")) {
      chars += sign;
      at += 1;
    } else if (sign === "}") {
      const span = { start: first + at, end: first + at + 1 };
      problems.push(
        diagnostic("OS1017", span, { what: "`}` closes nothing" }, [replace("Write `}}`", span, "}}")]),
      );
      chars += sign;
    } else {
      chars += sign;
    }
  }
  flush();
  for (const match of raw.matchAll(escapePattern)) {
    if (match[1] === undefined ? !escapes.has(match[2] ?? "") : Number.parseInt(match[1], 16) > 0x10ffff) {
      const span = { start: first + match.index, end: first + match.index + match[0].length };
      problems.push(
        diagnostic("OS1016", span, { found: match[0] }, [
          replace("Write a backslash", span, `\\${match[0]}`, false),
        ]),
      );
    }
  }
  return { pieces, problems };
}
