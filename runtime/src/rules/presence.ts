import type { Maybe } from "./values.ts";

/**
 * `x is set`: there is a value, and it is not empty text or an empty list. No type guard: where it is not set, there can
 * be a value all the same.
 */
export function isSet(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)
  );
}

/** A text or a list that is not empty; missing otherwise. `a ?? b` is written with it. */
export function filled<T>(value: Maybe<T>): Maybe<T> {
  return isSet(value) ? value : undefined;
}

/** A yes/no value as a condition: a missing one is false. */
export function isTrue(value: Maybe<boolean>): boolean {
  return value === true;
}
