import type { Maybe } from "../rules/values.ts";

const FIRST = Date.parse("0000-01-01T00:00:00.000Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/** One moment is written down many times. */
let lastMs = 0;
let lastText = new Date(0).toISOString();

/**
 * A moment as the ledger writes it: ISO 8601 in UTC with milliseconds, so that the text order of two moments is
 * their order.
 *
 * @param ms milliseconds since 1970
 */
export function isoOf(ms: number): string {
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}

/**
 * The same, for a moment that was worked out: missing outside the years 0 to 9999, whose text order would not be
 * their order.
 *
 * @param ms milliseconds since 1970
 */
export function momentOf(ms: number): Maybe<string> {
  return ms >= FIRST && ms <= LAST ? isoOf(ms) : undefined;
}

/**
 * The milliseconds since 1970 of a moment that `isoOf` wrote.
 *
 * @param iso ISO 8601 in UTC
 */
export function msOf(iso: string): number {
  return Date.parse(iso);
}
