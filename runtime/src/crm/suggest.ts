/** How many letters two names differ in: insertions, deletions and exchanges. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const exchange = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(exchange, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Longer words are no slips of the pen. */
const LONGEST_WORD = 64;

/**
 * The end of a message about a name that is not known: what was probably meant, or what there is.
 *
 * @param name as it was written
 * @param known all names that would have been right
 */
export function suggest(name: string, known: readonly string[]): string {
  const wanted = name.toLowerCase();
  const near =
    name.length > LONGEST_WORD
      ? []
      : known
          .map((one) => ({ one, far: distance(wanted, one.toLowerCase()) }))
          .filter(({ one, far }) => far <= Math.max(1, Math.floor(one.length / 3)))
          .sort((a, b) => a.far - b.far);
  const [nearest] = near;
  if (nearest !== undefined) return `Did you mean “${nearest.one}”?`;
  return known.length === 0 ? "There are none." : `Known: ${known.map((one) => `“${one}”`).join(", ")}.`;
}

/** A text from outside as a message may show it. */
export function shown(text: string): string {
  return text.length > LONGEST_WORD ? `${text.slice(0, LONGEST_WORD)}…` : text;
}
