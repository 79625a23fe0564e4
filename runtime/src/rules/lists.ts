import type { Maybe } from "./values.ts";

/** `[a, b]`: what is missing is left out. */
export function list<T>(...items: readonly Maybe<T>[]): readonly T[] {
  return items.filter((item) => item !== undefined);
}

/** `a + b` of lists; missing where either is. */
export function joinLists<A, B>(a: Maybe<readonly A[]>, b: Maybe<readonly B[]>): Maybe<readonly (A | B)[]> {
  return a === undefined || b === undefined ? undefined : [...a, ...b];
}
