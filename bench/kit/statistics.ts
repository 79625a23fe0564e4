/**
 * The value below which a share of all values lies, by nearest rank.
 *
 * @param share from 0 to 1
 * @throws RangeError where there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)];
  if (value === undefined) throw new RangeError("There is no percentile of no values.");
  return value;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const upper = percentile(
    values.map((value) => -value),
    0.5,
  );
  return (percentile(values, 0.5) - upper) / 2;
}

/** A number with at most so many digits behind the point. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
