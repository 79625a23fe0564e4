import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { createCoordinator } from "../coordinator/create.ts";
import type { Coordinator } from "../coordinator.ts";
import { createDesk } from "../crm/desk.ts";
import { createGate } from "../dispatch/gate.ts";
import { createChangingRedact } from "../dispatch/redact.ts";
import { type Dispatch, startDispatch } from "../dispatch/start.ts";
import { openDataFolder, openLedger, startFailure } from "../service/data-folder.ts";
import { ServiceError } from "../service/error.ts";
import { filesFolder } from "../service/kept-files.ts";
import { openLinkKey } from "../service/link-key.ts";
import { openRuleSets } from "../service/rule-sets.ts";
import { currentTrace } from "../tracing/current.ts";
import { traceRuns } from "../tracing/runs.ts";
import { noTraces, openTracer } from "../tracing/tracer.ts";
import { createAlerts } from "../watching/alerts.ts";
import { createCoreMetrics } from "../watching/core-metrics.ts";
import { createReadiness } from "../watching/readiness.ts";
import { sendable } from "./errors.ts";
import type { CoreSettings, CurrentRules, News } from "./messages.ts";
import { startRetention } from "./retention.ts";
import { createRuleSetDoor, type RuleSetDoor } from "./rule-set-door.ts";

/** The core as a whole. */
export interface LifeDoor {
  /** What it still lacks to do its work; nothing when it is ready. */
  readonly lacks: () => Promise<readonly string[]>;
  /** The figures of what it does, in the text format of Prometheus. */
  readonly metrics: () => Promise<string>;
  /** Starts what is due, from now on. */
  readonly begin: () => Promise<void>;
  /** Starts nothing from now on; what runs goes on. */
  readonly hold: () => Promise<void>;
  /** Whether commits are told of: nobody pays for news that nobody hears. */
  readonly listen: (on: boolean) => Promise<void>;
  /**
   * Lets running calls end, and closes the ledger.
   *
   * @param limit milliseconds that they have
   */
  readonly stop: (limit: number) => Promise<void>;
}

/** How often it is looked whether old rule sets are needed any more, in milliseconds. */
const EXPIRY = 60 * 60 * 1000;

/** What owns the ledger: rule sets, coordinator, and what carries out due runs. */
export interface Core {
  readonly coordinator: Coordinator;
  readonly ruleSets: RuleSetDoor;
  readonly life: LifeDoor;
  readonly current: () => CurrentRules;
}

const noSecrets: readonly string[] = [];

/**
 * Opens the core: the ledger, the rule sets, what a crash left, and the worker threads, in this order. Nothing is
 * carried out before it is told to begin.
 *
 * @param tell what happened; comes back at once
 * @throws ServiceError where something that a person can mend is in the way; then nothing is left running
 */
