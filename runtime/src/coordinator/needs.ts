import type { Ledger } from "../ledger/port.ts";

/** Waiting runs of one rule in one rule set. */
export interface WaitingRuns {
  readonly ruleKey: string;
  readonly ruleSet: string;
  readonly runs: number;
}

/** What still needs the rule sets that it began with. */
export interface Needs {
  /** Open visits, by the hashes of their rule sets. */
  readonly visits: Readonly<Record<string, number>>;
  /** Runs that wait or run, by the hashes of theirs. */
  readonly runs: Readonly<Record<string, number>>;
  readonly waiting: readonly WaitingRuns[];
}

/** Visits and runs that are looked at in one go, so that others get their turn between two. */
const PAGE = 2000;

function add(counts: Record<string, number>, key: string, more = 1): void {
  counts[key] = (counts[key] ?? 0) + more;
}

async function countVisits(ledger: Ledger): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (let page = await ledger.openVisits(PAGE); page.length > 0; ) {
    for (const { ruleSet } of page) add(counts, ruleSet);
    const last = page.at(-1);
    page = last === undefined || page.length < PAGE ? [] : await ledger.openVisits(PAGE, last.item);
  }
  return counts;
}

/** Counts what still needs which rule set. */
export async function needsOf(ledger: Ledger): Promise<Needs> {
  const visits = await countVisits(ledger);
  const runs: Record<string, number> = {};
  const waiting = new Map<string, { ruleKey: string; ruleSet: string; runs: number }>();
  for (let page = await ledger.waiting(PAGE); page.length > 0; ) {
    for (const { ruleKey, ruleSet } of page) {
      add(runs, ruleSet);
      const key = JSON.stringify([ruleSet, ruleKey]);
      const known = waiting.get(key) ?? { ruleKey, ruleSet, runs: 0 };
      waiting.set(key, { ...known, runs: known.runs + 1 });
    }
    const last = page.at(-1);
    page = last === undefined || page.length < PAGE ? [] : await ledger.waiting(PAGE, last.id);
  }
  for (const id of await ledger.running()) {
    const run = await ledger.run(id);
    if (run !== null) add(runs, run.ruleSet);
  }
  return { visits, runs, waiting: [...waiting.values()] };
}
