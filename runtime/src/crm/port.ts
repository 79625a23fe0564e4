import type { StoredItem } from "../rules/item.ts";
import type { CrmSchema, Stage } from "../rules/schema.ts";
import type { JsonObject } from "../rules/values.ts";

/** What is wrong with something that came from outside: a sentence that also says how to mend it. */
export interface Problem {
  readonly detail: string;
  /** The field of the request that is wrong. */
  readonly field?: string;
}

/** What came from outside, checked: the value as it is stored, or the first problem found. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** A new item, checked, that has no id yet unless one was given. */
export interface Draft {
  readonly id?: number;
  readonly pipeline?: string;
  readonly stage?: string;
  readonly fields: JsonObject;
}

/** What items may look like and where they may go: the rules of the CRM that holds them. */
export interface Crm {
  /** Checks the body of a new item; one without a stage stands in the first stage of its pipeline. */
  readonly draft: (schema: CrmSchema, entity: string, body: JsonObject) => Checked<Draft>;
  /** Checks new values of fields and leaves out those that the item has already; null takes a value away. */
  readonly fields: (schema: CrmSchema, item: StoredItem, fields: JsonObject) => Checked<JsonObject>;
  /** Finds the stage that an item is to be moved to, by id or title. */
  readonly stage: (schema: CrmSchema, item: StoredItem, stage: string) => Checked<Stage>;
}
