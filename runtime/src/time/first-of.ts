/**
 * The first whole number from `low` to `high` for which something holds, found by halving: where it holds for one, it
 * holds for all behind it.
 *
 * @returns undefined where it holds for none
 */
export function firstOf(low: number, high: number, holds: (one: number) => boolean): number | undefined {
  if (low > high || !holds(high)) return undefined;
  let [from, to] = [low, high];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
