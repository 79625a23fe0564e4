import type { Limit, Reach } from "../rules/ruleset.ts";
import { LONGEST_PAUSE } from "../time/backoff.ts";
import type { ActionOutcome } from "./port.ts";
import { createWindow, type Window } from "./window.ts";

/** What lets attempts begin by their actions: limits, and pauses that the other side has asked for. */
export interface Gate {
  /**
   * Begins a choice among what could begin now. Each answer takes a place until the choice is forgotten.
   *
   * @returns whether one more attempt of an action could begin, beside those that were let through before
   */
  readonly choose: () => (action: string) => boolean;
  /**
   * When it opens by itself for an action that waits: the present moment where it is open, null where an attempt has to
   * end first, which will say so.
   */
  readonly opensAt: (action: string) => number | null;
  /** Lets an attempt begin that nobody has chosen; false where it may not, or where others wait for the same. */
  readonly enter: (action: string) => boolean;
  /** One that has entered does not begin after all. */
  readonly leave: (action: string) => void;
  readonly began: (action: string) => void;
  /** @returns whether others may begin now that could not before */
  readonly ended: (action: string, outcome: ActionOutcome) => boolean;
}

/** What is limited: an action, or a provider. */
interface Lane {
  limit: Limit;
  running: number;
  windows: readonly Window[];
  /** Nothing begins before. */
  paused: number;
  /** Whether something was not let through when it was last asked for. */
  crowded: boolean;
  /** How many attempts have failed for now, one after another. */
  failures: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** After so many failures in a row a provider is taken to be down. */
const mostFailures = 5;
const none: readonly string[] = [];

/**
 * What holds where a project says nothing of it. A mail that waits for a connection is nothing but one more of which
 * nobody knows whether it was sent, should the service be killed.
 */
const usual: Readonly<Record<string, Limit>> = { mail: { concurrent: 4 } };

/** How long a provider is left alone that is down, in milliseconds: twice as long each time. */
function leftAlone(failures: number): number {
  return failures < mostFailures ? 0 : Math.min(SECOND * 2 ** (failures - mostFailures), MINUTE);
}

function windowsOf({ perSecond, perMinute }: Limit): readonly Window[] {
  return [
    ...(perSecond === undefined ? [] : [createWindow(perSecond, SECOND)]),
    ...(perMinute === undefined ? [] : [createWindow(perMinute, MINUTE)]),
  ];
}

/** A gate that lets everything through. */
export const openGate: Gate = {
  choose: () => () => true,
  opensAt: () => 0,
  enter: () => true,
  leave: () => {},
  began: () => {},
  ended: () => false,
};

/**
 * Makes the gate of a service. It stands before all worker threads, so what it limits is limited over all of them.
 *
 * @param reach the limits and providers of the current rule set; those of old rule sets are not asked for
 * @param clock milliseconds since 1970
 * @param paused told of what is stopped, and until when
 */
export function createGate(
  reach: () => Reach,
  clock: () => number,
  paused: (name: string, until: number) => void = () => {},
): Gate {
  const lanes = new Map<string, Lane>();
  let last = Number.NEGATIVE_INFINITY;

  /** The present moment. A clock that was set back would close the gate for as long: what is known moves along. */
  function now(): number {
    const at = clock();
    if (at < last) {
      for (const lane of lanes.values()) {
        lane.paused += at - last;
        for (const window of lane.windows) window.shift(at - last);
      }
    }
    last = at;
    return at;
  }

  function laneOf(name: string): Lane {
    const limit = reach().limits?.[name] ?? usual[name] ?? {};
    const known = lanes.get(name);
    if (known === undefined) {
      const made = { limit, running: 0, windows: windowsOf(limit), paused: 0, crowded: false, failures: 0 };
      lanes.set(name, made);
      return made;
    }
    const { perSecond, perMinute } = known.limit;
    if (perSecond !== limit.perSecond || perMinute !== limit.perMinute) known.windows = windowsOf(limit);
    known.limit = limit;
    return known;
  }

  const providersOf = (action: string) => reach().providers?.[action] ?? none;
  // An action may have the name of its provider.
  const lanesOf = (action: string) => [...new Set([action, ...providersOf(action)])].map(laneOf);

  /** How many may be under way at once: one, to see whether a provider is back. */
  function mostAtOnce({ limit, failures }: Lane): number {
    return failures >= mostFailures ? 1 : (limit.concurrent ?? Number.POSITIVE_INFINITY);
  }

  function room(lane: Lane, at: number): number {
    if (lane.paused > at) return 0;
    return Math.min(mostAtOnce(lane) - lane.running, ...lane.windows.map((window) => window.room(at)));
  }

  function pause(name: string, wait: number): void {
    const lane = laneOf(name);
    const until = now() + Math.min(wait, LONGEST_PAUSE);
    if (wait <= 0 || until <= lane.paused) return;
    lane.paused = until;
    paused(name, until);
  }

  /** A provider that fails all that is asked of it is left alone, so that nothing spends its attempts on it. */
  function judge(name: string, outcome: ActionOutcome): void {
    const lane = laneOf(name);
    if (outcome.kind === "done") lane.failures = 0;
    // What was under way already when it was stopped says nothing new.
    else if (outcome.how === "transient" && lane.paused <= now()) {
      lane.failures += 1;
      pause(name, leftAlone(lane.failures));
    }
  }

  function begin(all: readonly Lane[]): void {
    for (const lane of all) {
      lane.running += 1;
      for (const window of lane.windows) window.add(now());
    }
  }

  return {
    choose: () => {
      const at = now();
      const left = new Map<Lane, number>();
      for (const lane of lanes.values()) lane.crowded = false;
      return (action) => {
        const all = lanesOf(action);
        for (const lane of all) if (!left.has(lane)) left.set(lane, room(lane, at));
        const full = all.filter((lane) => (left.get(lane) ?? 0) <= 0);
        for (const lane of full) lane.crowded = true;
        if (full.length > 0) return false;
        for (const lane of all) left.set(lane, (left.get(lane) ?? 0) - 1);
        return true;
      };
    },
    opensAt: (action) => {
      const at = now();
      const moments = lanesOf(action).map((lane) => {
        const isFull = lane.running >= mostAtOnce(lane);
        if (isFull) lane.crowded = true;
        return isFull ? null : Math.max(at, lane.paused, ...lane.windows.map((window) => window.opensAt(at)));
      });
      return moments.reduce((latest, one) =>
        latest === null || one === null ? null : Math.max(latest, one),
      );
    },
    enter: (action) => {
      const at = now();
      const all = lanesOf(action);
      const full = all.filter((lane) => lane.crowded || room(lane, at) <= 0);
      for (const lane of full) lane.crowded = true;
      if (full.length > 0) return false;
      begin(all);
      return true;
    },
    leave: (action) => {
      for (const lane of lanesOf(action)) {
        lane.running -= 1;
        for (const window of lane.windows) window.undo();
      }
    },
    began: (action) => begin(lanesOf(action)),
    ended: (action, outcome) => {
      const all = lanesOf(action);
      for (const lane of all) lane.running -= 1;
      const providers = providersOf(action);
      for (const name of providers) judge(name, outcome);
      const wait = outcome.kind === "failed" ? outcome.retryAfter : undefined;
      // Who asks to wait is the provider; an action that names none is its own.
      if (wait !== undefined)
        for (const name of providers.length > 0 ? providers : [action]) pause(name, wait);
      // Where nobody was turned away, nobody waits for this.
      return all.some(({ crowded }) => crowded);
    },
  };
}
