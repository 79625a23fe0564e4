import type { Seen } from "../rules/condition.ts";
import type { StoredItem } from "../rules/item.ts";
import type { Source } from "../rules/ruleset.ts";
import type { Json, JsonObject } from "../rules/values.ts";
import type { RunTrace } from "../tracing/traceparent.ts";
import type { Why } from "./why.ts";

/** One of the six states of a run. It moves from `waiting` to `running` to one of the others, or is cancelled. */
export type RunStatus = "waiting" | "running" | "done" | "failed" | "skipped" | "cancelled";

/** An item by its entity and id; written `deals/42`. */
export interface ItemRef {
  readonly entity: string;
  readonly id: number;
}

/**
 * What a waiting run waits for: other rules of its block, or that its own is enabled; a field that is empty; somebody's working hours; its planned
 * moment; its next attempt, or a moment that a person has set; an event that its action waits for.
 */
export type Wait = "rules" | "field" | "hours" | "moment" | "attempt" | "event";

/** An event that a run waits for, and what its result is by it: see `AwaitedEvent`. */
export interface ExpectedEvent {
  readonly type: string;
  readonly where: JsonObject;
  readonly unless: JsonObject;
  readonly result: Json;
  readonly take: Readonly<Record<string, string>>;
}

/** What a run waits for, or has waited for. */
export interface Expectation {
  readonly kind: "events";
  /** In words: `Max's approval`. */
  readonly what: string;
  readonly events: readonly ExpectedEvent[];
  /** Null where it waits for ever. */
  readonly until: string | null;
  /** Id of the record of the item's timeline that is open as long as it waits; left out where there is none. */
  readonly record?: number;
  /** The result where nothing comes in time. */
  readonly timedOut: Json;
}

/** An event that came while an attempt was under way, and may turn out to be what it waits for. */
export interface Heard {
  readonly type: string;
  readonly payload: JsonObject;
  readonly at: string;
}

/** In whose name a rule acts. */
export interface Actor {
  readonly id: number;
  readonly name: string;
}

/** One time that a rule which repeats had its moment. */
export interface Turn {
  /** Which one on the grid, counted from 1. */
  readonly number: number;
  readonly due: string;
  readonly ended: string;
  readonly status: "done" | "skipped";
  /** Why it was skipped. */
  readonly reason: string | null;
}

/**
 * A rule in a visit, or on an occasion. Times are ISO 8601 in UTC with milliseconds, so that their text order is their
 * order.
 */
