/** Number of single-letter changes from one word to another, swaps of neighbours counted as one. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      line.push(cost);
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? limit + 1;
}

/**
 * The known name that somebody most likely meant, or undefined where none is near. Case is no difference; a third of
 * the letters may be wrong.
 */
export function didYouMeanName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.slice(0, 100).toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: { readonly name: string; readonly cost: number } | undefined;
  for (const candidate of known) {
    const cost = distance(wanted, candidate.slice(0, 100).toLowerCase(), limit);
    if (cost <= limit && (best === undefined || cost < best.cost)) best = { name: candidate, cost };
  }
  return best?.name;
}
