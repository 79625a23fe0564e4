import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { Coordinator } from "../coordinator.ts";
import { received } from "../core/errors.ts";
import type { CurrentRules, News } from "../core/messages.ts";
import type { LifeDoor } from "../core/open.ts";
import { startCore } from "../core/start.ts";
import type { ExecutorsOptions } from "../dispatch/executors.ts";
import type { Run } from "../engine/state.ts";
import { LedgerError } from "../ledger/error.ts";
import type { Durability } from "../ledger/sqlite.ts";
import type { Hooks } from "../rules/hooks.ts";
import { isoOf } from "../time/instant.ts";
import { noTraces, openTracer } from "../tracing/tracer.ts";
import { type AlertPost, alertSettings, createAlertPost } from "../watching/alert-post.ts";
import { countingEvents, createHttpMetrics } from "../watching/http-metrics.ts";
import { createLive } from "../watching/live.ts";
import type { ConnectionSettings } from "../watching/live-connection.ts";
import { shortestToken } from "./auth.ts";
import { ServiceError } from "./error.ts";
import { type FindHook, hooksOf } from "./hooks/open.ts";
import { createHttp } from "./http.ts";
import type { Limits } from "./limits.ts";
import { linkKeyOf, openLinkKey } from "./link-key.ts";
import { listen, stopListening } from "./listen.ts";
import { type LogOptions, openLog } from "./log.ts";
import type { Reload } from "./routes/parts.ts";
import { openTokens, type TokenFile } from "./tokens.ts";

/** Something that happened in a running service. */
export type ServiceEvent =
  /** A run has started, an attempt of it has ended, or a person has changed it. */
  | { readonly kind: "run"; readonly run: Run }
  /** Another rule set is the current one. */
  | { readonly kind: "rule-set"; readonly hash: string }
  /** Nothing runs, and nothing is due. */
  | { readonly kind: "idle" };

export interface ServiceOptions {
  /** The folder of the ledger and the rule sets; made where there is none. */
  readonly data: string;
  /** 127.0.0.1 if left out. */
  readonly host?: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** The admin token: at least 16 characters. */
  readonly token: string;
  /** The folder of a build to start with; left out, the service goes on with the rule set it had. */
  readonly build?: string | undefined;
  /** Builds the project anew, for `POST /v1/rulesets`. */
  readonly reload?: Reload | undefined;
  readonly logger?: LogOptions | undefined;
  readonly executors?: Partial<Pick<ExecutorsOptions, "count" | "inFlight" | "limit" | "grace">> | undefined;
  /** What an acknowledgement is worth; `full` if left out. */
  readonly durability?: Durability | undefined;
  /** How many days visits, runs, changes and ids of events are kept once they have ended; for ever if left out. */
  readonly keepDays?: number | undefined;
  /** Milliseconds that running calls have to end when the service stops; 10,000 if left out. */
  readonly stopLimit?: number | undefined;
  /** Addresses that other systems call, beside those of the rule set; their secrets are in the environment. */
  readonly hooks?: Hooks | undefined;
  /** What clients may ask of the service's patience and room; what is left out is as usual. */
  readonly limits?: Partial<Limits> | undefined;
  /** How long and how much the clients of live changes have. */
  readonly stream?: ConnectionSettings | undefined;
  readonly onEvent?: ((event: ServiceEvent) => void) | undefined;
}

/** A running service. */
export interface Service {
  readonly url: string;
  readonly port: number;
  readonly coordinator: Coordinator;
  /** Fulfilled where the service cannot go on: what was acknowledged is kept, and a new start carries on. */
  readonly broken: Promise<ServiceError>;
  /** Gives up for an error that nobody has caught: it is logged, and `broken` is fulfilled. */
  readonly giveUp: (error: unknown) => void;
  /** Ends listening, lets running calls end, and closes the ledger. What has not ended by the limit ends as lost. */
  readonly stop: () => Promise<void>;
}

