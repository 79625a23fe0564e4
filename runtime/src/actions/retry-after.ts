const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How long an answer asks to wait, by its `Retry-After`: seconds, or an HTTP date.
 *
 * @param header the header as it came; null where there is none
 * @param now milliseconds since 1970
 * @returns milliseconds from now, at most a day; undefined where nothing can be read
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d{1,9}$/u.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), DAY_MS);
}
