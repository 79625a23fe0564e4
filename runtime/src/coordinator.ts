import type { Activity } from "./actions/activities.ts";
import type { Enrolled, EnrollmentPlan } from "./coordinator/enroll.ts";
import type { Gate } from "./dispatch/gate.ts";
import type { ActionCall, ActionOutcome } from "./dispatch/port.ts";
import type { IdleView } from "./engine/idle.ts";
import type { Act, Change, Deed, ItemRef, Run, RunStatus, Visit } from "./engine/state.ts";
import type { Backlog, Ledger, NumberedChange } from "./ledger/port.ts";
import type { StoredItem } from "./rules/item.ts";
import type { LoadedRuleSet, Source } from "./rules/ruleset.ts";
import type { JsonObject } from "./rules/values.ts";
import type { Traceparent } from "./tracing/traceparent.ts";

/** Where time, ids and chance come from. The service hands in the real ones, tests and `simulate` their own. */
export interface World {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new id nobody can guess. */
  readonly id: () => string;
  /** At least 0, below 1: the jitter of retries. */
  readonly random: () => number;
}

/** What a call from outside came to: the value, or what is wrong with the request, in the caller's words. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly problem: "not-found" | "invalid" | "conflict";
      readonly detail: string;
      /** The field of the request that is wrong. */
      readonly field?: string;
    };

/** An event from outside, as `POST /v1/events` takes it. */
export interface IncomingEvent {
  readonly id: string;
  /** `itemCreated`, `itemMoved`, `itemUpdated`, `itemDeleted`, or an event that the project knows. */
  readonly type: string;
  readonly item: string;
  readonly payload: JsonObject;
}

/** What became of an event. */
export type EventReceipt =
  | { readonly id: string; readonly status: "accepted" | "duplicate" }
  | { readonly id: string; readonly status: "refused"; readonly reason: string };

/** A rule as the service knows it. */
export interface RuleView {
  /** What it is known by over several builds: see `Run.ruleKey`. */
  readonly key: string;
  readonly rule: string;
  /** Null where the current rule set does not have it any more. */
  readonly place: {
    readonly action: string;
    readonly source: Source;
    /** The entity and what starts it: `deals: Wait for payment`, `deals: invoicePaid`, `deals: every weekday at 09:00`. */
    readonly on: string;
    readonly description: string | null;
  } | null;
  /** Since when and by whom it is disabled in the running service; null where it is not. */
  readonly disabled: { readonly at: string; readonly by: string } | null;
  /** How many of its runs wait, those that are held among them. */
  readonly waiting: number;
}

/** A rule after somebody disabled or enabled it. */
export interface SwitchedRule extends RuleView {
  /** Whether it was so before, and nothing has changed. */
  readonly already: boolean;
}

export interface ItemView {
  readonly item: StoredItem;
  /** Each with its runs, and with those of events and of the calendar while it was open. */
  readonly visits: readonly (Visit & {
    readonly runs: readonly Run[];
    /** Rules of its stage that never run, and why. */
    readonly idle: readonly IdleView[];
  })[];
  /** Runs of events and of the calendar while no visit was open. */
  readonly runs: readonly Run[];
  /** What did not happen to it and why, and which items its rules have made: the latest, oldest first. */
  readonly notes: readonly Change[];
  /** Records on its timeline, such as tasks, calls and comments: the latest, oldest first. */
  readonly activities: readonly Activity[];
}

/** Conditions on runs, all of which must hold. */
export interface RunFilter {
  readonly status?: RunStatus;
  readonly item?: ItemRef;
  readonly rule?: string;
  /** Whether a person has to say what became of it. */
  readonly uncertain?: boolean;
  /** Not before this moment has it ended, or begun, or will it begin, whichever is the last that is known. */
  readonly from?: string;
  /** The same moment has to be before this one. Both are ISO 8601 in UTC with milliseconds. */
  readonly to?: string;
  /** 1 to 1000; 100 if left out. */
  readonly limit?: number;
  /** Id of the last run of the page before. */
  readonly after?: string;
}

/**
 * What happens to items, and what follows: the one door to the ledger and the engine. Every method is one ledger
 * transaction; what it has answered is durable.
 */
export interface Coordinator {
  readonly create: (entity: string, body: JsonObject, by: string) => Promise<Answer<StoredItem>>;
  /** Puts an item in place that was there before: it stands in its stage without a visit, and no rule starts for it. */
  readonly place: (entity: string, body: JsonObject) => Promise<Answer<StoredItem>>;
  readonly update: (ref: ItemRef, fields: JsonObject, by: string) => Promise<Answer<StoredItem>>;
  /** `stage` is a title or an id. Moving to the stage the item is in changes nothing and starts nothing. */
  readonly move: (ref: ItemRef, stage: string, by: string) => Promise<Answer<StoredItem>>;
  /** Deletes an item; answers what it was. What waits for it is cancelled, what runs goes on. Its history stays. */
  readonly remove: (ref: ItemRef, by: string) => Promise<Answer<StoredItem>>;
  /**
   * Takes an event once: the same id again is a duplicate and changes nothing.
   *
   * @param origin what the call is known by that brings many: their runs get their turns together; each its own if left out
   */
  readonly receive: (event: IncomingEvent, origin?: string) => Promise<EventReceipt>;
  /** Takes the events of one call, in order for each item; answers in their order, once all have been dealt with. */
  readonly receiveAll: (events: readonly IncomingEvent[]) => Promise<readonly EventReceipt[]>;

