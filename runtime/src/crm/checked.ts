import type { Checked } from "./port.ts";

/** A value that is right. */
export function right<T>(value: T): Checked<T> {
  return { ok: true, value };
}

/**
 * A value that is wrong.
 *
 * @param detail a sentence that says what is wrong and how to mend it
 * @param field the field of the request
 */
export function wrong(detail: string, field?: string): Checked<never> {
  return { ok: false, problem: field === undefined ? { detail } : { detail, field } };
}
