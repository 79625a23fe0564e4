import type { JsonObject } from "../rules/values.ts";
import type { Duration } from "../time/duration.ts";
import type { DateTime } from "./types.ts";

/** An event of the item that ends a wait, and the result that the run has by it. */
export interface AwaitedEvent<T> {
  /** The name of the event: `emailReceived`. */
  readonly event: string;
  /**
   * What it has to bring, name by name: a value, a list of which one is enough, or null for nothing at all. Where the
   * event brings a list, one of its values is enough.
   */
  readonly where?: JsonObject;
  /** It does not count where it brings any of these. */
  readonly unless?: JsonObject;
  readonly result: T;
  /** Parts of the result that come from the event: the name in the result, and the name in what the event brings. */
  readonly take?: Readonly<Record<string, string>>;
}

/** What a run waits for once its action has ended. */
export interface EventWait<T> {
  /** In words, behind “waits for”: `Max's approval`. */
  readonly what: string;
  /** The first one that comes counts. */
  readonly events: readonly AwaitedEvent<T>[];
  /** How long it waits, counted from the beginning of the attempt, in working or elapsed time. */
  readonly within?: Duration | string;
  /** The moment until which it waits, where `within` is left out; for ever where both are. */
  readonly until?: DateTime;
  /**
   * Id of a record of the item's timeline, from `context.crm.reserveActivity`, that is open as long as the run waits: it is
   * completed when the wait is over, however it ends.
   */
  readonly record?: number;
  /** The result where nothing has come until then. An event at that very moment still counts. */
  readonly timedOut: T;
}
