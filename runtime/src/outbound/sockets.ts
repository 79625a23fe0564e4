import { roomForConnections } from "../open-files.ts";

/** The connections of a thread to the outside: so many and no more. */
export interface Sockets {
  /** Waits until one more may be opened. */
  readonly enter: () => Promise<void>;
  /** One is closed, or was not opened after all. */
  readonly leave: () => void;
  /** Does what needs one, sooner or later. */
  readonly using: <T>(work: () => Promise<T>) => Promise<T>;
  /** Whether so many are open, or asked for, that none should be kept for a later request. */
  readonly areMany: () => boolean;
}

/**
 * Counts connections.
 *
 * @param most how many may be open at a time; those that come beyond wait for others to close
 */
export function createSockets(most: number): Sockets {
  const waiting: (() => void)[] = [];
  let open = 0;
  let asked = 0;
  return {
    enter: async () => {
      if (open < most) open += 1;
      // Whoever closes one hands it over.
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave: () => {
      const next = waiting.shift();
      if (next === undefined) open -= 1;
      else next();
    },
    using: async (work) => {
      asked += 1;
      try {
        return await work();
      } finally {
        asked -= 1;
      }
    },
    areMany: () => Math.max(open, asked) > most / 2,
  };
}

let ofThread: Sockets | undefined;

/** Those of this thread, whichever way out they take. */
export function socketsOfThread(): Sockets {
  ofThread ??= createSockets(roomForConnections().outgoing);
  return ofThread;
}
