import type { Activity, ActivityFilter } from "../actions/activities.ts";
import type { RunFilter } from "../coordinator.ts";
import type {
  Act,
  Change,
  Deed,
  HeldRule,
  ItemRef,
  ItemState,
  Occasion,
  Run,
  Visit,
} from "../engine/state.ts";
import type { FindFormer, FindHeld, RecordedChange, RecordWrite } from "../engine/step.ts";
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
  /** `item` is null where there is no such item yet, or not any more. */
  readonly state: ItemState;
  /** True where there was such an item, and it was deleted: its id is not given away again. */
  readonly deleted: boolean;
  /** True where the event of this transaction was taken before: nothing must be written. */
  readonly duplicate: boolean;
  /** Finds linked items. */
  readonly find: FindItem;
  readonly former: FindFormer;
  readonly held: FindHeld;
  /** What there is of another item, for one that is changed in the same transaction; the same object each time. */
  readonly other: (ref: ItemRef) => Slice;
  /** Waiting runs of other items whose plans were worked out from this one. */
  readonly watchers: readonly string[];
}

/** What a transaction writes: all of it or nothing. */
export interface Write {
  /** The item, where it is new or has changed. */
  readonly item: StoredItem | null;
  /** The item that is deleted, and when; what was known of its fields is gone. */
  readonly deleted: { readonly item: ItemRef; readonly at: string } | null;
  /** Visits opened or closed, in order. */
  readonly visits: readonly Visit[];
  readonly occasions: readonly Occasion[];
  /** Runs made or changed. */
  readonly runs: readonly Run[];
  /** Those of them that watch other items than before. */
  readonly watching: readonly Run[];
  /** Waiting runs of other items that have to be planned anew: they become due at this moment. */
  readonly replan: { readonly runs: readonly string[]; readonly at: string } | null;
  readonly changes: readonly RecordedChange[];
  readonly acts: readonly Act[];
}

/** What the work of a transaction came to. Nothing is written without a `write`, the event's id neither. */
export interface Result<T> {
  readonly write: Write | null;
  /** What is written behind it, of other items that the slice has shown, and on timelines. */
  readonly beside?: { readonly writes: readonly Write[]; readonly records: readonly RecordWrite[] };
  readonly answer: T;
}

