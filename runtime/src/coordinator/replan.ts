import type { CoordinatorParts } from "../coordinator.ts";
import { releaseDependents } from "../engine/dependencies.ts";
import { replanned } from "../engine/plan-run.ts";
import { unchanged, withRun } from "../engine/step.ts";
import { LedgerError } from "../ledger/error.ts";
import type { LoadedRuleSet } from "../rules/ruleset.ts";
import { takeMoment } from "./surroundings.ts";
import type { Transact } from "./transact.ts";

/** How many runs are planned anew at a time, so that those that are due get their turn between two pages. */
const PAGE = 200;

/** The name under which the ledger keeps what its plans were worked out from. */
const MARK = "calendar";

/** What plans are worked out from beside their rules and items: clocks, days and hours, and who is there to work. */
function calendarText({ timezone, calendar, schema }: LoadedRuleSet): string {
  return JSON.stringify([timezone, calendar, schema.users?.map(({ id, active }) => [id, active !== false])]);
}

/** Plans anew what waits, after a rule set with another calendar has come. */
export interface Replanning {
  /** Does one page of it, if there is any. What a crash cuts off begins again. */
  readonly step: () => Promise<void>;
  /** Whether there is a page left to do. */
  readonly isOpen: () => Promise<boolean>;
}

/** Makes the re-planning of a ledger. */
export function createReplanning(parts: CoordinatorParts, transact: Transact): Replanning {
  const { ledger, ruleSets } = parts;
  let seen: string | undefined;
  let round: { readonly text: string; readonly after?: string } | undefined;

  async function begin(): Promise<void> {
    const current = ruleSets.current();
    if (seen === current.hash) return;
    const text = calendarText(current);
    const before = await ledger.mark(MARK);
    seen = current.hash;
    // Nothing was planned before the first mark.
    if (before === null) await ledger.setMark(MARK, text);
    else if (before !== text) round = { text };
    else round = undefined;
  }

  async function step(): Promise<void> {
    await begin();
    if (round === undefined) return;
    const runs = await ledger.planned(PAGE, round.after);
    const moment = takeMoment(parts);
    const ends = await Promise.allSettled(
      runs.map((id) =>
        transact({
          target: { kind: "run", run: id },
          moment,
          plan: ({ state }, around) => {
            const run = state.runs.find((one) => one.id === id);
            const next = run && replanned(run, state, around);
            if (run === undefined || next === undefined || next === run) return { step: null, answer: null };
            return { step: releaseDependents(withRun(unchanged(state), next), around), answer: null };
          },
        }),
      ),
    );
    const failures = ends.flatMap((end): unknown[] => (end.status === "rejected" ? [end.reason] : []));
    const [lost] = failures.filter((failure) => failure instanceof LedgerError);
    if (lost !== undefined) throw lost;
    const last = runs.at(-1);
    if (last !== undefined && runs.length === PAGE) round = { ...round, after: last };
    else {
      await ledger.setMark(MARK, round.text);
      round = undefined;
    }
    // Told only once the round has gone on: a run that cannot be planned must not stand in everybody's way.
    if (failures.length > 0) throw failures[0];
  }

  return {
    step,
    isOpen: async () => {
      await begin();
      return round !== undefined;
    },
  };
}
