import type { Activity } from "../actions/activities.ts";
import type { ActionCall } from "../dispatch/port.ts";
import type { FindItem } from "../rules/item.ts";
import { isoOf } from "../time/instant.ts";
import type { RunTrace } from "../tracing/traceparent.ts";
import type { KnownRuleSets } from "./rule-lookup.ts";
import { replaced, runById } from "./run-lookup.ts";
import type { Act, Change, HeldRule, ItemRef, ItemState, Occasion, Run, Visit } from "./state.ts";

/**
 * Finds the last run of a rule for an item that was done, or of which nobody knows whether it was.
 *
 * @param ruleKey see `Run`
 */
export type FindFormer = (ruleKey: string) => Run | null;

/**
 * Says whether a rule is disabled in the running service, since when and by whom.
 *
 * @param ruleKey see `Run`
 */
export type FindHeld = (ruleKey: string) => HeldRule | null;

/** Another item, as a transition that changes it sees it. */
export interface OtherItem {
  readonly state: ItemState;
  /** True where there was such an item, and it was deleted. */
  readonly deleted: boolean;
  readonly former: FindFormer;
}

/** All that a transition may know beside the state and the event. The engine has no clock and no chance of its own. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly ruleSets: KnownRuleSets;
  /** Finds linked items. */
  readonly find: FindItem;
  /** The last run of a rule for this item that was done, or of which nobody knows whether it was. */
  readonly former: FindFormer;
  readonly held: FindHeld;
  /** Finds items that an action changes beside its own. */
  readonly other: (ref: ItemRef) => OtherItem;
  /** How many changes rules may make to one item within an hour. */
  readonly budget: number;
  /** The trace that new runs go back to; null where what happens is not traced. */
  readonly trace: RunTrace | null;
}

/** A change for the history. */
export interface RecordedChange {
  readonly change: Change;
  /** Whether it counts towards the budget of changes by rules, or is a note about it. */
  readonly counts: boolean;
}

/** A record on a timeline that is written, or open ones that are completed. */
export type RecordWrite =
  | { readonly kind: "add"; readonly activity: Activity; readonly visit: number | null }
  | {
      readonly kind: "complete";
      readonly item: ItemRef;
      /** Those that all of this holds for. */
      readonly where: { readonly id?: number; readonly kind?: string; readonly stage?: string };
      readonly at: string;
      readonly by: string;
    };

/** What a step does beside its own item. */
export interface Beside {
  readonly others: readonly { readonly ref: ItemRef; readonly step: Step }[];
  readonly records: readonly RecordWrite[];
}

/** What a transition came to: the new state, and what has to be written down. */
export interface Step {
  readonly state: ItemState;
  /** Visits that were opened or closed, in order; one that was both stands here twice. */
  readonly visits: readonly Visit[];
  /** Occasions that have come up. */
  readonly occasions: readonly Occasion[];
  readonly changes: readonly RecordedChange[];
  readonly acts: readonly Act[];
  /** What it does to other items and to timelines; nothing if left out. */
  readonly beside?: Beside;
  /** The attempt to be carried out, after a run has started. */
  readonly call: ActionCall | null;
  /** Why a person's wish could not be followed; the state is as it was. */
  readonly refusal: string | null;
}

/** A step that changes nothing: where the transitions begin. */
export function unchanged(state: ItemState): Step {
  return { state, visits: [], occasions: [], changes: [], acts: [], call: null, refusal: null };
}

/** The same step with another version of one run. */
export function withRun(step: Step, run: Run): Step {
  return { ...step, state: { ...step.state, runs: replaced(step.state.runs, run) } };
}

/** The runs that the step has made or changed, in their order. */
export function changedRuns(before: ItemState, after: ItemState): readonly Run[] {
  // Nearly all stand where they stood.
  return after.runs.filter(
    (run, place) => before.runs[place] !== run && runById(before.runs, run.id) !== run,
  );
}

/** The moment of the step, as the ledger writes it. */
export function at(around: Surroundings): string {
  return isoOf(around.now);
}
