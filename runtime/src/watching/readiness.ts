import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { LedgerError, type LedgerErrorCode } from "../ledger/error.ts";

export interface ReadinessOptions {
  /** Writes to the ledger; rejects where it cannot. */
  readonly probe: () => Promise<void>;
  /** Whether a thread is there that takes calls. */
  readonly hasExecutor: () => boolean;
  /** Whether the clock answers. */
  readonly clockAnswers: () => Promise<boolean>;
  readonly hasRules: () => boolean;
  readonly log: Logger;
}

/** How long what was found out counts, in milliseconds: who asks often writes no more often. */
const countsFor = 5000;
/** How long a write may take, in milliseconds, until the ledger counts as one that cannot be written. */
const patience = 3000;

const cannot = "the ledger cannot be written";
const reasons: Partial<Readonly<Record<LedgerErrorCode, string>>> = {
  full: "the disk is full",
  "read-only": "its file may only be read",
  damaged: "its file is damaged",
};

/** What a promise comes to, or a value where it takes too long. */
async function within<T>(promise: Promise<T>, limit: number, otherwise: T): Promise<T> {
  const over = new AbortController();
  const late = sleep(limit, otherwise, { signal: over.signal }).catch(() => otherwise);
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort();
  }
}

/**
 * Makes the look at what the service still lacks to do its work: it is ready where the ledger takes a write, a thread
 * takes calls, the clock answers and there are rules.
 *
 * @returns a function that answers what is lacking, as parts of a sentence
 */
export function createReadiness(options: ReadinessOptions): () => Promise<readonly string[]> {
  const { probe, hasExecutor, clockAnswers, hasRules, log } = options;
  let known: { readonly lacks: Promise<readonly string[]>; readonly until: number } | undefined;

  const unwritten = async (): Promise<readonly string[]> => {
    try {
      await probe();
      return [];
    } catch (error) {
      log.error({ err: error }, "the ledger does not take a write");
      const because = error instanceof LedgerError ? reasons[error.code] : undefined;
      return [because === undefined ? cannot : `${cannot} (${because})`];
    }
  };
  async function look(): Promise<readonly string[]> {
    const [ledger, ticks] = await Promise.all([within(unwritten(), patience, [cannot]), clockAnswers()]);
    return [...ledger, ...(ticks ? [] : ["the clock does not answer"])];
  }

  return async () => {
    const now = performance.now();
    if (known === undefined || known.until < now) known = { lacks: look(), until: now + countsFor };
    return [
      ...(hasRules() ? [] : ["there is no rule set"]),
      ...(hasExecutor() ? [] : ["no worker thread is up"]),
      ...(await known.lacks),
    ];
  };
}