function checkOptions({ token, port, keepDays }: ServiceOptions): void {
  if (token.length < shortestToken || /\s/.test(token)) {
    const help = `Set ONSTAGE_TOKEN to at least ${shortestToken} random characters without spaces.`;
    throw new ServiceError("bad-option", "The admin token is too short, or holds spaces.", help);
  }
  if (keepDays !== undefined && !(Number.isInteger(keepDays) && keepDays >= 1)) {
    const help = "Name a whole number of days, 1 or more; leave it out to keep everything.";
    throw new ServiceError("bad-option", `What has ended cannot be kept for ${keepDays} days.`, help);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ServiceError("bad-option", `${port} is no port.`, "A port is a whole number from 0 to 65535.");
  }
}

/** A run that nobody has touched yet is no news: it waits for its moment, or for others. */
function isNews({ status, attempts }: Run): boolean {
  return status !== "waiting" || attempts > 0;
}

/** What somebody outside is told of what happened in the core. */
function eventsOf(news: News): readonly ServiceEvent[] {
  switch (news.kind) {
    case "rules":
      return [{ kind: "rule-set", hash: news.rules.hash }];
    case "committed":
      return news.committed.runs.filter(isNews).map((run) => ({ kind: "run", run }));
    case "idle":
      return [{ kind: "idle" }];
    case "failed":
    case "alert":
      return [];
  }
}

/** Tokens go with the ledger, so that a backup of it has them. */
function tokenFile({ mark, setMark }: Coordinator): TokenFile {
  return { read: () => mark("tokens"), write: (text) => setMark("tokens", text) };
}

/** The ledger takes nothing more: whoever waits for it waits in vain. */
function ledgerFailed(cause: Error): ServiceError {
  const help = cause instanceof LedgerError ? cause.help : "Start the service again.";
  return new ServiceError("ledger-failed", cause.message, help, { cause });
}

/** An error that nobody has caught: what it has left half done is not known. */
function uncaught(cause: unknown): ServiceError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new ServiceError(
    "broke",
    `The service met an error that nobody has caught, and does not go on: ${said}.`,
    "Start it again: what was acknowledged is kept. This is a bug in it; the log has the place.",
    { cause },
  );
}

/** How long alerts have to go out when the service ends, in milliseconds. */
const lastAlerts = 2000;

function openAlertPost(log: Logger): AlertPost | undefined {
  const read = alertSettings(process.env);
  if (!read.ok) throw new ServiceError("bad-option", read.detail, read.help);
  const { settings } = read;
  return settings && createAlertPost({ ...settings, log, now: Date.now, random: Math.random });
}

/** How long the core may take to say how it is, in milliseconds. */
const patience = 5000;

/** What the core lacks to do its work; one that does not even say so lacks everything. */
async function lacking({ lacks }: Pick<LifeDoor, "lacks">): Promise<readonly string[]> {
  const over = new AbortController();
  const silent = sleep(patience, ["the ledger does not answer"], { signal: over.signal });
  try {
    return await Promise.race([lacks(), silent.catch(() => [])]);
  } catch (error) {
    if (error instanceof LedgerError) return ["the ledger is closed"];
    throw error;
  } finally {
    over.abort();
  }
}

