const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Milliseconds between an attempt that failed for a passing reason and the next one: decision D17. */
const PAUSES: readonly number[] = [1 * SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE];

/**
 * How often a run is attempted before it counts as failed.
 *
 * @param retry how many attempts follow the first, where its rule says so; one after each pause otherwise
 */
export function attemptsOf(retry: number | undefined): number {
  return (retry ?? PAUSES.length) + 1;
}

/** A pause grows by at most this share, so that runs that failed together do not come back together. */
const JITTER = 0.1;

/** The longest pause that the other side can ask for, in milliseconds: 30 days. */
export const LONGEST_PAUSE = 30 * 24 * 60 * MINUTE;

/**
 * How long to wait before the next attempt: longer each time, until the pauses grow no more.
 *
 * @param attempts how many there have been, at least 1
 * @param most how many there may be
 * @param random at least 0, below 1: the jitter
 * @param retryAfter the least pause in milliseconds, where the other side named one
 * @returns milliseconds, or null where there is no further attempt
 */
export function pauseAfter(
  attempts: number,
  most: number,
  random: number,
  retryAfter?: number,
): number | null {
  const pause = PAUSES[Math.min(attempts, PAUSES.length) - 1];
  if (pause === undefined || attempts >= most) return null;
  const asked = retryAfter !== undefined && retryAfter > 0 ? Math.min(retryAfter, LONGEST_PAUSE) : 0;
  return Math.ceil(Math.max(pause * (1 + JITTER * random), asked));
}
