/** Smaller differences are those of a clock that is kept right, in milliseconds. */
const least = 2000;

/**
 * Watches whether a clock goes on with the time that passes: it is set now and then, and a machine that sleeps is behind
 * when it wakes.
 *
 * @param clock milliseconds since 1970
 * @param steady milliseconds of a time that nobody sets
 * @returns tells how far the clock has jumped since it was asked last, in milliseconds: below 0 if back; 0 if it has not
 */
export function watchJumps(clock: () => number, steady: () => number): () => number {
  let offset = clock() - steady();
  return () => {
    const now = clock() - steady();
    const jump = now - offset;
    offset = now;
    return Math.abs(jump) < least ? 0 : Math.round(jump);
  };
}
