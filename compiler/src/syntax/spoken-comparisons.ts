import { differs, equals, less, more, notLess, notMore, type Operator } from "./nodes.ts";

/** A comparison and its opposite. */
interface Comparison {
  readonly sign: string;
  readonly operator: Operator;
}
type Pair = readonly [said: Comparison, denied: Comparison];

const above: Comparison = { sign: ">", operator: more };
const below: Comparison = { sign: "<", operator: less };
const atMost: Comparison = { sign: "<=", operator: notMore };
const atLeast: Comparison = { sign: ">=", operator: notLess };
const same: Comparison = { sign: "==", operator: equals };
const other: Comparison = { sign: "!=", operator: differs };

const each = (words: string, pair: Pair): readonly (readonly [string, Pair])[] =>
  words.split(" ").map((word) => [word, pair]);

/** `is more than`; the second word may be left out where a value follows. */
const withThan: ReadonlyMap<string, Pair> = new Map([
  ...each("greater more larger bigger higher later", [above, atMost]),
  ...each("less smaller lower fewer earlier", [below, atLeast]),
]);
const alone: ReadonlyMap<string, Pair> = new Map([
  ...withThan,
  ...each("above over after past beyond", [above, atMost]),
  ...each("below under before", [below, atLeast]),
  ...each("equal", [same, other]),
]);
const inTwoWords: ReadonlyMap<string, Pair> = new Map([
  ...[...withThan].map(([word, pair]) => [`${word} than`, pair] as const),
  ["at least", [atLeast, below]],
  ["at most", [atMost, above]],
  ["equal to", [same, other]],
]);

/** A comparison in words, and how many words it takes behind `is` or `is not`. */
export interface SpokenComparison extends Comparison {
  readonly words: number;
}

/**
 * What words behind `is` compare, as people say it: `is more than`, `is before`.
 *
 * @param isFollowed whether a value follows the first word; by itself, the word may be a name
 */
export function spokenComparison(
  first: string,
  second: string,
  negated: boolean,
  isFollowed: boolean,
): SpokenComparison | undefined {
  const long = inTwoWords.get(`${first} ${second}`.toLowerCase());
  const pair = long ?? (isFollowed ? alone.get(first.toLowerCase()) : undefined);
  if (pair === undefined) return undefined;
  return { ...pair[negated ? 1 : 0], words: long === undefined ? 1 : 2 };
}
