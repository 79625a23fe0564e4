/** Values by their keys, of which those are forgotten that nobody has put there in a long time. */
export interface Generations<V> {
  readonly get: (key: string) => V | undefined;
  readonly set: (key: string, value: V) => void;
  readonly delete: (key: string) => void;
  /** Forgets all, without telling. */
  readonly clear: () => void;
}

/**
 * Makes it in two generations: what is put there comes into the younger one. Once that is full, the older one is forgotten
 * as a whole, and the younger one is the older one. So it costs the same however many values there are.
 *
 * @param most how much a generation may weigh
 * @param weigh what a value weighs
 * @param forgotten is called with each value that is forgotten or deleted
 */
export function createGenerations<V>(
  most: number,
  weigh: (value: V) => number,
  forgotten: (value: V) => void,
): Generations<V> {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  let weight = 0;

  function grow(): void {
    const oldest = old;
    old = young;
    young = new Map();
    weight = 0;
    for (const value of oldest.values()) forgotten(value);
  }

  return {
    get: (key) => young.get(key) ?? old.get(key),
    set: (key, value) => {
      const before = young.get(key);
      if (before === undefined) {
        // First of all, so that it is not told to be forgotten.
        old.delete(key);
        if (weight >= most) grow();
      } else weight -= weigh(before);
      young.set(key, value);
      weight += weigh(value);
    },
    delete: (key) => {
      const value = young.get(key);
      if (value !== undefined) weight -= weigh(value);
      const gone = value ?? old.get(key);
      young.delete(key);
      old.delete(key);
      if (gone !== undefined) forgotten(gone);
    },
    clear: () => {
      young = new Map();
      old = new Map();
      weight = 0;
    },
  };
}
