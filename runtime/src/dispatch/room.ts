/** How many calls are given to the performer at a time. */
export interface Room {
  readonly size: () => number;
  /** @param ms from the start of a call to its end */
  readonly ended: (ms: number) => void;
}

/** Calls that end within this time on an average, in milliseconds, are quick. */
const QUICK = 50;

/** How much one call counts in the average. */
const WEIGHT = 1 / 32;

/**
 * Makes the room for calls. What has been given away counts as running: after a crash, nobody knows whether it was done.
 * So no more is given away than is carried out at a time, as long as calls take their time. Quick ones would wait for the
 * disk longer than for each other: of those some more are started in one commit, and wait in line.
 *
 * @param capacity how many calls are carried out at a time
 * @param ahead how many times as many quick calls are given away
 */
export function createRoom(capacity: number, ahead: number): Room {
  // They have to show first that they are quick.
  let average = 4 * QUICK;
  return {
    size: () => (average < QUICK ? capacity * ahead : capacity),
    ended: (ms) => {
      average += (ms - average) * WEIGHT;
    },
  };
}
