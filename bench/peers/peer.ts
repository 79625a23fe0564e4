/** Another engine for durable jobs, as it is measured: one job does nothing. */
export interface Peer {
  readonly name: string;
  /** Its settings, as far as they matter for the figures. */
  readonly settings: string;
  /**
   * Starts it, with whatever server it needs, in a folder of its own.
   *
   * @returns why it cannot be measured here, or the running peer
   */
  readonly start: (folder: string) => Promise<RunningPeer | { readonly lacks: string }>;
}

/** A running peer: its workers take jobs from the beginning. */
export interface RunningPeer extends AsyncDisposable {
  /** Puts so many jobs in, all in one call; fulfilled once they are durable. */
  readonly addMany: (count: number) => Promise<void>;
  /** Puts one job in; fulfilled once it is durable. */
  readonly addOne: () => Promise<void>;
  /** Fulfilled once so many jobs have been done in all. */
  readonly done: (count: number) => Promise<void>;
}

/** Counts jobs that are done, and tells when there are enough. */
export function counting(): { readonly count: (jobs: number) => void; readonly done: RunningPeer["done"] } {
  let all = 0;
  let waiting: { readonly count: number; readonly resolve: () => void } | undefined;
  return {
    count: (jobs) => {
      all += jobs;
      if (waiting !== undefined && all >= waiting.count) waiting.resolve();
    },
    done: (count) =>
      new Promise((resolve) => {
        if (all >= count) resolve();
        else waiting = { count, resolve };
      }),
  };
}