  /**
   * Starts what is due: calendar blocks whose moment has come make runs for a page of items; runs whose condition is false or whose results are missing are skipped here; the others are
   * marked running, with their arguments stored, before they are returned to be performed.
   */
  readonly startDue: (limit: number) => Promise<readonly ActionCall[]>;
  /** Records how an attempt ended, the changes it made and what may start next, in one transaction. */
  readonly settle: (runId: string, outcome: ActionOutcome) => Promise<void>;
  /**
   * The moment of the next due run or calendar block in milliseconds, or null: the clock sleeps until then.
   *
   * @param what `runs`: without calendar blocks, which never come to an end; all if left out
   */
  readonly nextDue: (what?: "all" | "runs") => Promise<number | null>;
  /** After a crash: runs that were running are repeated, or end failed and uncertain. Returns how many of each. */
  readonly recover: () => Promise<{ readonly repeated: number; readonly uncertain: number }>;

  readonly retry: (runId: string, by: string) => Promise<Answer<Run>>;
  readonly runNow: (runId: string, by: string) => Promise<Answer<Run>>;
  readonly stop: (runId: string, by: string) => Promise<Answer<Run>>;
  /** A person says what became of an uncertain run: it was sent (done), or it has to be sent again (a new attempt). */
  readonly confirm: (runId: string, what: "sent" | "send-again", by: string) => Promise<Answer<Run>>;

  /** Completes an open record of an item's timeline, such as a task; one that is completed already stays as it is. */
  readonly completeActivity: (ref: ItemRef, activity: number, by: string) => Promise<Answer<Activity>>;

  readonly item: (ref: ItemRef) => Promise<ItemView | null>;
  /**
   * Items of an entity in the order of their ids, a page at a time.
   *
   * @param page `limit`: 1 to 1000; `after`: id of the last item of the page before
   */
  readonly items: (
    entity: string,
    page: { readonly limit: number; readonly after?: number },
  ) => Promise<readonly StoredItem[]>;
  readonly run: (runId: string) => Promise<Run | null>;
  readonly runs: (filter: RunFilter) => Promise<readonly Run[]>;
  /** Changes of items, oldest first. */
  readonly history: (ref?: ItemRef) => Promise<readonly Change[]>;
  /** Changes of all items behind a place in the history, oldest first. */
  readonly changesAfter: (seq: number, limit: number) => Promise<readonly NumberedChange[]>;
  /** The place of the last change in the history; 0 where there is none. */
  readonly lastChange: () => Promise<number>;
  /** How much there is to do at the moment. */
  readonly backlog: () => Promise<Backlog>;
  /** Sees whether the ledger can be written: writes something that means nothing, and rejects where it cannot. */
  readonly probe: () => Promise<void>;
  /** What people decided about a run, oldest first. */
  readonly acts: (runId: string) => Promise<readonly Act[]>;

  /** The rules of the current rule set, and others that are disabled or that something waits for. */
  readonly rules: () => Promise<readonly RuleView[]>;
  /**
   * Disables a rule: what waits of it is held, and what is made of it later too; nothing is lost. What runs ends.
   *
   * @param rule its key, or its name where no other rule has it
   */
  readonly disableRule: (rule: string, by: string) => Promise<Answer<SwitchedRule>>;
  /** Enables a rule again: what was held is planned anew; what is late by then runs, or is skipped if the rule says so. */
  readonly enableRule: (rule: string, by: string) => Promise<Answer<SwitchedRule>>;
  /**
   * What enrolling the items that stand in the stage of a rule now, and have not had it, would do. It changes nothing.
   *
   * @param rule its key, or its name where no other rule has it
   */
  readonly planEnrollment: (rule: string) => Promise<Answer<EnrollmentPlan>>;
  /** Does what a plan says, exactly; refuses where something has changed since, and says what. */
  readonly applyEnrollment: (rule: string, digest: string, by: string) => Promise<Answer<Enrolled>>;
  /** What people did with rules, the latest first. */
  readonly deeds: (limit: number) => Promise<readonly Deed[]>;

  /**
   * Writes a copy of the ledger while it is in use.
   *
   * @param path of a file that is not there yet
   * @returns bytes of the copy; rejects with a `LedgerError` of code `backup` where it cannot be written
   */
  readonly backup: (path: string) => Promise<number>;

  /** What was written down under a name, for what goes with the ledger and is none of its runs. */
  readonly mark: (name: string) => Promise<string | null>;
  readonly setMark: (name: string, value: string) => Promise<void>;
}

/** The rule sets that visits may need, and the one that new visits take. */
export interface RuleSets {
  readonly current: () => LoadedRuleSet;
  readonly byHash: (hash: string) => LoadedRuleSet | undefined;
}

/** Who carries out calls: the room that they have, and how they get them. */
export interface Hands {
  /** Keeps a place for a call of an action; false where there is none, or where others come first. */
  readonly reserve: (action: string) => boolean;
  /** Gives back places that are not needed, by the actions that they were kept for. */
  readonly release: (actions: readonly string[]) => void;
  /** Carries out calls for which places are kept; how they end is settled. */
  readonly start: (calls: readonly ActionCall[]) => void;
}

export interface CoordinatorParts {
  readonly ledger: Ledger;
  readonly ruleSets: RuleSets;
  readonly world: World;
  /** Called after a commit that may have made a run due earlier than the clock knows. */
  readonly wake?: () => void;
  /** Who is given calls as soon as their runs are due; left out, they are asked for by `startDue` alone. */
  readonly hands?: Hands;
  /** Says what may begin; everything may, if it is left out. */
  readonly gate?: Gate;
  /** How many changes rules may make to one item within an hour; 20 if left out. */
  readonly budget?: number;
  /** The trace that the present call belongs to. */
  readonly trace?: () => Traceparent | undefined;
}
