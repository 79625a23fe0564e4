/** Moments of the recent past, of which only so many may lie within any stretch of a length. */
export interface Window {
  /** How many more may come at a moment. */
  readonly room: (now: number) => number;
  readonly add: (now: number) => void;
  /** Takes back what was added last. */
  readonly undo: () => void;
  /** The first moment from which on there is room. */
  readonly opensAt: (now: number) => number;
  /** Moves all moments: the clock was set. */
  readonly shift: (ms: number) => void;
}

/**
 * Makes a window. It keeps the last moments themselves: a bucket that fills again would let twice as many through
 * where two stretches meet.
 *
 * @param most how many may lie within it
 * @param length milliseconds
 */
export function createWindow(most: number, length: number): Window {
  /** A ring: the oldest stands at `next`. */
  const moments: number[] = [];
  let next = 0;
  const countSince = (moment: number) => moments.reduce((count, one) => count + (one > moment ? 1 : 0), 0);
  return {
    room: (now) => {
      const oldest = moments.length < most ? undefined : moments[next];
      // Where not even the oldest one is over, there is no need to count.
      return oldest !== undefined && oldest > now - length ? 0 : most - countSince(now - length);
    },
    add: (now) => {
      moments[next] = now;
      next = (next + 1) % most;
    },
    undo: () => {
      next = (next + most - 1) % most;
      moments[next] = Number.NEGATIVE_INFINITY;
    },
    opensAt: (now) => {
      const oldest = moments.length < most ? undefined : moments[next];
      return oldest === undefined ? now : Math.max(now, oldest + length);
    },
    shift: (ms) => {
      for (const [place, moment] of moments.entries()) moments[place] = moment + ms;
    },
  };
}
