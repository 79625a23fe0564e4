/**
 * A moment as the ledger writes it: ISO 8601 in UTC with milliseconds, so that the text order of two moments is
 * their order.
 *
 * @param ms milliseconds since 1970
 */
export function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/**
 * The milliseconds since 1970 of a moment that `isoOf` wrote.
 *
 * @param iso ISO 8601 in UTC
 */
export function msOf(iso: string): number {
  return Date.parse(iso);
}