export async function openCore(
  settings: CoreSettings,
  log: Logger,
  tell: (news: News) => void,
): Promise<Core> {
  const { data, build } = settings;
  await using undo = new AsyncDisposableStack();

  await openDataFolder(data);
  const ledger = openLedger(data, {
    ...(settings.durability && { durability: settings.durability }),
    checked: (ms) =>
      log.warn({ ms: Math.round(ms) }, "the service was cut off; its ledger was checked and is whole"),
    failed: (error) => tell({ kind: "failed", error: sendable(error) }),
  });
  undo.defer(() => ledger.close());
  // The environment is a copy of this thread's own, from which those of the threads of actions are made.
  process.env.ONSTAGE_LINK_KEY = await openLinkKey(ledger, process.env).catch((error: unknown) => {
    throw startFailure(error);
  });

  const ruleSets = await openRuleSets(data, Date.now, log);
  if (build !== undefined) {
    const installed = await ruleSets.install(build, "start");
    if (!installed.ok) {
      throw new ServiceError("build-refused", installed.refusal.detail, installed.refusal.help);
    }
  }
  if (!ruleSets.hasCurrent()) {
    throw new ServiceError(
      "no-rule-set",
      `The data folder ${data} holds no rule set that loads.`,
      "Start the service with a build of the project.",
    );
  }

  // Dispatch needs the coordinator, which needs dispatch once there is one.
  let dispatched: Dispatch | undefined;
  const redact = createChangingRedact(
    { ...process.env, ONSTAGE_TOKEN: settings.token },
    () => ruleSets.current().secrets ?? noSecrets,
  );
  const gate = createGate(ruleSets.current, Date.now, (provider, until) =>
    log.warn(
      { provider, until: new Date(until).toISOString() },
      "nothing is asked of the provider until then",
    ),
  );
  const coordinator = createCoordinator({
    gate,
    ledger,
    ruleSets,
    world: { now: Date.now, id: randomUUID, random: Math.random },
    trace: () => currentTrace.getStore(),
    wake: () => dispatched?.wake(),
    hands: {
      reserve: (action) => dispatched?.hands.reserve(action) ?? false,
      release: (actions) => dispatched?.hands.release(actions),
      start: (calls) => dispatched?.hands.start(calls),
    },
  });
  const recovered = await coordinator.recover().catch((error: unknown) => {
    throw startFailure(error);
  });
  if (recovered.repeated + recovered.uncertain > 0) log.warn(recovered, "runs were cut off by a crash");

  const metrics = createCoreMetrics({ backlog: coordinator.backlog, now: Date.now });
  const alerts = createAlerts({
    log,
    alerted: (alert, kind) => {
      metrics.alerted(kind);
      tell({ kind: "alert", alert });
    },
    now: Date.now,
  });
  undo.defer(
    ledger.watch((committed) => {
      try {
        metrics.committed(committed);
        alerts.committed(committed);
      } catch (error) {
        // It is on disk all the same, and whoever asked for it is to be told.
        log.error({ err: error }, "who watches the ledger failed");
      }
    }),
  );

  const tracer = await openTracer(process.env, (message) => log.warn({ message }, noTraces));
  undo.defer(() => tracer?.close());

  let stopLimit = 0;
  const dispatch = await startDispatch({
    coordinator,
    executors: settings.executors,
    desk: createDesk({ ledger, ruleSet: ruleSets.current, now: Date.now }),
    files: filesFolder(data),
    moduleOf: ruleSets.callsOf,
    reach: ruleSets.current,
    gate,
    now: Date.now,
    log,
    redact,
    idle: () => tell({ kind: "idle" }),
    attempted: metrics.attempted,
    traced: (performer) => traceRuns(performer, tracer, Date.now),
    threadEnded: (name) => {
      metrics.threadEnded(name);
      alerts.threadEnded(name);
    },
  });
  dispatched = dispatch;
  undo.defer(() => dispatch.stop(stopLimit));

  if (settings.keepDays !== undefined) {
    const days = settings.keepDays;
    undo.defer(startRetention({ ledger, ruleSets, days, now: Date.now, log }));
  }

  const current = (): CurrentRules => {
    const { hash, schema, timezone, hooks = {} } = ruleSets.current();
    return { hash, schema, timezone, hooks };
  };
  const door = createRuleSetDoor(ruleSets, ledger, () => {
    tell({ kind: "rules", rules: current() });
    // Its calendar may come round, or plan what waits, earlier than the clock knows.
    dispatch.wake();
  });
  const expiry = setInterval(() => {
    door
      .expire()
      .catch((error: unknown) => log.error({ err: error }, "old rule sets could not be let go of"));
  }, EXPIRY);
  expiry.unref();
  undo.defer(() => clearInterval(expiry));
  let unwatch: (() => void) | undefined;
  const listen = (on: boolean): void => {
    if (!on) {
      unwatch?.();
      unwatch = undefined;
    } else unwatch ??= ledger.watch((committed) => tell({ kind: "committed", committed }));
  };

  const open = undo.move();
  return {
    coordinator,
    current,
    ruleSets: door,
    life: {
      lacks: createReadiness({
        probe: coordinator.probe,
        hasExecutor: dispatch.ready,
        clockAnswers: dispatch.clockAnswers,
        hasRules: ruleSets.hasCurrent,
        log,
      }),
      metrics: metrics.text,
      begin: async () => dispatch.wake(),
      hold: async () => dispatch.hold(),
      listen: async (on) => listen(on),
      stop: async (limit) => {
        stopLimit = limit;
        await open.disposeAsync();
      },
    },
  };
}
