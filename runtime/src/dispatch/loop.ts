import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Coordinator, Hands } from "../coordinator.ts";
import type { Alarm } from "./alarm.ts";
import { callFields } from "./call-fields.ts";
import { type Gate, openGate } from "./gate.ts";
import type { ActionCall, ActionOutcome, Performer } from "./port.ts";
import { createRoom } from "./room.ts";

export interface LoopOptions {
  readonly coordinator: Pick<Coordinator, "startDue" | "settle" | "nextDue">;
  readonly performer: Performer;
  /** How many calls the performer carries out at a time: what it has no room for is not started. */
  readonly capacity: number;
  /** How many times as many it takes while calls are quick, to let them wait in line: see `createRoom`; 1 if left out. */
  readonly ahead?: number;
  readonly alarm: Pick<Alarm, "set">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
  readonly started?: (call: ActionCall) => void;
  /** Says what may begin, and is told what has ended; everything may, if it is left out. */
  readonly gate?: Pick<Gate, "enter" | "leave" | "ended">;
  /** Called when the end of an attempt is in the ledger. */
  readonly settled?: (call: ActionCall, outcome: ActionOutcome) => void;
  /** Called when nothing runs and nothing is due. */
  readonly idle?: () => void;
}

/** Starts what is due and records how it ended. */
export interface Loop {
  /** Something may be due. Many wakes at once are one look. */
  readonly wake: () => void;
  /** Takes calls of runs that are started as soon as they are due; none where older ones wait. */
  readonly hands: Hands;
  /** Starts nothing from now on; what runs goes on, and its end is recorded. */
  readonly hold: () => void;
  /** Starts nothing from now on, and waits for running calls. Returns false where the limit in milliseconds is over first. */
  readonly drain: (limit: number) => Promise<boolean>;
}

/** How long the loop waits after the ledger refused, in milliseconds. */
const pause = 1000;

/** How long it waits for a commit before it looks again, in milliseconds. */
const moment = 2;

/** After all that follows at once from what happened, and before anything else happens. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Makes the loop; it looks for the first time when it is woken. */
export function createLoop(options: LoopOptions): Loop {
  const { coordinator, performer, alarm, log, gate = openGate } = options;
  const running = new Set<Promise<void>>();
  /** Calls that the performer has, and places that are kept for others. */
  let taken = 0;
  const room = createRoom(options.capacity, options.ahead ?? 1);
  let held = false;
  let draining = false;
  let looking: Promise<void> | undefined;
  let again = false;
  /** Whether runs may be due that nobody has started: before the first look, and where there was no room. */
  let isBehind = true;

  /** An outcome that is known is recorded, however long the ledger refuses: it cannot be had a second time. */
  async function record(call: ActionCall, outcome: ActionOutcome): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await coordinator.settle(call.run.id, outcome);
        return;
      } catch (error) {
        log.error({ ...callFields(call), tries, err: error }, "the ledger did not take the end of a run");
        if (draining && tries >= 3) return;
        await sleep(pause);
      }
    }
  }

  async function carryOut(call: ActionCall): Promise<void> {
    const began = performance.now();
    const outcome = await performer.perform(call);
    room.ended(performance.now() - began);
    taken -= 1;
    const recorded = record(call, outcome);
    // What starts in its place is written together with its end.
    if (isBehind) wake();
    await recorded;
    // Not before: until then it counts as under way, and would be uncertain after a crash.
    if (gate.ended(call.action, outcome)) {
      isBehind = true;
      wake();
    }
    options.settled?.(call, outcome);
  }

  /** Carries out a call whose place is kept. */
  function start(call: ActionCall): void {
    options.started?.(call);
    const run = carryOut(call);
    running.add(run);
    void run.finally(() => {
      running.delete(run);
      if (isBehind || running.size === 0) wake();
    });
  }

  /** Starts what is due and fits; true where more may be due right away. */
  async function look(): Promise<boolean> {
    const free = room.size() - taken;
    if (free <= 0) {
      isBehind = true;
      return false;
    }
    taken += free;
    let calls: readonly ActionCall[] = [];
    try {
      calls = await coordinator.startDue(free);
    } finally {
      taken -= free - calls.length;
    }
    for (const call of calls) start(call);
    const next = await coordinator.nextDue();
    isBehind = next !== null && next <= options.now();
    if (isBehind) return true;
    alarm.set(next);
    if (running.size === 0) options.idle?.();
    return false;
  }

  async function lookUntilNothingIsDue(): Promise<void> {
    try {
      // Calls that end together leave their places together: one look fills them all.
      await endOfTurn();
      let more = true;
      while (more && !held) {
        again = false;
        more = (await look()) || again;
      }
    } catch (error) {
      log.error({ err: error }, "the ledger did not say what is due");
      isBehind = true;
      alarm.set(options.now() + pause);
    } finally {
      looking = undefined;
    }
  }

  function wake(): void {
    again = true;
    if (!held) looking ??= lookUntilNothingIsDue();
  }

  return {
    wake,
    hands: {
      reserve: (action) => {
        if (held || isBehind || taken >= room.size() || !gate.enter(action)) return false;
        taken += 1;
        return true;
      },
      release: (actions) => {
        taken -= actions.length;
        for (const action of actions) gate.leave(action);
      },
      start: (calls) => {
        for (const call of calls) start(call);
      },
    },
    hold: () => {
      held = true;
    },
    drain: async (limit) => {
      held = true;
      draining = true;
      const all = async () => {
        await looking;
        // Places are kept for calls whose transactions are on their way to the disk: those are carried out as well.
        while (taken > 0 || running.size > 0) {
          await Promise.all(running);
          if (taken > 0) await sleep(moment);
        }
        return true;
      };
      const patience = new AbortController();
      const over = sleep(limit, false, { signal: patience.signal }).catch(() => false);
      const ended = await Promise.race([all(), over]);
      patience.abort();
      return ended;
    },
  };
}
