import type { StoredItem } from "../rules/item.ts";
import type { Source } from "../rules/ruleset.ts";
import type { Json, JsonObject } from "../rules/values.ts";

/** One of the six states of a run. It moves from `waiting` to `running` to one of the others, or is cancelled. */
export type RunStatus = "waiting" | "running" | "done" | "failed" | "skipped" | "cancelled";

/** An item by its entity and id; written `deals/42`. */
export interface ItemRef {
  readonly entity: string;
  readonly id: number;
}

/** A rule in a visit. Times are ISO 8601 in UTC with milliseconds, so that their text order is their order. */
export interface Run {
  /** Unique in the ledger and safe in a URL: `deals-42-1-link`. */
  readonly id: string;
  readonly item: ItemRef;
  readonly visit: number;
  /** Title of the stage of the visit. */
  readonly stage: string;
  readonly ruleSet: string;
  readonly ruleId: string;
  readonly rule: string;
  readonly action: string;
  readonly source: Source;
  /** Place of the rule in its visit, counted from 0. */
  readonly order: number;
  readonly status: RunStatus;
  /** When it was to start, and is kept when it has ended; null where it only ever waited for other rules. */
  readonly due: string | null;
  readonly started: string | null;
  readonly ended: string | null;
  readonly args: JsonObject | null;
  readonly result: Json;
  /** A sentence that says why, whenever it is not `done`; what a waiting run waits for. */
  readonly reason: string | null;
  readonly attempts: number;
  /** The idempotency key of all its attempts. */
  readonly key: string;
  /** True where it failed and nobody knows whether the effect happened: a person has to say. */
  readonly uncertain: boolean;
}

/** An item's stay in a stage. */
export interface Visit {
  readonly item: ItemRef;
  /** Counted from 1 for each item, over all stages. */
  readonly visit: number;
  /** Id of the stage. */
  readonly stageId: string;
  /** Title of the stage, as it was on entering. */
  readonly stage: string;
  readonly entered: string;
  readonly left: string | null;
  /** The rule set that the visit began with and keeps. */
  readonly ruleSet: string;
}

/** A change of an item, as the history remembers it. */
export interface Change {
  readonly at: string;
  readonly item: ItemRef;
  readonly kind: "created" | "moved" | "updated";
  /** Who: `event`, `api`, or the id of the run that did it. */
  readonly by: string;
  /** Titles, for `moved`; `to` also for `created`. */
  readonly from?: string;
  readonly to?: string;
  /** Field by field, the old and the new value. */
  readonly fields?: Readonly<Record<string, { readonly old: Json; readonly new: Json }>>;
}

/** All that the engine may look at when something happens to one item. */
export interface ItemState {
  readonly item: StoredItem | null;
  /** The open visit; null where the item is in no stage. */
  readonly visit: Visit | null;
  /** How many visits there have been, the open one included. */
  readonly visits: number;
  /** The runs of the open visit, and any run of a former visit that is still running or is spoken of. */
  readonly runs: readonly Run[];
  /** Changes made by rules in the last hour, oldest first: the budget that ends circles. */
  readonly changesByRules: readonly Change[];
}

/** What a person can do to a run. */
export type Decision = "retry" | "run-now" | "stop" | "sent" | "send-again";

/** A person's decision about a run, as it is remembered. */
export interface Act {
  readonly at: string;
  readonly run: string;
  readonly what: Decision;
  /** Who. */
  readonly by: string;
}