/** A number that is given away once: the id of an item or of a record on a timeline, or the next one of a counter. */
export interface Draw {
  readonly of:
    | { readonly kind: "item"; readonly entity: string }
    | { readonly kind: "activity" }
    | { readonly kind: "counter"; readonly name: string };
  /** Who draws: the same key gets the same number again. */
  readonly key: string;
  readonly at: string;
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

/** When a calendar block comes round next, and how far its present round has come. */
export interface CalendarEntry {
  /** Id of the block. */
  readonly block: string;
  /** What its moments follow from: where it is another, they are worked out anew. */
  readonly shape: string;
  readonly entity: string;
  /** The moment of the next round, or of the present one; null where there is none. */
  readonly due: string | null;
  /** When the present round began; null between two. */
  readonly began: string | null;
  /** The last item that the present round has dealt with. */
  readonly cursor: number;
}

/** The next items of a round of a calendar block. */
export interface Page {
  readonly entry: CalendarEntry;
  /** Items of the entity in the order of their ids, from behind the cursor on; fewer than asked for at the end. */
  readonly items: readonly StoredItem[];
  /** Finds linked items. */
  readonly find: FindItem;
  /** All that the engine may look at for one of them. */
  readonly open: (item: StoredItem) => Slice;
}

/** One transaction on a page of items: what happens to them, and how far the round has come by it. */
export interface PageTransaction<T> {
  readonly block: string;
  readonly limit: number;
  /** The moment in milliseconds: changes by rules count from an hour before it. */
  readonly now: number;
  /** Pure, as that of a `Transaction`. */
  readonly work: (page: Page) => {
    readonly writes: readonly Write[];
    readonly entry: CalendarEntry;
    readonly answer: T;
  };
}

/** Which rules are disabled and enabled, and who did what. */
export interface RuleChange {
  readonly disable?: readonly HeldRule[];
  /** Keys of rules. */
  readonly enable?: readonly string[];
  readonly deeds: readonly Deed[];
  /** A value that is written down under a name together with it: see `setMark`. */
  readonly mark?: { readonly name: string; readonly value: string };
}

/** A waiting run, as far as it is counted. */
export interface WaitingRun extends Pick<Run, "id" | "ruleKey" | "ruleSet"> {
  /** Whether its reason is that its rule is disabled. */
  readonly held: boolean;
}

/** How many runs of a rule in a rule set wait, or run. */
export interface RunCount extends Pick<Run, "ruleKey" | "ruleSet"> {
  readonly status: "waiting" | "running";
  readonly count: number;
}

/** How many open visits a rule set has. */
export interface VisitCount extends Pick<Visit, "ruleSet"> {
  readonly count: number;
}

/** One transaction on several items. */
export interface ManyTransaction<T> {
  readonly refs: readonly ItemRef[];
  /** The moment in milliseconds: changes by rules count from an hour before it. */
  readonly now: number;
  /** Pure, as that of a `Transaction`. `slices` has those of the items in their order. */
  readonly work: (slices: readonly Slice[]) => {
    readonly writes: readonly Write[];
    readonly deeds?: readonly Deed[];
    readonly answer: T;
  };
}

/** A change of an item, with its place in the history of the ledger. */
export interface NumberedChange {
  /** Counted up over all items; later changes have higher ones. */
  readonly seq: number;
  readonly change: Change;
  /** Whether it counts towards the budget of changes by rules, or is a note about it. */
  readonly counts: boolean;
}

/** How much there is to do at a moment. */
export interface Backlog {
  /** Waiting runs whose moment has come, counted up to `mostCounted`. */
  readonly due: number;
  /** The earliest of these moments; null where nothing is due. */
  readonly oldest: string | null;
  readonly running: number;
}

/** An action that waiting runs are for, and the earliest of their moments. */
export interface DueAction {
  readonly action: string;
  readonly due: string;
}

/** A waiting run whose moment has come. */
export interface DueRun {
  readonly run: string;
  readonly due: string;
  /** Its place in the order of making, over all runs. */
  readonly place: number;
}

/** Where counting what is due ends: nobody needs to know more exactly, and counting costs. */
export const mostCounted = 10_000;

/** What one commit has made true, for those who watch: metrics, alerts and live changes. */
export interface Committed {
  /** Milliseconds from the first work of the commit until it was on disk. */
  readonly ms: number;
  /** How many transactions shared it. */
  readonly transactions: number;
  /** Runs that are new or have changed, as they are now, in order. */
  readonly runs: readonly Run[];
  /** Changes of items, in order. */
  readonly changes: readonly NumberedChange[];
}

/** What may be deleted, since it is old. Items stay, and so does what has not ended, or waits for a person. */
export interface Pruning {
  /** Visits, occasions and runs that ended before this moment, and changes from before it. */
  readonly before: string;
  /** Ids of events that were taken before this moment: the same id is a new event from then on. */
  readonly idsBefore: string;
  /** Keys of rules of which it has to be known for ever that they were done. */
  readonly keep: readonly string[];
  /** How many rows are looked at in this step. */
  readonly limit: number;
  /** What the step before has answered; null for the first one. */
  readonly from: string | null;
}

/** What a step of pruning came to. */
export interface Pruned {
  readonly deleted: number;
  /** Where the next step begins; null where everything has been looked at. */
  readonly next: string | null;
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
  /** Does the same for a page of items of a calendar block; null where there is no such block. */
  readonly changePage: <T>(transaction: PageTransaction<T>) => Promise<T | null>;
  /** Looks at all calendar blocks, and puts others in their place in the same transaction, or leaves them for null. */
  readonly changeCalendars: (
    work: (entries: readonly CalendarEntry[]) => readonly CalendarEntry[] | null,
  ) => Promise<void>;
  /** Looks at several items, and writes what follows for all of them or for none. */
  readonly changeMany: <T>(transaction: ManyTransaction<T>) => Promise<T>;
  /** Disables rules and enables them, decided from those that are disabled. */
  readonly changeRules: <T>(
    work: (held: readonly HeldRule[]) => RuleChange & { readonly answer: T },
  ) => Promise<T>;
  /** Gives a number away. */
  readonly draw: (draw: Draw) => Promise<number>;
  /** Writes a value down under a name, in place of the one before. */
  readonly setMark: (name: string, value: string) => Promise<void>;

