import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Chance from a seed: the same seed throws the same numbers, in the same order. */
export interface Dice {
  /** A whole number from 0 up to, and without, `sides`. */
  readonly roll: (sides: number) => number;
  /** True once in so many times. */
  readonly onceIn: (times: number) => boolean;
  readonly pick: <T>(all: readonly [T, ...T[]]) => T;
}

/** @param seed a whole number of 32 bits */
export function createDice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const roll = (sides: number): number => uniformInt(generator, 0, sides - 1);
  return {
    roll,
    onceIn: (times) => roll(times) === 0,
    pick: (all) => all[roll(all.length)] ?? all[0],
  };
}
