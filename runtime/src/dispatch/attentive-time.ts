/** Time in which this thread was awake, looked at in regular steps. */
export interface AttentiveTime {
  /** Milliseconds since the first look, without those in which the whole process stood still. */
  readonly now: () => number;
  /** Looks from now on, until `stop`. */
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * Makes a clock that counts at most two steps from one look to the next: a process that was stopped and goes on, or a
 * machine that slept, must not find that all its threads have been silent for hours.
 *
 * @param step milliseconds between two looks
 * @param look called at each
 */
export function attentiveTime(step: number, look: (now: number) => void): AttentiveTime {
  let awake = 0;
  let last = 0;
  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    const now = performance.now();
    awake += Math.min(now - last, 2 * step);
    last = now;
    look(awake);
  };
  return {
    now: () => awake,
    start: () => {
      if (timer !== undefined) return;
      last = performance.now();
      timer = setInterval(tick, step);
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
