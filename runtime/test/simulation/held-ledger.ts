import type { Inbox, Ledger, PageTransaction, Transaction, Write } from "../../src/ledger/port.ts";

/** Something asked of the ledger that has not been done yet. */
interface Asked {
  readonly what: string;
  readonly perform: () => Promise<() => void>;
}

/** A ledger that does nothing by itself: whoever simulates says what is done when, and whether the answer arrives. */
export interface HeldLedger {
  readonly ledger: Ledger;
  /** What has been asked for, the oldest first. */
  readonly held: () => readonly string[];
  /** Does the oldest ones together, as a group commit would; who asked is told. */
  readonly release: (count: number) => Promise<void>;
  /** Does the oldest one, and nobody is told. */
  readonly swallow: () => Promise<void>;
}

/** What one transaction writes of several items. At most one of them is deleted here. */
function together(own: Write, others: readonly Write[]): Write {
  const all = [own, ...others];
  return {
    ...own,
    deleted: all.find(({ deleted }) => deleted !== null)?.deleted ?? null,
    visits: all.flatMap(({ visits }) => visits),
    occasions: all.flatMap(({ occasions }) => occasions),
    runs: all.flatMap(({ runs }) => runs),
    changes: all.flatMap(({ changes }) => changes),
    acts: all.flatMap(({ acts }) => acts),
  };
}

/**
 * Holds back whatever is asked of a ledger: each call is a point at which the process can die, before it or behind it.
 *
 * @param inner the real ledger
 * @param committed told of each write once it is true, in order, and of the event that brought it about
 */
export function holdLedger(inner: Ledger, committed: (write: Write, event?: Inbox) => void): HeldLedger {
  const queue: Asked[] = [];
  const hold = <T>(what: string, perform: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      queue.push({
        what,
        perform: () =>
          perform().then(
            (value) => () => resolve(value),
            (error: unknown) => () => reject(error),
          ),
      });
    });
  const written = async <T>(
    perform: (note: (writes: readonly Write[]) => void) => Promise<T>,
    event?: Inbox,
  ): Promise<T> => {
    let last: readonly Write[] = [];
    const answer = await perform((writes) => {
      last = writes;
    });
    for (const write of last) committed(write, event);
    return answer;
  };
  const change = <T>(transaction: Transaction<T>): Promise<T> =>
    hold("change", () =>
      written(
        (note) =>
          inner.change({
            ...transaction,
            work: (slice) => {
              const result = transaction.work(slice);
              note(result.write === null ? [] : [together(result.write, result.beside?.writes ?? [])]);
              return result;
            },
          }),
        transaction.event,
      ),
    );
  const changePage = <T>(transaction: PageTransaction<T>): Promise<T | null> =>
    hold("changePage", () =>
      written((note) =>
        inner.changePage({
          ...transaction,
          work: (page) => {
            const result = transaction.work(page);
            note(result.writes);
            return result;
          },
        }),
      ),
    );
  const ledger = new Proxy(inner, {
    get: (target, name, receiver) => {
      if (name === "change") return change;
      if (name === "changePage") return changePage;
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== "function" || name === "watch") return method;
      return (...given: readonly unknown[]) =>
        hold(String(name), async (): Promise<unknown> => Reflect.apply(method, target, given));
    },
  });
  return {
    ledger,
    held: () => queue.map(({ what }) => what),
    release: async (count) => {
      const now = queue.splice(0, count);
      const answers = await Promise.all(now.map((asked) => asked.perform()));
      for (const answer of answers) answer();
    },
    swallow: async () => {
      await queue.shift()?.perform();
    },
  };
}
