import type { ExecutorsOptions } from "../dispatch/executors.ts";
import type { Committed } from "../ledger/port.ts";
import type { Durability } from "../ledger/sqlite.ts";
import type { Hooks } from "../rules/hooks.ts";
import type { CrmSchema } from "../rules/schema.ts";
import type { Traceparent } from "../tracing/traceparent.ts";
import type { Alert } from "../watching/alerts.ts";
import type { SentError } from "./errors.ts";

/** What the core thread is started with. */
export interface CoreSettings {
  readonly data: string;
  /** The folder of a build to start with; left out, the rule set that the data folder has goes on. */
  readonly build?: string | undefined;
  /** Never to be shown in a log. */
  readonly token: string;
  readonly logLevel: string;
  readonly durability?: Durability | undefined;
  /** How many days what has ended is kept; for ever if left out. */
  readonly keepDays?: number | undefined;
  readonly executors: Partial<Pick<ExecutorsOptions, "count" | "inFlight" | "limit" | "grace">>;
}

/** What of the current rule set is data, so that it can be looked at from any thread. */
export interface CurrentRules {
  readonly hash: string;
  readonly schema: CrmSchema;
  /** The zone that sentences show their times in. */
  readonly timezone: string;
  /** Addresses that other systems call. */
  readonly hooks: Hooks;
}

/** A call of a method, by its number. */
export interface Call {
  readonly id: number;
  readonly door: string;
  readonly method: string;
  readonly args: readonly unknown[];
  /** The trace that it belongs to. */
  readonly trace?: Traceparent | undefined;
}

/** What a call came to. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: SentError };

/** What happened in the core, for those who asked to be told. */
export type News =
  /** Another rule set is the current one. */
  | { readonly kind: "rules"; readonly rules: CurrentRules }
  | { readonly kind: "committed"; readonly committed: Committed }
  /** The ledger takes nothing more, until it is opened anew. */
  | { readonly kind: "failed"; readonly error: SentError }
  /** A person has to know of something. */
  | { readonly kind: "alert"; readonly alert: Alert }
  /** Nothing runs, and nothing is due. */
  | { readonly kind: "idle" };

/** From the main thread to the core: the calls of one turn of the event loop. */
export type ToCore = readonly Call[];

/** What the core sends after a piece of work: to be taken in this order, so that no answer is newer than the news. */
export interface Parcel {
  /** Lines of the log, each with its end. */
  readonly lines: string;
  readonly news: readonly News[];
  readonly replies: readonly Reply[];
}

/** From the core to the main thread. */
export type FromCore =
  | {
      readonly kind: "ready";
      /** The methods behind each door. */
      readonly doors: Readonly<Record<string, readonly string[]>>;
      readonly rules: CurrentRules;
    }
  | { readonly kind: "failed"; readonly error: SentError }
  | { readonly kind: "parcel"; readonly parcel: Parcel };
