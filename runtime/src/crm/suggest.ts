/**
 * How many letters two names differ in: insertions, deletions, exchanges, and swaps of neighbours.
 *
 * The compiler measures the names in rules in the same way (`compiler/src/near.ts`), with the same limits. It
 * stands twice because neither package may import the other; what is near in a rule is near in a request.
 */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const exchange = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      const isSwap = i > 0 && j > 0 && a[i] === b[j - 1] && a[i - 1] === b[j];
      const swap = isSwap ? (before[j - 1] ?? 0) + 1 : exchange;
      next.push(Math.min(exchange, swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** How much of a name is compared, in characters. */
const LONGEST_NAME = 100;

function comparable(name: string): string {
  return name.slice(0, LONGEST_NAME).toLowerCase();
}

/** The known name that was most likely meant: case is no difference, and a third of the letters written may be wrong. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = comparable(name);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const near = known
    .map((one) => ({ one, far: distance(wanted, comparable(one)) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far);
  return near[0]?.one;
}

/**
 * The end of a message about a name that is not known: what was probably meant, or what there is.
 *
 * @param name as it was written
 * @param known all names that would have been right
 */
export function suggest(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `Did you mean “${meant}”?`;
  return known.length === 0 ? "There are none." : `Known: ${known.map((one) => `“${one}”`).join(", ")}.`;
}

/** The longest part of a text from outside that a message shows, in characters. */
const LONGEST_SHOWN = 64;

/** A text from outside as a message may show it. */
export function shown(text: string): string {
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
