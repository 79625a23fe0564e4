import type { CoordinatorParts } from "../coordinator.ts";
import { holdChanged } from "../engine/hold-changed.ts";
import { LedgerError } from "../ledger/error.ts";
import type { WaitingRun } from "../ledger/port.ts";
import type { Transact } from "./transact.ts";

/** How many waiting runs are looked at in one go, and how many of them are changed at a time. */
const PAGE = 1000;

/** The name under which the ledger keeps that the waiting runs have not all been looked at. */
const MARK = "holding";
const OPEN = "open";
const OVER = "over";

/** That the waiting runs have to be looked at anew: written together with the change that they have to follow. */
export const LOOK_ANEW = { name: MARK, value: OPEN } as const;

/** Holds and releases what waits, after rules have been disabled or enabled. */
export interface Holding {
  /** What waits has to be looked at anew; to be called once that is written. */
  readonly begin: () => void;
  /** Does one page of it, if there is any. What a crash cuts off begins again. */
  readonly step: () => Promise<void>;
  /** Whether there is a page left to do. */
  readonly isOpen: () => Promise<boolean>;
}

/** Makes it for a ledger. */
export function createHolding({ ledger }: CoordinatorParts, transact: Transact): Holding {
  let round: { readonly number: number; readonly after?: string } | null | undefined;
  let rounds = 0;

  async function find(): Promise<void> {
    if (round !== undefined) return;
    const isOpen = (await ledger.mark(MARK)) === OPEN;
    round ??= isOpen ? { number: rounds } : null;
  }

  function look(run: WaitingRun): Promise<void> {
    return transact({
      target: { kind: "run", run: run.id },
      plan: ({ state }, around) => {
        const step = holdChanged(state, run.id, around);
        return step.state === state ? { step: null, answer: undefined } : { step, answer: undefined };
      },
    });
  }

  return {
    begin: () => {
      rounds += 1;
      round = { number: rounds };
    },
    step: async () => {
      await find();
      if (round === null || round === undefined) return;
      const own = round;
      const held = new Set((await ledger.held()).map(({ ruleKey }) => ruleKey));
      const page = await ledger.waiting(PAGE, own.after);
      const meant = page.filter((run) => held.has(run.ruleKey) !== run.held);
      const ends = await Promise.allSettled(meant.map(look));
      const failures = ends.flatMap((end): unknown[] => (end.status === "rejected" ? [end.reason] : []));
      const [lost] = failures.filter((failure) => failure instanceof LedgerError);
      if (lost !== undefined) throw lost;
      // Another round has begun meanwhile, which looks at all of them again.
      if (round !== own) return;
      const last = page.at(-1);
      if (last !== undefined && page.length === PAGE) round = { ...own, after: last.id };
      else {
        await ledger.setMark(MARK, OVER);
        if (round === own) round = null;
      }
      // Told only once the round has gone on: one run must not stand in everybody's way.
      if (failures.length > 0) throw failures[0];
    },
    isOpen: async () => {
      await find();
      return round !== null;
    },
  };
}
