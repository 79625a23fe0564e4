import type { Change, Coordinator, EventReceipt, ItemRef, ItemView, Run } from "@onstage/runtime";
import type { JsonObject, LoadedRuleSet, StoredItem } from "@onstage/runtime/rules";
import type { MockActions, TimedPerformer } from "./mock-actions.ts";
import type { FunnelRecord } from "./record.ts";

/** How a funnel in virtual time is made. */
export interface FunnelOptions<P extends TimedPerformer = MockActions> {
  readonly ruleSet: LoadedRuleSet;
  /** The moment at which it begins; `2026-03-02T09:00:00Z`, a Monday, if left out. */
  readonly now?: string;
  /** What carries out the actions; mock actions if left out. */
  readonly performer?: P;
}

/** An item as tests name it: `deals/1`, or what `create` has answered. */
export type ItemName = string | ItemRef;

/** An event from outside, as a test writes it. */
export interface FunnelEvent {
  readonly type: string;
  /** `deals/1`, or what `create` has answered. */
  readonly item: ItemName;
  readonly payload?: JsonObject;
  /** The event's id; a new one if left out. */
  readonly id?: string;
}

/** Items, their rules and a clock that moves only when it is told to. */
export interface Funnel<P extends TimedPerformer = MockActions> {
  /** What carries out the actions. */
  readonly actions: P;
  readonly coordinator: Coordinator;
  /** What has happened so far, without waiting for an answer. */
  readonly record: FunnelRecord;
  /** The moment it is now, ISO 8601 in UTC. */
  readonly now: () => string;
  /** Creates an item; the rules of its stage start. Throws with the reason where it is refused. */
  readonly create: (entity: string, fields: JsonObject) => Promise<StoredItem>;
  /** Puts items in place that are there from before: no rule starts for them. */
  readonly place: (entity: string, fields: JsonObject) => Promise<StoredItem>;
  readonly update: (item: ItemName, fields: JsonObject) => Promise<StoredItem>;
  /** Moves an item to a stage, by its title. */
  readonly move: (item: ItemName, stage: string) => Promise<StoredItem>;
  /** Deletes an item: what waits for it is cancelled. */
  readonly remove: (item: ItemName) => Promise<StoredItem>;
  /** Sends an event from outside, by its name: `invoicePaid`, or `itemMoved` with the stage in its payload. */
  readonly send: (event: FunnelEvent) => Promise<EventReceipt>;
  /** Plans something from outside for a moment: it happens before whatever is due at that moment. */
  readonly at: (moment: string, what: () => Promise<unknown>) => void;
  /**
   * Lets time pass: `2 h`, `3 days`, `2 working days`, `1 month`, or milliseconds. Days, weeks, months and working time
   * are those of the zone and the calendar of the rules.
   */
  readonly advance: (length: string | number) => Promise<void>;
  /**
   * Lets time pass up to a moment: `2026-06-11 10:00` in the zone of the rules, or ISO 8601. All that is due until then,
   * and at that moment, has run.
   */
  readonly advanceTo: (moment: string) => Promise<void>;
  /**
   * Goes to the next moment at which anything happens. False where nothing waits for a time any more, which never is
   * where there are calendar blocks.
   */
  readonly advanceToNext: () => Promise<boolean>;
  /**
   * The next moment at which anything happens, in milliseconds since 1970; null where there is none.
   *
   * @param what `runs`: without calendar blocks, which never come to an end; all if left out
   */
  readonly nextMoment: (what?: "all" | "runs") => Promise<number | null>;
  /** Runs in order of item, visit, and place in the rules; of one item, or of all. */
  readonly runs: (item?: ItemName) => Promise<readonly Run[]>;
  readonly item: (item: ItemName) => Promise<ItemView | null>;
  readonly history: (item?: ItemName) => Promise<readonly Change[]>;
  /** What happened so far, as people read it, by the clocks of the zone. */
  readonly timeline: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/**
 * The item that a name means.
 *
 * @throws Error where it is no item
 */
export function refOf(item: ItemName): ItemRef {
  if (typeof item !== "string") return { entity: item.entity, id: item.id };
  const [, entity, id] = /^([A-Za-z_]\w*)\/([1-9]\d{0,14})$/u.exec(item) ?? [];
  if (entity === undefined) throw new Error(`“${item}” is no item. Write it as deals/42.`);
  return { entity, id: Number(id) };
}