  /** Waiting runs of an action whose moment has come, the earliest first, in order of their making among equals. */
  readonly dueOf: (action: string, now: string, limit: number) => Promise<readonly DueRun[]>;
  /** The actions that waiting runs with a moment are for, by their names. */
  readonly dueActions: () => Promise<readonly DueAction[]>;
  /** Calendar blocks in the order of their moments, those without one last. */
  readonly calendars: () => Promise<readonly CalendarEntry[]>;
  /**
   * Ids of waiting runs whose moment is worked out by a schedule, in order of their making.
   *
   * @param after id of the last run of the page before
   */
  readonly planned: (limit: number, after?: string) => Promise<readonly string[]>;
  /** The value that was written down under a name. */
  readonly mark: (name: string) => Promise<string | null>;
  readonly backlog: (now: string) => Promise<Backlog>;
  /** Ids of all runs that are running. */
  readonly running: () => Promise<readonly string[]>;

  readonly item: (ref: ItemRef) => Promise<StoredItem | null>;
  /** Items of an entity in the order of their ids, from behind an id on. */
  readonly items: (entity: string, after: number, limit: number) => Promise<readonly StoredItem[]>;
  /** All visits of an item, oldest first. */
  readonly visits: (ref: ItemRef) => Promise<readonly Visit[]>;
  /** All runs of an item, in order of visit, occasion and place. */
  readonly runsOf: (ref: ItemRef) => Promise<readonly Run[]>;
  readonly run: (id: string) => Promise<Run | null>;
  /** Runs that fit, in order of their making. */
  readonly runs: (filter: RunFilter) => Promise<readonly Run[]>;
  /** Changes of an item, or of all, oldest first. */
  readonly history: (ref?: ItemRef) => Promise<readonly Change[]>;
  /** Changes of all items behind a place in the history, oldest first. */
  readonly changesAfter: (seq: number, limit: number) => Promise<readonly NumberedChange[]>;
  /** The place of the last change in the history; 0 where there is none. */
  readonly lastChange: () => Promise<number>;
  /** What people decided about a run, oldest first. */
  readonly acts: (run: string) => Promise<readonly Act[]>;
  /** Notes in the history of an item, on what did not happen and why: the latest, oldest first. */
  readonly notes: (ref: ItemRef, limit: number) => Promise<readonly Change[]>;
  /** Records on the timeline of an item, the latest first. */
  readonly activities: (ref: ItemRef, filter: ActivityFilter) => Promise<readonly Activity[]>;
  /** Rules that are disabled in the running service. */
  readonly held: () => Promise<readonly HeldRule[]>;
  /** What people did with rules and rule sets, the latest first. */
  readonly deeds: (limit: number) => Promise<readonly Deed[]>;
  /**
   * Waiting runs in order of their making, a page at a time.
   *
   * @param after id of the last run of the page before
   */
  readonly waiting: (limit: number, after?: string) => Promise<readonly WaitingRun[]>;
  /**
   * Open visits in order of their items, a page at a time.
   *
   * @param after item of the last visit of the page before
   */
  readonly openVisits: (limit: number, after?: ItemRef) => Promise<readonly Visit[]>;
  /** Counts runs that wait or run, in steps, so that nobody waits long for it. */
  readonly countRuns: () => Promise<readonly RunCount[]>;
  /** Counts open visits in the same way. */
  readonly countVisits: () => Promise<readonly VisitCount[]>;

  /**
   * Tells of each commit once it is on disk, before those who asked for it go on.
   *
   * @param told must not throw, and comes back at once
   * @returns how to stop it
   */
  readonly watch: (told: (committed: Committed) => void) => () => void;

  /** Deletes some of what is old: one step of many, so that nobody waits long for it. */
  readonly prune: (pruning: Pruning) => Promise<Pruned>;
  /**
   * Writes a copy of the ledger while it is in use: all that was acknowledged before it was asked for is in it.
   *
   * @param path of a file that is not there yet
   * @returns bytes of the copy
   */
  readonly backup: (path: string) => Promise<number>;

  /** Writes what was asked for, lets go of the store, and refuses everything after. */
  readonly close: () => Promise<void>;
}
