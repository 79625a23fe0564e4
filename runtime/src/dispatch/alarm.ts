import type { Threads } from "./bree.ts";
import type { FromClock, ToClock } from "./messages.ts";

/** Rings at the moment it was last set to. */
export interface Alarm {
  /** @param moment milliseconds since 1970, or null for never */
  readonly set: (moment: number | null) => void;
  /** Whether the thread is there and answers. */
  readonly answers: () => Promise<boolean>;
}

/** How long the thread may take to answer, in milliseconds. */
const patience = 2000;

/**
 * Starts the clock thread.
 *
 * @param threads who keeps it
 * @param due called once at each moment that was set and not replaced before it came
 * @param jumped called when the clock of the machine is not where it should be, with the milliseconds: below 0 if back
 */
export async function startAlarm(
  threads: Threads,
  due: () => void,
  jumped: (ms: number) => void = () => {},
): Promise<Alarm> {
  let moment: number | null = null;
  const asking = new Set<(there: boolean) => void>();
  const tell = () => {
    const message: ToClock = { kind: "set", moment };
    threads.post("clock", message);
  };
  await threads.keep({
    name: "clock",
    file: "clock",
    receive: (message) => {
      // Only our own clock speaks on this port.
      const said = message as FromClock;
      if (said === "cancelled") return;
      if (said.kind === "ready") {
        for (const heard of asking) heard(true);
        asking.clear();
        return;
      }
      if (said.kind === "jumped") {
        jumped(said.ms);
        return;
      }
      moment = null;
      due();
    },
    gone: () => {},
    // A successor knows nothing of what was set before.
    started: tell,
  });
  return {
    set: (next) => {
      if (next === moment) return;
      moment = next;
      tell();
    },
    answers: () =>
      new Promise((resolve) => {
        const silent = setTimeout(() => {
          asking.delete(heard);
          resolve(false);
        }, patience);
        const heard = (there: boolean): void => {
          clearTimeout(silent);
          resolve(there);
        };
        asking.add(heard);
        const message: ToClock = { kind: "ping" };
        threads.post("clock", message);
      }),
  };
}
