import type { ItemRef } from "@onstage/runtime";
import type { Json, JsonObject, StoredItem } from "@onstage/runtime/rules";
import type { MockFailure } from "./mock-actions.ts";

/** What is wrong with a scenario: where, what, and how to mend it. */
export interface ScenarioProblem {
  /** `events[0].to`; empty for the scenario as a whole. */
  readonly path: string;
  readonly message: string;
  readonly help: string;
}

/** Something that happens from outside, at a moment in milliseconds since 1970. */
export type ScenarioEvent = {
  readonly at: number;
  /** The moment as it stands in the scenario. */
  readonly when: string;
} & (
  | { readonly kind: "create"; readonly entity: string; readonly set: JsonObject }
  | { readonly kind: "move"; readonly item: ItemRef; readonly to: string }
  | { readonly kind: "update"; readonly item: ItemRef; readonly set: JsonObject }
  | { readonly kind: "delete"; readonly item: ItemRef }
  | {
      readonly kind: "event";
      readonly item: ItemRef;
      readonly type: string;
      readonly id?: string;
      readonly payload: JsonObject;
    }
);

/** A scenario, checked against a rule set: what `simulate` runs. */
export interface Scenario {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The zone that moments are shown in: the one that the scenario names, or that of the rules. */
  readonly timezone: string;
  /** The items that are there at the beginning, in order. */
  readonly items: readonly StoredItem[];
  readonly events: readonly ScenarioEvent[];
  /** What mock actions return, by the name of the action. */
  readonly results: Readonly<Record<string, Json>>;
  /** How mock actions fail, by the name of the action. */
  readonly fail: Readonly<Record<string, MockFailure>>;
  /** When it ends, in milliseconds since 1970; absent where it ends when nothing waits any more. */
  readonly until?: number;
}

/** A scenario that was read, or all that is wrong with it. */
export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };
