import type { ActionActor, ActionItem, ActionRun, Client, ItemChange } from "../actions/index.ts";
import type { CrmDesk } from "../crm/desk.ts";
import type { ExpectedEvent } from "../engine/state.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import type { Duration } from "../time/duration.ts";
import type { RunTrace } from "../tracing/traceparent.ts";

/** One attempt of one run, as plain data that can cross to another thread. */
export interface ActionCall {
  readonly ruleSet: string;
  readonly ruleId: string;
  readonly action: string;
  readonly args: JsonObject;
  /** Number of the item's visit, for logs. */
  readonly visit: number;
  /** Whether a second attempt does no harm where nobody knows how the first one ended. */
  readonly repeatable: boolean;
  readonly item: ActionItem;
  readonly clients: readonly Client[];
  readonly run: ActionRun;
  /** In whose name it acts; the service itself where it is left out. */
  readonly actor?: ActionActor;
  readonly now: string;
  /** The trace that it goes back to. */
  readonly trace?: RunTrace;
}

/** What a run waits for behind an attempt that went well: an `EventWait` as plain data. */
export interface WaitRequest {
  /** In words, behind “waits for”. */
  readonly what: string;
  readonly events: readonly ExpectedEvent[];
  /** A length of time, as rules store it. */
  readonly within?: string | Duration;
  /** A moment, ISO 8601. */
  readonly until?: string;
  /** Id of the record of the item's timeline that is completed when the wait is over. */
  readonly record?: number;
  /** When the attempt began, from which `within` counts. */
  readonly since: string;
}

/** How an attempt ended. */
export type ActionOutcome =
  | {
      readonly kind: "done";
      /** With `wait`, the result where nothing comes in time. */
      readonly result: Json;
      readonly changes: readonly ItemChange[];
      /** What the run waits for before it is done; nothing if left out. */
      readonly wait?: WaitRequest;
    }
  | {
      readonly kind: "failed";
      readonly how: "transient" | "permanent" | "uncertain";
      /** A sentence for people. */
      readonly reason: string;
      /** Milliseconds, where the other side named the earliest next attempt. */
      readonly retryAfter?: number;
      /**
       * True where the attempt may have had its effect: it is repeated exactly as it was, same key and same args,
       * without looking at the condition again.
       */
      readonly begun?: boolean;
    };

/** Carries out calls: worker threads in the service, mock actions in tests and in `simulate`. */
export interface Performer {
  /** @param desk what the action can ask of the CRM, where the performer has no way to it of its own */
  readonly perform: (call: ActionCall, desk?: CrmDesk) => Promise<ActionOutcome>;
}
