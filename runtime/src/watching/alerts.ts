import type { Logger } from "pino";
import type { Run } from "../engine/state.ts";
import type { Committed, NumberedChange } from "../ledger/port.ts";
import { isoOf } from "../time/instant.ts";
import type { AlertKind } from "./core-metrics.ts";

/** Something that a person has to know, as plain data. */
export interface Alert {
  /** `broken`: the service cannot go on. */
  readonly alert: AlertKind | "broken";
  /** When it was told, ISO 8601 in UTC. */
  readonly at: string;
  /** A sentence for people. */
  readonly text: string;
  /** What it is about: the item, the run, the rule and its line, and the reason, as far as there are such. */
  readonly about: Readonly<Record<string, unknown>>;
}

export interface AlertsOptions {
  readonly log: Logger;
  /** Called once for each alert. */
  readonly alerted: (alert: Alert, kind: AlertKind) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Tells in the log, one line each, of what a person has to know. */
export interface Alerts {
  readonly committed: (committed: Committed) => void;
  readonly threadEnded: (name: string) => void;
}

/** So many threads that end within a minute, in milliseconds, are more than bad luck. */
const mostEnds = 5;
const minute = 60_000;

function fieldsOf(run: Run): Readonly<Record<string, unknown>> {
  const { id, item, visit, rule, action, attempts, reason, source } = run;
  return {
    run: id,
    item: `${item.entity}/${item.id}`,
    visit,
    rule,
    action,
    attempts,
    source: `${source.file}:${source.line}`,
    reason,
  };
}

/**
 * Makes the alerts: a run that has failed for good, one of which nobody knows whether it happened, an item that has spent
 * its budget of changes by rules, and threads that end again and again.
 */
export function createAlerts({ log, alerted, now }: AlertsOptions): Alerts {
  let ends: readonly number[] = [];

  function tell(kind: AlertKind, text: string, about: Alert["about"]): void {
    log.warn({ alert: kind, ...about }, text);
    alerted({ alert: kind, at: isoOf(now()), text, about }, kind);
  }

  function failed(run: Run): void {
    if (run.uncertain) {
      tell("uncertain", "nobody knows whether the run had its effect: a person has to say", fieldsOf(run));
    } else tell("failed", "the run has failed for good", fieldsOf(run));
  }

  /** @param runs of the same commit: the one that was stopped is among them */
  function stopped({ change }: NumberedChange, runs: readonly Run[]): void {
    const { item, by, reason, why } = change;
    const run = runs.find((one) => one.id === by);
    tell("budget", "rules change the item again and again, and were stopped", {
      ...(run ? fieldsOf(run) : { item: `${item.entity}/${item.id}`, run: by }),
      reason,
      // The same as data: how many changes there were, and the way round.
      ...(why && { why }),
    });
  }

  return {
    committed: ({ runs, changes }) => {
      for (const run of runs) if (run.status === "failed") failed(run);
      for (const one of changes) if (one.change.why?.code === "budget") stopped(one, runs);
    },
    threadEnded: (name) => {
      const since = now() - minute;
      ends = [...ends.filter((moment) => moment > since), now()];
      if (ends.length < mostEnds) return;
      tell("threads", "threads of actions end again and again", { thread: name, ends: ends.length });
      // Told again only after as many more.
      ends = [];
    },
  };
}
