import type { Diagnostic } from "./diagnostic.ts";

/** Mistakes behind which `>` or `}` may have ended a block that was not meant to end there. */
const endEarly: ReadonlySet<string> = new Set(["OS1006", "OS1008", "OS1010"]);

/** As far as a line is looked along. */
const longestGap = 500;

const hasBreak = (text: string): boolean => /[\n\r]/.test(text);

/**
 * Findings without those that follow from an error shortly before them in the same line: what stands behind a block
 * that a mistake has ended too early, and a `;` that seems to be missing behind a word that means nothing.
 *
 * @param found what was found in a file; places count from its start
 * @param text the whole file
 */
export function withoutFollowing(found: readonly Diagnostic[], text: string): readonly Diagnostic[] {
  const strays = found.filter(({ code }) => code === "OS1015" || code === "OS1006");
  const gaps = found.filter(({ code }) => code === "OS1009");
  if (strays.length + gaps.length === 0) return found;
  const ends = new Set(found.filter(({ code }) => endEarly.has(code)).map((one) => one.end));
  const unknown = new Set(found.filter(({ code }) => code === "OS2007").map((one) => one.end));
  const isBehind = ({ start }: Diagnostic): boolean => {
    for (let at = start; at >= Math.max(0, start - longestGap); at -= 1) {
      if (ends.has(at)) return true;
      if (hasBreak(text.charAt(at - 1))) return false;
    }
    return false;
  };
  const goesOn = ({ end }: Diagnostic): boolean =>
    unknown.has(end) && !hasBreak(/^\s*/.exec(text.slice(end, end + longestGap))?.[0] ?? "");
  const caused = new Set([...strays.filter(isBehind), ...gaps.filter(goesOn)]);
  return found.filter((one) => !caused.has(one));
}
