/** As much of a name as is compared. */
const longest = 100;

/** Three rows of the table of distances, used in turn: names are compared by the thousand. */
const rows = [0, 1, 2].map(() => new Uint8Array(longest + 1));

/**
 * Number of single-letter changes from one word to another, swaps of neighbours counted as one. More than the limit is
 * not counted.
 */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [before, above, line] = rows;
  if (before === undefined || above === undefined || line === undefined) return limit + 1;
  for (let column = 0; column <= b.length; column += 1) above[column] = column;
  let leastAbove = 0;
  for (let row = 1; row <= a.length; row += 1) {
    line[0] = row;
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      line[column] = cost;
      if (cost < least) least = cost;
    }
    // What follows stands on these two rows, and only adds to them.
    if (least > limit && leastAbove >= limit) return limit + 1;
    leastAbove = least;
    [before, above, line] = [above, line, before];
  }
  return above[b.length] ?? limit + 1;
}

/**
 * The known name that somebody most likely meant, or undefined where none is near. Case is no difference; a third of
 * the letters may be wrong.
 */
export function didYouMeanName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.slice(0, longest).toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: { readonly name: string; readonly cost: number } | undefined;
  for (const candidate of known) {
    const most = best === undefined ? limit : best.cost - 1;
    if (most < 0) break;
    const cost = distance(wanted, candidate.slice(0, longest).toLowerCase(), most);
    if (cost <= most) best = { name: candidate, cost };
  }
  return best?.name;
}
