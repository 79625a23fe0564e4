/** Things that go together to another thread. */
export interface Gathering<T> {
  readonly add: (one: T) => void;
  /** Sends what has been gathered now. */
  readonly flush: () => void;
  /** Forgets what has not been sent. */
  readonly clear: () => void;
}

/**
 * Gathers what one piece of work brings, so that it crosses to another thread as one message.
 *
 * @param send is called once the piece of work is over, with at least one thing
 */
export function gather<T>(send: (all: readonly T[]) => void): Gathering<T> {
  let all: T[] = [];
  let planned = false;

  function flush(): void {
    if (all.length === 0) return;
    const gathered = all;
    all = [];
    send(gathered);
  }

  return {
    add: (one) => {
      all.push(one);
      if (planned) return;
      planned = true;
      // After all that follows at once from what happened, and before anything else happens.
      process.nextTick(() => {
        planned = false;
        flush();
      });
    },
    flush,
    clear: () => {
      all = [];
    },
  };
}
