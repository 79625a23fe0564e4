import type { Json, JsonObject } from "../rules/values.ts";
import type { Activity, ActivityFilter } from "./activities.ts";
import type { Ref } from "./changes.ts";
import type { Email } from "./types.ts";

/** An item as it is stored, with its place by id. */
export interface CrmItem extends Ref {
  readonly pipeline?: string;
  readonly stage?: string;
  readonly fields: JsonObject;
}

/** A field of an entity, as actions need to know it. */
export interface CrmField {
  /** A word of the language: `Text`, `Money`, `Link`… */
  readonly type: string;
  readonly title?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly many?: boolean;
  /** For `Link`: the entity it points at. */
  readonly entity?: string;
  /** For `Money`: the field that holds the currency beside the number. */
  readonly currencyField?: string;
}

/** What an entity is like. */
export interface CrmEntity {
  readonly name: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, CrmField>>;
  /** In order; none where items of it have no stages. */
  readonly pipelines: readonly {
    readonly id: string;
    readonly title: string;
    readonly stages: readonly { readonly id: string; readonly title: string; readonly final?: string }[];
  }[];
}

/** A user of the CRM, as actions need to know one. */
export interface CrmUser {
  readonly id: number;
  readonly name: string;
  readonly email?: Email;
  /** Id of the supervisor. */
  readonly manager?: number;
  readonly active: boolean;
  /** Whether the user is away today, in the zone of the portal. */
  readonly absent: boolean;
}

/** Which items are asked for: by field, `id`, `stage` and `pipeline`. A list means one of these, null means empty. */
export interface Where {
  readonly [field: string]: Json;
}

/**
 * What an action can ask of the CRM while it runs. Each answer is as things are at that moment; what the run itself
 * changes is not in it yet. Every method throws `PermanentError` with a sentence for what cannot be asked for, and
 * `TransientError` where there is no answer in time.
 */
export interface Crm {
  /** The item; null where there is none, or not any more. */
  readonly get: (item: Ref) => Promise<CrmItem | null>;
  /** Items in the order of their ids; at most `limit`: 1 if left out, 100 at most. */
  readonly find: (entity: string, where: Where, limit?: number) => Promise<readonly CrmItem[]>;
  /** Records of the item's timeline, the latest first. */
  readonly activities: (item: Ref, filter?: ActivityFilter) => Promise<readonly Activity[]>;
  /** The entity of this name; null where the schema has none. */
  readonly entity: (name: string) => Promise<CrmEntity | null>;
  /** The users of the portal with these ids, in that order, without those that are none; all if left out. */
  readonly users: (ids?: readonly number[]) => Promise<readonly CrmUser[]>;
  /**
   * Gives the id that an item of the entity will have, so that the result of the action can carry it. The same run gets
   * the same id at every attempt.
   */
  readonly reserve: (entity: string) => Promise<Ref>;
  /** The same for a record of a timeline. */
  readonly reserveActivity: () => Promise<number>;
}
