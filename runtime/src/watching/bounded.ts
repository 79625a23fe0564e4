/** Stands for all values beyond those that are told apart. */
export const other = "other";

/**
 * Keeps the values of a label few, whatever comes: the first ones are told apart, and all later ones are `other`.
 *
 * @param most how many are told apart
 */
export function bounded(most: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= most) return other;
    known.add(value);
    return value;
  };
}
