import type { ActionCall, ActionOutcome } from "./port.ts";

/** Asks a thread to end: what Bree sends. */
export const cancel = "cancel";
/** A thread's answer that it has ended its work: what Bree waits for. */
export const cancelled = "cancelled";

/** What an executor thread is started with. */
export interface ExecutorSettings {
  /** Milliseconds that a call has after its signal to end by itself. */
  readonly grace: number;
}

/** From the main thread to an executor. */
export type ToExecutor =
  | typeof cancel
  | {
      readonly kind: "call";
      readonly id: number;
      readonly call: ActionCall;
      /** Path of the `calls.js` of the call's rule set. */
      readonly module: string;
      /** Milliseconds that the action may take. */
      readonly limit: number;
    };

/** From an executor to the main thread. */
export type FromExecutor =
  | typeof cancelled
  /** It listens. */
  | { readonly kind: "ready" }
  /** The action is called now: from here on it may have had its effect. */
  | { readonly kind: "begun"; readonly id: number }
  | {
      readonly kind: "ended";
      readonly id: number;
      readonly outcome: ActionOutcome;
      /** Where the error came from, with the lines of the rules; for the log only. */
      readonly stack?: string;
      /** True where the action still runs, though its time is over: the thread has to be replaced. */
      readonly abandoned: boolean;
    }
  /** An error outside every call, such as a promise that an action did not wait for: the thread has to be replaced. */
  | { readonly kind: "stray"; readonly stack: string };

/** From the main thread to the clock: the moment to wake it at, in milliseconds since 1970, or none. */
export type ToClock = typeof cancel | { readonly kind: "set"; readonly moment: number | null };

/** From the clock to the main thread. */
export type FromClock = typeof cancelled | { readonly kind: "ready" } | { readonly kind: "due" };
