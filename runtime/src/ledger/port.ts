import type { RunFilter } from "../coordinator.ts";
import type { Act, Change, ItemRef, ItemState, Run, Visit } from "../engine/state.ts";
import type { RecordedChange } from "../engine/step.ts";
import type { FindItem, StoredItem } from "../rules/item.ts";

/** Which item a transaction is about. */
export type Target =
  | { readonly kind: "item"; readonly ref: ItemRef }
  /** A new item; without an id it gets the next one of its entity. */
  | { readonly kind: "new"; readonly entity: string; readonly id?: number }
  /** The item that a run belongs to. */
  | { readonly kind: "run"; readonly run: string };

/** What a transaction sees: one item with all that the engine may look at, as it is while the transaction lasts. */
export interface Slice {
  /** The item spoken of; null where the target is a run that does not exist. */
  readonly ref: ItemRef | null;
  /** `item` is null where there is no such item yet. */
  readonly state: ItemState;
  /** True where the event of this transaction was taken before: nothing must be written. */
  readonly duplicate: boolean;
  /** Finds linked items. */
  readonly find: FindItem;
}

/** What a transaction writes: all of it or nothing. */
export interface Write {
  /** The item, where it is new or has changed. */
  readonly item: StoredItem | null;
  /** Visits opened or closed, in order. */
  readonly visits: readonly Visit[];
  /** Runs made or changed. */
  readonly runs: readonly Run[];
  readonly changes: readonly RecordedChange[];
  readonly acts: readonly Act[];
}

/** What the work of a transaction came to. Nothing is written without a `write`, the event's id neither. */
export interface Result<T> {
  readonly write: Write | null;
  readonly answer: T;
}

/** An event's id, remembered together with what followed from it. */
export interface Inbox {
  readonly id: string;
  /** When it was taken. */
  readonly at: string;
}

/** One transaction on one item. */
export interface Transaction<T> {
  readonly target: Target;
  readonly event?: Inbox;
  /** The moment in milliseconds: changes by rules count from an hour before it. */
  readonly now: number;
  /**
   * What to do, decided from the slice alone. It is pure: an adapter that cannot read linked items while it runs may
   * run it again once they are read.
   */
  readonly work: (slice: Slice) => Result<T>;
}

/**
 * The durable record: nothing is true that is not in it. Every adapter passes the same contract test.
 *
 * All methods reject with a `LedgerError` where the store fails; what `work` throws rejects its own call and leaves no
 * trace in the ledger.
 */
export interface Ledger {
  /** Runs the work in a transaction. When the promise is fulfilled, what it wrote survives a crash. */
  readonly change: <T>(transaction: Transaction<T>) => Promise<T>;

  /** Ids of waiting runs whose moment has come, the earliest first, in order of their making among equals. */
  readonly due: (now: string, limit: number) => Promise<readonly string[]>;
  /** The earliest moment that a waiting run is due. */
  readonly nextDue: () => Promise<string | null>;
  /** Ids of all runs that are running. */
  readonly running: () => Promise<readonly string[]>;

  readonly item: (ref: ItemRef) => Promise<StoredItem | null>;
  /** Items of an entity in the order of their ids, from behind an id on. */
  readonly items: (entity: string, after: number, limit: number) => Promise<readonly StoredItem[]>;
  /** All visits of an item, oldest first. */
  readonly visits: (ref: ItemRef) => Promise<readonly Visit[]>;
  /** All runs of an item, in order of visit and place. */
  readonly runsOf: (ref: ItemRef) => Promise<readonly Run[]>;
  readonly run: (id: string) => Promise<Run | null>;
  /** Runs that fit, in order of their making. */
  readonly runs: (filter: RunFilter) => Promise<readonly Run[]>;
  /** Changes of an item, or of all, oldest first. */
  readonly history: (ref?: ItemRef) => Promise<readonly Change[]>;
  /** What people decided about a run, oldest first. */
  readonly acts: (run: string) => Promise<readonly Act[]>;
  /** Hashes of the rule sets that open visits and unfinished runs still need. */
  readonly ruleSetsInUse: () => Promise<readonly string[]>;

  /** Writes what was asked for, lets go of the store, and refuses everything after. */
  readonly close: () => Promise<void>;
}
