/** How many seconds' worth of calls may be made at once by who has made none for a while. */
const burst = 10;

/** So little of a call may be lacking: what comes back in parts does not add up exactly. */
const crumb = 1e-6;

/** The calls that somebody may make: they come back with time, up to a limit. */
interface Bucket {
  left: number;
  /** Milliseconds at which `left` was worked out. */
  at: number;
}

/** Counts calls by who makes them. */
export interface Rates {
  /**
   * Whether a call may be made now, which then counts for one.
   *
   * @param rate calls a second
   * @returns 0, or the whole seconds to wait
   */
  readonly take: (id: string, rate: number) => number;
  /** Lets a call that was made count for more: what goes below nothing has to come back first. */
  readonly spend: (id: string, calls: number) => void;
}

/** @param now milliseconds that never go back */
export function createRates(now: () => number): Rates {
  const buckets = new Map<string, Bucket>();
  return {
    take: (id, rate) => {
      const at = now();
      const most = rate * burst;
      const before = buckets.get(id) ?? { left: most, at };
      const left = Math.min(most, before.left + ((at - before.at) / 1000) * rate);
      const isFree = left >= 1 - crumb;
      buckets.set(id, { left: isFree ? left - 1 : left, at });
      return isFree ? 0 : Math.max(1, Math.ceil((1 - left) / rate));
    },
    spend: (id, calls) => {
      const bucket = buckets.get(id);
      if (bucket) bucket.left -= calls;
    },
  };
}
