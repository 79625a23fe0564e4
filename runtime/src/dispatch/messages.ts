import type { Claims } from "./claims.ts";
import type { Question, Reply } from "./desk-messages.ts";
import type { ActionCall, ActionOutcome } from "./port.ts";
import type { ReachSettings } from "./worker-reach.ts";

/** Asks a thread to end: what Bree sends. */
export const cancel = "cancel";
/** A thread's answer that it has ended its work: what Bree waits for. */
export const cancelled = "cancelled";

/** What an executor thread is started with. */
export interface ExecutorSettings {
  /** Milliseconds that a call has after its signal to end by itself. */
  readonly grace: number;
  /** Milliseconds that an action may take. */
  readonly limit: number;
  /** Who has which call. */
  readonly claims: Claims;
  /** The folder where files of actions are kept; left out where there is none. */
  readonly files?: string;
}

/** A call for an executor. */
export interface Order {
  readonly id: number;
  /** Where in the claims it is offered. */
  readonly place: number;
  readonly call: ActionCall;
  /** Path of the `calls.js` of the call's rule set. */
  readonly module: string;
}

/** How a call has ended in an executor. */
export interface OrderEnd {
  readonly id: number;
  readonly outcome: ActionOutcome;
  /** Milliseconds that the action took. */
  readonly ms: number;
  /** Where the error came from, with the lines of the rules; for the log only. */
  readonly stack?: string;
  /** True where the action still runs, though its time is over: the thread has to be replaced. */
  readonly abandoned: boolean;
}

/**
 * From the core thread to an executor. Calls and their ends go many at a time, as one JSON text: copying a text costs a
 * fraction of what copying its objects does.
 */
export type ToExecutor =
  | typeof cancel
  /** @param orders JSON of a list of `Order` */
  | { readonly kind: "calls"; readonly orders: string }
  /** What the calls that follow may reach. */
  | { readonly kind: "reach"; readonly reach: ReachSettings }
  /** What it has asked of the CRM. */
  | { readonly kind: "answer"; readonly reply: Reply }
  /** Is it there, and how much memory does it hold? */
  | { readonly kind: "ping" };

/** From an executor to the core thread. */
export type FromExecutor =
  | typeof cancelled
  /** It listens. */
  | { readonly kind: "ready" }
  /** It is there. */
  | {
      readonly kind: "pong";
      /** Bytes that its heap and its buffers hold. */
      readonly memory: number;
    }
  /** @param ends JSON of a list of `OrderEnd` */
  | { readonly kind: "ended"; readonly ends: string }
  /** An action asks the CRM something. */
  | { readonly kind: "ask"; readonly question: Question }
  /** An error outside every call, such as a promise that an action did not wait for: the thread has to be replaced. */
  | { readonly kind: "stray"; readonly stack: string };

/** From the core thread to the clock. */
export type ToClock =
  | typeof cancel
  /** The moment to wake it at, in milliseconds since 1970, or none. */
  | { readonly kind: "set"; readonly moment: number | null }
  /** Is it there? It says that it is ready. */
  | { readonly kind: "ping" };

/** From the clock to the core thread. */
export type FromClock =
  | typeof cancelled
  | { readonly kind: "ready" }
  | { readonly kind: "due" }
  /** The clock of the machine was set, or the machine slept: by so many milliseconds, below 0 if back. */
  | { readonly kind: "jumped"; readonly ms: number };