/**
 * Starts a service: the core, which has the ledger, and HTTP, in this order.
 *
 * @throws ServiceError where something that the caller can mend is in the way; then nothing is left running
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  checkOptions(options);
  linkKeyOf(process.env);
  const { data, build, token, host = "127.0.0.1", stopLimit = 10_000, onEvent } = options;
  const { log, write } = openLog(options.logger);
  const broken = Promise.withResolvers<ServiceError>();
  await using undo = new AsyncDisposableStack();

  let dead = false;
  /** When what still runs has had its time; requests and calls share it. */
  let patienceEnds = Number.POSITIVE_INFINITY;
  const leftOfLimit = () => Math.max(0, Math.min(stopLimit, patienceEnds - performance.now()));
  const live = createLive({
    // It is called once there is a core, and whoever is told of events hears all of them.
    listen: (on) => core.life.listen(on || onEvent !== undefined),
    lastChange: () => core.coordinator.lastChange(),
  });
  const post = openAlertPost(log);
  undo.defer(() => post?.close(lastAlerts));
  const giveUp = (error: ServiceError): void => {
    live.stop();
    log.fatal({ err: error.cause ?? error }, "the service cannot go on");
    const text = "the service cannot go on";
    post?.send({ alert: "broken", at: isoOf(Date.now()), text, about: { reason: error.message } });
    broken.resolve(error);
  };
  let findHook: FindHook = () => undefined;
  const openHooks = ({ hooks }: CurrentRules): void => {
    findHook = hooksOf({ ...hooks, ...options.hooks }, process.env, Date.now, log);
  };
  const hear = (news: News): void => {
    if (news.kind === "rules") openHooks(news.rules);
    if (news.kind === "committed") live.committed(news.committed);
    if (news.kind === "alert") post?.send(news.alert);
    if (news.kind === "failed") giveUp(ledgerFailed(received(news.error)));
    if (onEvent === undefined) return;
    for (const event of eventsOf(news)) {
      try {
        onEvent(event);
      } catch (error) {
        log.error({ err: error }, "who was told of an event failed");
      }
    }
  };
  const core = await startCore({
    data,
    build,
    token,
    durability: options.durability,
    keepDays: options.keepDays,
    logLevel: log.level,
    executors: options.executors ?? {},
    write,
    hear,
    died: (error) => {
      dead = true;
      giveUp(new ServiceError("core-died", error.message, "Start the service again.", { cause: error }));
    },
  });
  openHooks(core.current());
  undo.defer(() => core.end());
  undo.defer(async () => {
    if (!dead) await core.life.stop(leftOfLimit());
  });
  if (onEvent !== undefined) await core.life.listen(true);

  let stopped = false;
  const metrics = createHttpMetrics();
  const tracer = await openTracer(process.env, (message) => log.warn({ message }, noTraces));
  undo.defer(() => tracer?.close());
  const tokens = await openTokens(tokenFile(core.coordinator), Date.now, (error) =>
    log.error({ err: error }, "the use of a token could not be written down"),
  );
  const app = createHttp({
    token,
    log,
    limits: options.limits,
    tokens,
    findHook: (name) => findHook(name),
    // The core has made one by now where none was set.
    linkKey: await openLinkKey(core.coordinator, process.env),
    publicUrl: URL.parse(process.env.ONSTAGE_PUBLIC_URL?.trim() ?? "") ?? undefined,
    now: Date.now,
    metrics,
    coreMetrics: core.life.metrics,
    tracer,
    data,
    live,
    stream: options.stream ?? {},
    coordinator: countingEvents(core.coordinator, metrics),
    ruleSets: { ...core.ruleSets, current: core.current },
    reload: options.reload,
    lacks: async () => [...(stopped ? ["the service stops"] : []), ...(await lacking(core.life))],
  });
  undo.defer(() => stopListening(app, leftOfLimit()));
  const address = await listen(app, host, options.port);
  log.info({ url: address.url, ruleSet: core.current().hash }, "the service listens");
  await core.life.begin();

  const open = undo.move();
  let ending: Promise<void> | undefined;
  return {
    ...address,
    coordinator: core.coordinator,
    broken: broken.promise,
    giveUp: (error) => giveUp(uncaught(error)),
    stop: () => {
      stopped = true;
      patienceEnds = Math.min(patienceEnds, performance.now() + stopLimit);
      live.stop();
      ending ??= (dead ? Promise.resolve() : core.life.hold())
        .then(() => open.disposeAsync())
        .then(() => log.info("the service has stopped"));
      return ending;
    },
  };
}
