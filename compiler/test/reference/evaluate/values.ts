import type { Temporal } from "temporal-polyfill";
import type { DurationValue } from "../../../src/check/checked.ts";
import type { CrmSchema, User } from "../../../src/schema/format.ts";
import type { Exact } from "./exact.ts";

/** JSON, as items, events and results are stored. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** An item as it is stored. */
export interface StoredItem {
  readonly entity: string;
  readonly id: number;
  readonly pipeline?: string;
  readonly stage?: string;
  readonly fields: JsonObject;
}

/** A value of the language that is there; a missing one is `undefined`. */
export type Value =
  | { readonly kind: "number"; readonly exact: Exact }
  | { readonly kind: "money"; readonly exact: Exact; readonly currency: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "flag"; readonly flag: boolean }
  | { readonly kind: "date"; readonly date: Temporal.PlainDate }
  | { readonly kind: "time"; readonly time: Temporal.PlainTime }
  | { readonly kind: "moment"; readonly instant: Temporal.Instant }
  | { readonly kind: "length"; readonly length: DurationValue }
  | { readonly kind: "list"; readonly members: readonly Value[] }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Value | undefined> }
  | { readonly kind: "option"; readonly id: string; readonly title: string }
  | { readonly kind: "user"; readonly user: User }
  /** A stage by all that it may be, pipeline and id, and by what an action calls it. */
  | {
      readonly kind: "stage";
      readonly keys: readonly string[];
      readonly name: string;
      readonly title: string;
    }
  | { readonly kind: "pipeline"; readonly id: string; readonly title: string }
  | { readonly kind: "item"; readonly item: StoredItem }
  /** A file with more than its address. */
  | { readonly kind: "file"; readonly file: JsonObject };

/** Hours, days off and days worked, as `onstage.json` writes them. */
export interface WorkCalendar {
  /** By the day of the week, 1 for Monday. */
  readonly hours: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
}

/** What a value is worked out from. */
export interface Surroundings {
  readonly schema: CrmSchema;
  readonly timezone: string;
  readonly currency: string;
  readonly locale: string;
  readonly calendar: WorkCalendar;
  readonly rates: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The moment of looking, ISO 8601 in UTC. */
  readonly now: string;
  readonly item: StoredItem;
  readonly find: (entity: string, id: number) => StoredItem | undefined;
  /** The fields as they were before the event. */
  readonly previous: JsonObject;
  readonly event: JsonObject;
  /** By the name of the rule. */
  readonly results: Readonly<Record<string, Json>>;
}

/** A rule that cannot be decided. */
export class Undecidable extends Error {}

export const text = (value: string): Value => ({ kind: "text", text: value });
export const flag = (value: boolean): Value => ({ kind: "flag", flag: value });
