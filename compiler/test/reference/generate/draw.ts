import fc, { type GeneratorValue } from "fast-check";

/** Choices of a generator, drawn one after another. The property that they are drawn for shrinks them. */
export interface Draw {
  readonly int: (least: number, most: number) => number;
  readonly chance: (percent: number) => boolean;
  /** One of a list that is not empty. */
  readonly one: <T>(list: readonly T[]) => T;
  /** So many times, in a list. */
  readonly many: <T>(least: number, most: number, make: (index: number) => T) => readonly T[];
  readonly some: <T>(list: readonly T[], least: number, most: number) => readonly T[];
}

export function drawFrom(value: GeneratorValue): Draw {
  const int = (min: number, max: number): number => value(fc.integer, { min, max });
  const one = <T>(list: readonly T[]): T => {
    const [first, ...others] = list;
    if (first === undefined) throw new Error("nothing to choose from");
    return others.length === 0 ? first : (list[int(0, list.length - 1)] ?? first);
  };
  const many = <T>(least: number, most: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: int(least, most) }, (_, index) => make(index));
  return {
    int,
    one,
    many,
    // Shrinking leads to no: what is rare is left out first.
    chance: (percent) => int(0, 99) >= 100 - percent,
    some: (list, least, most) => {
      const rest = [...list];
      return many(least, Math.min(most, list.length), () => rest.splice(int(0, rest.length - 1), 1)).flat();
    },
  };
}