export interface Run {
  /** Unique in the ledger and safe in a URL: `deals-42-1-link`, and `deals-42-e1-link` on an occasion. */
  readonly id: string;
  readonly item: ItemRef;
  /** On an occasion, the visit that was open then; 0 where none was. */
  readonly visit: number;
  /** The event or the moment of the calendar that it goes back to; null where the visit is what it goes back to. */
  readonly occasion: number | null;
  /** What the occasion was: the type of the event, or the header of the calendar block; null in a visit. */
  readonly cause: string | null;
  /** Title of the stage; empty where the item was in none. */
  readonly stage: string;
  readonly ruleSet: string;
  readonly ruleId: string;
  /** What the rule is known by over several builds. */
  readonly ruleKey: string;
  readonly rule: string;
  readonly action: string;
  readonly source: Source;
  /** Place of the rule in its visit or its occasion, counted from 0. */
  readonly order: number;
  readonly status: RunStatus;
  /** Null where it does not wait. */
  readonly waits: Wait | null;
  /** When it might start by its order: its plan counts from there. Null where other rules have not let it yet. */
  readonly base: string | null;
  /** What its schedule last came to. It is due later than that where the moment was past already. */
  readonly planned: string | null;
  /** Whether the planned moment was past already when it was planned. */
  readonly late: boolean;
  /** Which time it is for a rule that repeats, counted from 1; 0 where it does not. */
  readonly turn: number;
  /** The times that a rule which repeats has had its moment before. */
  readonly turns: readonly Turn[];
  /** Other items that its plan was worked out from. */
  readonly watches: readonly ItemRef[];
  /** When it was to start, and is kept when it has ended; null where there never was such a moment. */
  readonly due: string | null;
  readonly started: string | null;
  readonly ended: string | null;
  readonly args: JsonObject | null;
  /** In whose name it acts; null for the service itself. */
  readonly actor: Actor | null;
  readonly result: Json;
  /** A sentence that says why, whenever it is not `done`; what a waiting run waits for. */
  readonly reason: string | null;
  /** The same as data. */
  readonly why: Why;
  /** What its condition saw when it was last looked at; null where it has none, or its moment has not come. */
  readonly saw: readonly Seen[] | null;
  /** Over all its turns. */
  readonly attempts: number;
  /** Attempts of the present turn: after so many it gives up. */
  readonly tries: number;
  /** The trace of what made it; null where that is not traced. */
  readonly trace: RunTrace | null;
  /** The idempotency key of all its attempts; those of a later turn have the turn behind it. */
  readonly key: string;
  /** True where it failed and nobody knows whether the effect happened: a person has to say. */
  readonly uncertain: boolean;
  /**
   * What it waits for after its action has ended, kept when it has ended; while an attempt is under way, what it may turn
   * out to wait for and has come already. Null for nearly all runs.
   */
  readonly awaits: Expectation | { readonly kind: "heard"; readonly events: readonly Heard[] } | null;
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

/** Something that happened to an item, or a moment of the calendar that came round for it, for which rules started. */
export interface Occasion {
  readonly item: ItemRef;
  /** Counted from 1 for each item. */
  readonly occasion: number;
  /** The type of the event, or the header of the calendar block. */
  readonly cause: string;
  readonly at: string;
  /** What the event brought with it. */
  readonly event: JsonObject;
  /** The fields as they were before the event; null where it is no event about fields. */
  readonly previous: JsonObject | null;
}

/** A change of an item, as the history remembers it, or why there was none. */
export interface Change {
  readonly at: string;
  readonly item: ItemRef;
  /** `noted`: what `reason` says; nothing has changed. */
  readonly kind: "created" | "moved" | "updated" | "deleted" | "noted";
  /** Who: `event`, `api`, `api:` and the name of a token, `trigger` and its id, or the id of the run that did it. */
  readonly by: string;
  /** Titles, for `moved`; `to` also for `created`. */
  readonly from?: string;
  readonly to?: string;
  /** Field by field, the old and the new value. */
  readonly fields?: Readonly<Record<string, { readonly old: Json; readonly new: Json }>>;
  /** For `noted`: a sentence. */
  readonly reason?: string;
  /** For `noted`: the same as data. For `created`: whose rule has made it, where one has. */
  readonly why?: Why;
}

/** All that the engine may look at when something happens to one item. */
export interface ItemState {
  readonly item: StoredItem | null;
  /** The open visit; null where the item is in no stage. */
  readonly visit: Visit | null;
  /** How many visits there have been, the open one included. */
  readonly visits: number;
  /** How many occasions there have been. */
  readonly lastOccasion: number;
  /** The occasions of the runs below. */
  readonly occasions: readonly Occasion[];
  /**
   * The runs of the open visit, those of every occasion that has not ended for all its runs, and any run of a former
   * visit or occasion that is still running or is spoken of.
   */
  readonly runs: readonly Run[];
  /** Changes in the last hour that count towards the budget which ends circles, and notes about it, oldest first. */
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

/** A rule that is disabled in the running service: what waits of it is held, whatever the rule set. */
export interface HeldRule {
  /** See `Run.ruleKey`. */
  readonly ruleKey: string;
  /** Since when. */
  readonly at: string;
  /** By whom. */
  readonly by: string;
}

/** What somebody did with a rule or a rule set, as it is remembered. */
export interface Deed {
  readonly at: string;
  readonly what: "disable" | "enable" | "enroll";
  /** The key of the rule. */
  readonly subject: string;
  readonly by: string;
  readonly data: JsonObject | null;
}
