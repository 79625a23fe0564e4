/** Whether a test is hard on its rules, and the seed of what it does to them. */
export type Hard = boolean | { readonly seed: number };

/** The seed where none is given: the same tests do the same at each run. */
const SEED = 1;

function seedOf(text: string | undefined): number {
  if (text === undefined || text === "") return SEED;
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new Error(`ONSTAGE_SEED is “${text}”, which is no seed. Write a whole number.`);
}

/**
 * The seed of hard mode, or undefined where a test is not to be hard.
 *
 * @param option of the test; left out, `ONSTAGE_HARD` says it for all tests, and `ONSTAGE_SEED` the seed
 */
export function hardOf(option: Hard | undefined): number | undefined {
  const { ONSTAGE_HARD: all = "", ONSTAGE_SEED: seed } = process.env;
  const isHard = option ?? !["", "0", "false"].includes(all);
  if (isHard === false) return undefined;
  return isHard === true ? seedOf(seed) : isHard.seed;
}
