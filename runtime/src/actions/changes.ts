import type { JsonObject } from "../rules/values.ts";
import type { ActivityDraft } from "./activities.ts";

/** An item by its entity and id: `{ entity: "deals", id: 42 }`. */
export interface Ref {
  readonly entity: string;
  readonly id: number;
}

/**
 * A change inside the CRM's own store. All changes of a run are written together with its end: all or none. `item` is
 * the one that the rule runs for where it is left out.
 */
export type ItemChange =
  /** The item goes to another stage of its pipeline, by its title or id. */
  | { readonly kind: "move"; readonly stage: string; readonly item?: Ref }
  /** New values of fields, as the item stores them; null takes a value away. */
  | {
      readonly kind: "set";
      readonly fields: JsonObject;
      readonly item?: Ref;
      /** True where fields with several values keep those that they have. */
      readonly append?: boolean;
    }
  /** A new item, under an id that `context.crm.reserve` has given. Its rules start as on any creation. */
  | {
      readonly kind: "create";
      readonly item: Ref;
      readonly fields: JsonObject;
      /** By title or id; the first one if left out, as for the stage. */
      readonly pipeline?: string;
      readonly stage?: string;
    }
  /** The item is deleted; one that is gone already is no mistake. */
  | { readonly kind: "delete"; readonly item?: Ref }
  /** Writes a field of the one that points to the other: a link beside others, or in place of the one before. */
  | LinkChange
  /** The item goes to another pipeline: what has not ended of its rules is cancelled, wherever it began. */
  | { readonly kind: "pipeline"; readonly pipeline: string; readonly stage?: string; readonly item?: Ref }
  /** A new record on the item's timeline. */
  | { readonly kind: "record"; readonly activity: ActivityDraft; readonly item?: Ref }
  /** Open records of the item's timeline are completed: those that all of this holds for; none is no mistake. */
  | CompleteChange;

/** Two items are linked to each other, or are not any more. */
export interface LinkChange {
  readonly kind: "link" | "unlink";
  readonly to: Ref;
  /** The field that points to the other; the first one that can, on either side, if left out. */
  readonly field?: string;
  readonly item?: Ref;
}

/** Which open records are completed. */
export interface CompleteChange {
  readonly kind: "complete";
  readonly item?: Ref;
  readonly activity?: number;
  /** Kind of the records. */
  readonly of?: string;
  /** Id or title of the stage whose rules have made them. */
  readonly stage?: string;
}
