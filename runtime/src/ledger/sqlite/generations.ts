import type { ItemRef } from "../../engine/state.ts";

/** Values of items, of which those are forgotten that nobody has put there in a long time. */
export interface Generations<V> {
  readonly get: (ref: ItemRef) => V | undefined;
  readonly set: (ref: ItemRef, value: V) => void;
  readonly delete: (ref: ItemRef) => void;
  /** Forgets all, without telling. */
  readonly clear: () => void;
}

/** Values by entity and id: a text made of both would have to be hashed anew at every look. */
type Generation<V> = Map<string, Map<number, V>>;

function put<V>(generation: Generation<V>, { entity, id }: ItemRef, value: V): void {
  const known = generation.get(entity);
  if (known === undefined) generation.set(entity, new Map([[id, value]]));
  else known.set(id, value);
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
  let young: Generation<V> = new Map();
  let old: Generation<V> = new Map();
  let weight = 0;

  function grow(): void {
    const oldest = old;
    old = young;
    young = new Map();
    weight = 0;
    for (const values of oldest.values()) for (const value of values.values()) forgotten(value);
  }

  return {
    get: ({ entity, id }) => young.get(entity)?.get(id) ?? old.get(entity)?.get(id),
    set: (ref, value) => {
      const before = young.get(ref.entity)?.get(ref.id);
      if (before === undefined) {
        // First of all, so that it is not told to be forgotten.
        old.get(ref.entity)?.delete(ref.id);
        if (weight >= most) grow();
      } else weight -= weigh(before);
      put(young, ref, value);
      weight += weigh(value);
    },
    delete: ({ entity, id }) => {
      const value = young.get(entity)?.get(id);
      if (value !== undefined) weight -= weigh(value);
      const gone = value ?? old.get(entity)?.get(id);
      young.get(entity)?.delete(id);
      old.get(entity)?.delete(id);
      if (gone !== undefined) forgotten(gone);
    },
    clear: () => {
      young = new Map();
      old = new Map();
      weight = 0;
    },
  };
}
