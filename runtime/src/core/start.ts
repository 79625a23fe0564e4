import { Worker } from "node:worker_threads";
import type { Coordinator } from "../coordinator.ts";
import { LedgerError } from "../ledger/error.ts";
import { received } from "./errors.ts";
import type { CoreSettings, CurrentRules, FromCore, News, Parcel } from "./messages.ts";
import type { LifeDoor } from "./open.ts";
import { createRemote } from "./remote.ts";
import type { RuleSetDoor } from "./rule-set-door.ts";

export interface CoreOptions extends CoreSettings {
  /** Takes lines of the log, each with its end. */
  readonly write: (lines: string) => void;
  readonly hear: (news: News) => void;
  /** Called when the thread has ended without having been asked to: nothing can be done any more. */
  readonly died: (error: Error) => void;
}

/** The core, seen from the main thread. */
export interface RunningCore {
  readonly coordinator: Coordinator;
  readonly ruleSets: RuleSetDoor;
  readonly life: LifeDoor;
  /** The current rule set as it was last told: never older than an answer that has come. */
  readonly current: () => CurrentRules;
  /** Ends the thread. */
  readonly end: () => Promise<void>;
}

function threadFile(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./thread.${extension}`, import.meta.url);
}

function gone(cause: Error): LedgerError {
  return new LedgerError(
    "closed",
    `The thread that keeps the ledger has ended: ${cause.message}.`,
    "Start the service again; what was acknowledged is kept.",
    { cause },
  );
}

/**
 * Starts the core thread.
 *
 * @throws ServiceError and LedgerError as the core does while it opens; then no thread is left
 */
export async function startCore(options: CoreOptions): Promise<RunningCore> {
  const { write, hear, died, ...settings } = options;
  const worker = new Worker(threadFile(), {
    name: "core",
    workerData: settings,
    // Most of what a transaction makes is gone when it is over: with room enough, it is never copied.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  const remote = createRemote((calls) => worker.postMessage(calls));
  const ready = Promise.withResolvers<Extract<FromCore, { kind: "ready" }>>();
  const exited = Promise.withResolvers<void>();
  let failure: Error | undefined;
  let rules: CurrentRules | undefined;
  let ending = false;

  function open({ lines, news, replies }: Parcel): void {
    if (lines !== "") write(lines);
    for (const one of news) {
      if (one.kind === "rules") rules = one.rules;
      hear(one);
    }
    remote.take(replies);
  }

  worker.on("message", (message: FromCore) => {
    switch (message.kind) {
      case "ready":
        ready.resolve(message);
        return;
      case "failed":
        ready.reject(received(message.error));
        return;
      case "parcel":
        open(message.parcel);
        return;
    }
  });
  worker.on("error", (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
  });
  worker.on("exit", (code) => {
    exited.resolve();
    const error = gone(failure ?? new Error(`it ended with code ${code}`));
    remote.fail(error);
    ready.reject(error);
    if (!ending && rules !== undefined) died(error);
  });
  const end = async (): Promise<void> => {
    ending = true;
    await worker.terminate();
    await exited.promise;
  };

  try {
    const opened = await ready.promise;
    const first = opened.rules;
    rules = first;
    const door = (name: string) => remote.door(name, opened.doors[name] ?? []);
    return {
      // The core has told the names of the methods of just these objects.
      coordinator: door("coordinator") as unknown as Coordinator,
      ruleSets: door("ruleSets") as unknown as RuleSetDoor,
      life: door("life") as unknown as LifeDoor,
      current: () => rules ?? first,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
