import { randomUUID } from "node:crypto";
import { createCoordinator } from "../coordinator/create.ts";
import type { Coordinator } from "../coordinator.ts";
import type { ExecutorsOptions } from "../dispatch/executors.ts";
import { createRedact } from "../dispatch/redact.ts";
import { startDispatch } from "../dispatch/start.ts";
import type { Run } from "../engine/state.ts";
import { shortestToken } from "./auth.ts";
import { openDataFolder, openLedger, startFailure } from "./data-folder.ts";
import { ServiceError } from "./error.ts";
import { createHttp } from "./http.ts";
import { listen, stopListening } from "./listen.ts";
import { createLog, type LogOptions } from "./log.ts";
import type { Reload } from "./routes/parts.ts";
import { openRuleSets } from "./rule-sets.ts";

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
  /** Milliseconds that running calls have to end when the service stops; 10,000 if left out. */
  readonly stopLimit?: number | undefined;
  readonly onEvent?: ((event: ServiceEvent) => void) | undefined;
}

/** A running service. */
export interface Service {
  readonly url: string;
  readonly port: number;
  readonly coordinator: Coordinator;
  /** Ends listening, lets running calls end, and closes the ledger. What has not ended by the limit ends as lost. */
  readonly stop: () => Promise<void>;
}

function checkOptions({ token, port }: ServiceOptions): void {
  if (token.length < shortestToken || /\s/.test(token)) {
    const help = `Set ONSTAGE_TOKEN to at least ${shortestToken} random characters without spaces.`;
    throw new ServiceError("bad-option", "The admin token is too short, or holds spaces.", help);
  }
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new ServiceError("bad-option", `${port} is no port.`, "A port is a whole number from 0 to 65535.");
  }
}

/**
 * Starts a service: the ledger, the rule sets, what a crash left, the worker threads, and HTTP, in this order.
 *
 * @throws ServiceError where something that the caller can mend is in the way; then nothing is left running
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  checkOptions(options);
  const { data, host = "127.0.0.1", stopLimit = 10_000, onEvent } = options;
  const log = createLog(options.logger);
  const redact = createRedact({ ...process.env, ONSTAGE_TOKEN: options.token });
  await using undo = new AsyncDisposableStack();

  await openDataFolder(data);
  const ledger = openLedger(data);
  undo.defer(() => ledger.close());

  const ruleSets = await openRuleSets(data, Date.now, log);
  if (options.build !== undefined) {
    const installed = await ruleSets.install(options.build);
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

  const wakers = new Set<() => void>();
  const coordinator = createCoordinator({
    ledger,
    ruleSets,
    world: { now: Date.now, id: randomUUID, random: Math.random },
    wake: () => {
      for (const wake of wakers) wake();
    },
  });
  const recovered = await coordinator.recover().catch((error: unknown) => {
    throw startFailure(error);
  });
  if (recovered.repeated + recovered.uncertain > 0) log.warn(recovered, "runs were cut off by a crash");

  const emit = (event: ServiceEvent) => {
    try {
      onEvent?.(event);
    } catch (error) {
      log.error({ err: error }, "who was told of an event failed");
    }
  };
  const telling = new Set<Promise<void>>();
  const tell = async (id: string): Promise<void> => {
    const run = await coordinator.run(id);
    if (run) emit({ kind: "run", run });
  };
  undo.defer(async () => {
    await Promise.allSettled(telling);
  });
  let stopped = false;
  const dispatch = await startDispatch({
    coordinator,
    executors: options.executors ?? {},
    moduleOf: ruleSets.callsOf,
    now: Date.now,
    log,
    redact,
    changed: (run) => {
      if (!onEvent) return;
      const told = tell(run).catch((error: unknown) => log.error({ run, err: error }, "an event was lost"));
      telling.add(told);
      void told.finally(() => telling.delete(told));
    },
    idle: () => emit({ kind: "idle" }),
  });
  wakers.add(dispatch.wake);
  undo.defer(() => dispatch.stop(stopLimit));

  const app = createHttp({
    token: options.token,
    log,
    coordinator,
    ruleSets,
    reload: options.reload,
    lacks: () => [
      ...(stopped ? ["the service stops"] : []),
      ...(dispatch.ready() ? [] : ["no worker thread is up"]),
      ...(ruleSets.hasCurrent() ? [] : ["there is no rule set"]),
    ],
    runChanged: (run) => emit({ kind: "run", run }),
    ruleSetChanged: (hash) => {
      // Its calendar may come round, or plan what waits, earlier than the clock knows.
      dispatch.wake();
      emit({ kind: "rule-set", hash });
    },
  });
  undo.defer(() => stopListening(app, stopLimit));
  const address = await listen(app, host, options.port);
  log.info({ url: address.url, ruleSet: ruleSets.current().hash }, "the service listens");
  dispatch.wake();

  const open = undo.move();
  let ending: Promise<void> | undefined;
  return {
    ...address,
    coordinator,
    stop: () => {
      stopped = true;
      dispatch.hold();
      ending ??= open.disposeAsync().then(() => log.info("the service has stopped"));
      return ending;
    },
  };
}
