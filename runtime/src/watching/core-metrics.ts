import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { ActionCall, ActionOutcome } from "../dispatch/port.ts";
import type { Run } from "../engine/state.ts";
import type { Backlog, Committed } from "../ledger/port.ts";
import { msOf } from "../time/instant.ts";
import { bounded } from "./bounded.ts";

/** What wakes a person: see `alerts.ts`. */
export type AlertKind = "failed" | "uncertain" | "budget" | "threads";

/** The figures of what the core does. */
export interface CoreMetrics {
  readonly committed: (committed: Committed) => void;
  /** @param ms that the action took */
  readonly attempted: (call: ActionCall, outcome: ActionOutcome, ms: number) => void;
  readonly threadEnded: (name: string) => void;
  readonly alerted: (kind: AlertKind) => void;
  /** The figures in the text format of Prometheus. */
  readonly text: () => Promise<string>;
}

export interface CoreMetricsOptions {
  readonly backlog: () => Promise<Backlog>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A project has so many actions; what comes beyond is not told apart. */
const mostActions = 200;

/** How a run has ended, as its label says it; undefined where it has not. */
function endOf({ status, uncertain }: Run): string | undefined {
  switch (status) {
    case "waiting":
    case "running":
      return undefined;
    case "failed":
      return uncertain ? "uncertain" : "failed";
    case "done":
    case "skipped":
    case "cancelled":
      return status;
  }
}

/** `executor-2` and `executor-1` are the same kind of thread. */
function kindOfThread(name: string): string {
  return name.replace(/-\d+$/, "");
}

/** Makes the figures of what the core does, from what it commits and carries out. */
export function createCoreMetrics({ backlog, now }: CoreMetricsOptions): CoreMetrics {
  const registry = new Registry();
  const registers = [registry];
  const actionOf = bounded(mostActions);

  const runs = new Counter({
    name: "onstage_runs_total",
    help: "Runs that have ended, by action and by how they ended; uncertain ones failed, and a person has to say.",
    labelNames: ["action", "status"] as const,
    registers,
  });
  const attempts = new Histogram({
    name: "onstage_action_duration_seconds",
    help: "How long attempts of actions took, by action and by how they ended.",
    labelNames: ["action", "outcome"] as const,
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers,
  });
  const lateness = new Histogram({
    name: "onstage_run_lateness_seconds",
    help: "How long after its moment a run was started.",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120, 600],
    registers,
  });
  const commits = new Histogram({
    name: "onstage_ledger_commit_seconds",
    help: "How long commits of the ledger took, until they were on disk.",
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2],
    registers,
  });
  const groups = new Histogram({
    name: "onstage_ledger_commit_transactions",
    help: "How many transactions shared a commit.",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    registers,
  });
  const threads = new Counter({
    name: "onstage_thread_ends_total",
    help: "Worker threads that have ended and were replaced, by kind.",
    labelNames: ["thread"] as const,
    registers,
  });
  const alerts = new Counter({
    name: "onstage_alerts_total",
    help: "What was told of as an alert in the log, by kind.",
    labelNames: ["kind"] as const,
    registers,
  });
  const due = new Gauge({
    name: "onstage_runs_due",
    help: "Waiting runs whose moment has come, counted up to 10000.",
    registers,
  });
  const running = new Gauge({ name: "onstage_runs_running", help: "Runs that are running.", registers });
  const oldest = new Gauge({
    name: "onstage_due_age_seconds",
    help: "How long the earliest due run has waited beyond its moment; 0 where none is due.",
    registers,
  });
  for (const kind of ["failed", "uncertain", "budget", "threads"] satisfies AlertKind[])
    alerts.inc({ kind }, 0);

  return {
    committed: (committed) => {
      commits.observe(committed.ms / 1000);
      groups.observe(committed.transactions);
      // Counted here first: a commit has many runs that are counted as the same.
      const ends = new Map<string, { readonly labels: { action: string; status: string }; count: number }>();
      for (const run of committed.runs) {
        const status = endOf(run);
        if (status !== undefined) {
          const labels = { action: actionOf(run.action), status };
          const key = `${status} ${labels.action}`;
          const known = ends.get(key);
          if (known) known.count += 1;
          else ends.set(key, { labels, count: 1 });
        } else if (run.status === "running" && run.due !== null) {
          lateness.observe(Math.max(0, now() - msOf(run.due)) / 1000);
        }
      }
      for (const { labels, count } of ends.values()) runs.inc(labels, count);
    },
    attempted: (call, outcome, ms) => {
      const how = outcome.kind === "done" ? "done" : outcome.how;
      attempts.observe({ action: actionOf(call.action), outcome: how }, ms / 1000);
    },
    threadEnded: (name) => threads.inc({ thread: kindOfThread(name) }),
    alerted: (kind) => alerts.inc({ kind }),
    text: async () => {
      const present = await backlog();
      due.set(present.due);
      running.set(present.running);
      oldest.set(present.oldest === null ? 0 : Math.max(0, now() - msOf(present.oldest)) / 1000);
      return registry.metrics();
    },
  };
}
