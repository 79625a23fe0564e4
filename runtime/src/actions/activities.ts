import type { JsonObject } from "../rules/values.ts";
import type { Ref } from "./changes.ts";

/** What a record on an item's timeline is. Actions of a project may use words of their own. */
export type ActivityKind =
  | "task"
  | "toDo"
  | "call"
  | "meeting"
  | "comment"
  | "history"
  | "feedPost"
  | "document"
  | "chat"
  | "chatMessage"
  | "product"
  | "payment"
  | "details"
  | "booking"
  | (string & {});

/** A new record for an item's timeline. */
export interface ActivityDraft {
  /** From `context.crm.reserveActivity`; the next one if left out. */
  readonly id?: number;
  readonly kind: ActivityKind;
  readonly title: string;
  readonly text?: string;
  /** Id of the user who is to do it, or who says it. */
  readonly who?: number;
  /** ISO 8601. */
  readonly deadline?: string;
  /** True for something to be done; what is left is closed from the beginning. */
  readonly open?: boolean;
  /** True where it closes by itself when the item leaves the stage that it is in. */
  readonly untilLeft?: boolean;
  /** What belongs to its kind: a checklist, a place, a price. */
  readonly data?: JsonObject;
}

/** A record on an item's timeline: a task, a call, a comment… Moments are ISO 8601 in UTC. */
export interface Activity {
  /** Unique over all items. */
  readonly id: number;
  readonly item: Ref;
  readonly kind: ActivityKind;
  readonly title: string;
  readonly text: string | null;
  /** Id of the user who is to do it, or who says it. */
  readonly who: number | null;
  /** Id of the run that has made it. */
  readonly by: string;
  /** Id of the stage whose rules have made it; null where that is none. */
  readonly stage: string | null;
  readonly created: string;
  readonly deadline: string | null;
  /** Null as long as it is open. */
  readonly closed: string | null;
  /** Who has closed it: a run, a person, or `left` where the item has left the stage that it was kept for. */
  readonly closedBy: string | null;
  readonly data: JsonObject;
}

/** Which records of an item are asked for: those that all of this holds for. */
export interface ActivityFilter {
  readonly id?: number;
  readonly kind?: ActivityKind;
  readonly open?: boolean;
  /** The latest ones; 100 if left out, 1000 at most. */
  readonly limit?: number;
}
