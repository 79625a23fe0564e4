/** A run that can start at once. */
export interface Ready {
  readonly run: string;
  readonly action: string;
  /** Whether a person has said “now”: then neither a limit nor a pause is in its way. */
  readonly now?: boolean;
}

/**
 * Runs that calls from outside have just made due, by the call that each goes back to. It gives each call its turn, so
 * that one that brought a single event does not wait behind another that brought ten thousand.
 *
 * It is a window, and no more: of each call it keeps the first runs only, and of calls so many. All that it does not keep,
 * or has lost in a crash, comes from the ledger, in its order there.
 */
export interface FairLine {
  /** @param origin what the call is known by */
  readonly add: (origin: string, ready: readonly Ready[]) => void;
  /**
   * Takes one run of each call in turn.
   *
   * @param most how many
   * @param fits whether one more run of an action may start; what does not fit stays
   */
  readonly take: (most: number, fits: (action: string) => boolean) => readonly Ready[];
  readonly isEmpty: () => boolean;
  /** Forgets a run that has been started in another way. */
  readonly drop: (run: string) => void;
}

/** Keeps nothing: everything comes from the ledger, in its order there, which no restart changes. */
export const noLine: FairLine = { add: () => {}, take: () => [], isEmpty: () => true, drop: () => {} };

const MOST_OF_ONE = 256;
const MOST_ORIGINS = 1024;

function firstOf(ready: ReadonlyMap<string, Ready>, fits: (action: string) => boolean): Ready | undefined {
  for (const one of ready.values()) if (one.now === true || fits(one.action)) return one;
  return undefined;
}

/** Makes an empty line. */
export function createFairLine(): FairLine {
  /** In the order of their turns. */
  const origins = new Map<string, Map<string, Ready>>();
  const originOf = new Map<string, string>();

  function forget(origin: string, ready: Map<string, Ready>, run: string): void {
    ready.delete(run);
    originOf.delete(run);
    if (ready.size === 0) origins.delete(origin);
  }

  return {
    add: (origin, all) => {
      const known = origins.get(origin);
      if (known === undefined && origins.size >= MOST_ORIGINS) return;
      const ready = known ?? new Map<string, Ready>();
      for (const one of all.slice(0, MOST_OF_ONE - ready.size)) {
        ready.set(one.run, one);
        originOf.set(one.run, origin);
      }
      if (ready.size > 0) origins.set(origin, ready);
    },
    take: (most, fits) => {
      const taken: Ready[] = [];
      let turns = [...origins.keys()];
      while (turns.length > 0 && taken.length < most) {
        const again: string[] = [];
        for (const origin of turns) {
          const ready = origins.get(origin);
          const next = ready && taken.length < most && firstOf(ready, fits);
          if (!ready || !next) continue;
          taken.push(next);
          forget(origin, ready, next.run);
          if (ready.size === 0) continue;
          // It has had its turn.
          origins.delete(origin);
          origins.set(origin, ready);
          again.push(origin);
        }
        turns = again;
      }
      return taken;
    },
    isEmpty: () => origins.size === 0,
    drop: (run) => {
      const origin = originOf.get(run);
      const ready = origin === undefined ? undefined : origins.get(origin);
      if (origin !== undefined && ready) forget(origin, ready, run);
    },
  };
}
