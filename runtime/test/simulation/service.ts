import { setImmediate as turn } from "node:timers/promises";
import { createLoop } from "../../src/dispatch/loop.ts";
import type { ActionCall, ActionOutcome } from "../../src/dispatch/port.ts";
import { type Coordinator, createCoordinator, type World } from "../../src/index.ts";
import type { Inbox, Ledger, Write } from "../../src/ledger/port.ts";
import type { LoadedRuleSet } from "../../src/rules/ruleset.ts";
import { memoryLog } from "../dispatch-support.ts";
import { type HeldLedger, holdLedger } from "./held-ledger.ts";

export interface ServiceParts {
  readonly ledger: Ledger;
  readonly ruleSet: LoadedRuleSet;
  readonly world: World;
  readonly capacity: number;
  /** A write has become true, by an event where there is one. */
  readonly committed: (write: Write, event?: Inbox) => void;
  /** An attempt begins: the answer is given when the simulation has it. */
  readonly perform: (call: ActionCall) => Promise<ActionOutcome>;
}

/** One life of the service, from its start to its death: the real coordinator and the real loop. */
export interface Service {
  readonly coordinator: Coordinator;
  readonly held: HeldLedger["held"];
  readonly release: HeldLedger["release"];
  readonly swallow: HeldLedger["swallow"];
  /** Whether it has dealt with what the last crash left: it takes nothing from outside before. */
  readonly isReady: () => boolean;
  /** The moment at which its clock rings next. */
  readonly alarm: () => number | null;
  readonly ring: () => void;
  /** Waits until it asks for nothing new by itself. */
  readonly settle: () => Promise<void>;
}

/** Starts the service on what the ledger holds. */
export function startService(parts: ServiceParts): Service {
  const { ledger, held, release, swallow } = holdLedger(parts.ledger, parts.committed);
  let alarm: number | null = null;
  let ready = false;
  const coordinator = createCoordinator({
    ledger,
    world: parts.world,
    ruleSets: {
      current: () => parts.ruleSet,
      byHash: (hash) => (hash === parts.ruleSet.hash ? parts.ruleSet : undefined),
    },
    wake: () => loop.wake(),
    hands: {
      reserve: (action) => loop.hands.reserve(action),
      release: (actions) => loop.hands.release(actions),
      start: (calls) => loop.hands.start(calls),
    },
  });
  const loop = createLoop({
    coordinator,
    performer: { perform: parts.perform },
    capacity: parts.capacity,
    alarm: {
      set: (moment) => {
        alarm = moment;
      },
    },
    now: parts.world.now,
    log: memoryLog().log,
  });
  void coordinator.recover().then(() => {
    ready = true;
    loop.wake();
  });
  return {
    coordinator,
    held,
    release,
    swallow,
    isReady: () => ready,
    alarm: () => alarm,
    ring: () => {
      alarm = null;
      loop.wake();
    },
    settle: async () => {
      let before = -1;
      while (before !== held().length) {
        before = held().length;
        await turn();
      }
    },
  };
}
