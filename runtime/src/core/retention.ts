import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { RuleSets } from "../coordinator.ts";
import { ruleKey } from "../engine/rule-lookup.ts";
import type { Ledger } from "../ledger/port.ts";
import { isoOf } from "../time/instant.ts";

const DAY = 24 * 60 * 60 * 1000;

/** How often what is old is looked for, in milliseconds. */
const ROUND = 6 * 60 * 60 * 1000;

/** How many rows a step looks at, and how long others have the ledger between two, in milliseconds. */
const STEP = 200;
const BREATH = 20;

/** Ids of events are known for at least so many days: a sender may send one again for as long. */
export const DAYS_OF_IDS = 30;

export interface RetentionOptions {
  readonly ledger: Pick<Ledger, "prune">;
  readonly ruleSets: RuleSets;
  /** How many days what has ended is kept. */
  readonly days: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
}

/** Deletes all that is old, step by step. Returns how much it was. */
export async function pruneOld(options: RetentionOptions, stop: AbortSignal): Promise<number> {
  const { ledger, ruleSets, days, now } = options;
  const current = ruleSets.current();
  const keep = current.blocks
    .flatMap((block) => block.rules)
    .filter((rule) => rule.once !== undefined)
    .map((rule) => ruleKey(rule, current));
  const before = isoOf(now() - days * DAY);
  const idsBefore = isoOf(now() - Math.max(days, DAYS_OF_IDS) * DAY);
  let deleted = 0;
  let from: string | null = null;
  do {
    const pruned = await ledger.prune({ before, idsBefore, keep, limit: STEP, from });
    deleted += pruned.deleted;
    from = pruned.next;
    if (from !== null) await sleep(BREATH, undefined, { ref: false });
  } while (from !== null && !stop.aborted);
  return deleted;
}

/** Deletes what is old, now and every few hours. Returns how to end it. */
export function startRetention(options: RetentionOptions): () => Promise<void> {
  const { log } = options;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  async function go(): Promise<void> {
    try {
      const deleted = await pruneOld(options, stop.signal);
      if (deleted > 0) log.info({ deleted, days: options.days }, "what was old has been deleted");
    } catch (error) {
      log.error({ err: error }, "what is old could not be deleted");
    }
    if (!stop.signal.aborted) timer = setTimeout(begin, ROUND).unref();
  }
  function begin(): void {
    round = go();
  }

  begin();
  return async () => {
    stop.abort();
    clearTimeout(timer);
    await round;
  };
}
