import type { PlanStep } from "../time/plan-steps.ts";

/** How a run on which something depends stands, for those that wait for it or wanted its result. */
export type Became = {
  readonly rule: string;
  readonly run: string | null;
  readonly status: "waiting" | "running" | "done" | "failed" | "skipped" | "cancelled" | null;
};

/**
 * Why a run is as it is, as data. `code` stays what it is over versions; the sentence beside it is for people. Moments
 * are ISO 8601 in UTC.
 */
export type Why =
  // What a waiting run waits for.
  /** It may start at any moment. */
  | { readonly code: "turn"; readonly steps?: readonly PlanStep[] }
  /** Other rules of its block have not ended. */
  | { readonly code: "rules"; readonly rules: readonly string[] }
  /** It is done once, and another run of the rule is on its way. */
  | { readonly code: "once-under-way"; readonly run: string }
  /** Its planned moment, and how that came to be. */
  | { readonly code: "moment"; readonly until: string; readonly steps: readonly PlanStep[] }
  /** Fields that its moment counts from are empty. */
  | { readonly code: "field"; readonly fields: readonly string[] }
  /** It keeps to the hours of somebody who is not there. */
  | { readonly code: "nobody" }
  /** It keeps to hours that never come. */
  | { readonly code: "never" }
  /** The next attempt, after one that failed. */
  | {
      readonly code: "retry";
      readonly attempt: number;
      readonly of: number;
      readonly at: string;
      readonly error: string;
    }
  /** The same attempt again, after a crash. */
  | { readonly code: "repeat"; readonly attempt: number }
  /** A person has asked for it. */
  | { readonly code: "asked"; readonly what: "retry" | "run-now" | "send-again"; readonly by: string }
  /** An event that its action waits for, and until when: null for as long as it takes. */
  | {
      readonly code: "event";
      readonly what: string;
      readonly events: readonly string[];
      readonly until: string | null;
    }
  /** Its rule is disabled in the running service. */
  | { readonly code: "disabled"; readonly by: string; readonly at: string }
  // Running.
  | { readonly code: "attempt"; readonly attempt: number }
  // Done.
  | { readonly code: "done" }
  /** The item had these values already. */
  | { readonly code: "nothing-to-change" }
  /** What it was to delete was gone already. */
  | { readonly code: "gone-already"; readonly items: readonly string[] }
  | { readonly code: "confirmed"; readonly by: string }
  /** The event that it waited for has come. */
  | { readonly code: "came"; readonly what: string; readonly event: string; readonly at: string }
  /** Nothing that it waited for has come in time. */
  | { readonly code: "timed-out"; readonly what: string; readonly until: string }
  /** A person did not want it to wait any longer. */
  | { readonly code: "not-awaited"; readonly what: string; readonly by: string }
  /** What it repeats for has come about. */
  | { readonly code: "until"; readonly condition: string; readonly done: number; readonly of: number }
  | { readonly code: "all-turns"; readonly done: number; readonly of: number }
  // Its planned moment was past: done late, or skipped where the rule says so.
  | { readonly code: "late"; readonly planned: string; readonly steps?: readonly PlanStep[] }
  // Skipped.
  /** Its condition was false; `Run.saw` has what it saw. */
  | { readonly code: "condition" }
  /** A result that it uses is not there. */
  | { readonly code: "not-produced"; readonly of: Became }
  /** A rule that it waits for ended in another way than it asks for. */
  | { readonly code: "order"; readonly wanted: "succeeds" | "fails"; readonly of: Became }
  /** It was done for this item before. */
  | { readonly code: "once"; readonly run: string; readonly at: string; readonly again: string | null }
  /** Its condition was false at each of its turns. */
  | { readonly code: "no-turn"; readonly of: number }
  // Cancelled.
  | { readonly code: "left"; readonly stage: string; readonly at: string | null }
  | { readonly code: "deleted"; readonly at: string | null }
  /** The item went to another pipeline. */
  | { readonly code: "pipeline"; readonly pipeline: string; readonly at: string }
  | { readonly code: "stopped"; readonly by: string }
  // Failed.
  | { readonly code: "failed"; readonly error: string }
  | { readonly code: "gave-up"; readonly attempts: number; readonly error: string }
  /** It failed, and is not tried again since the item is elsewhere. */
  | { readonly code: "not-again"; readonly error: string }
  /** Nobody knows whether it happened. */
  | { readonly code: "uncertain"; readonly error: string }
  /** Nobody knows whether it happened, since the service stopped during the attempt. */
  | { readonly code: "cut-off"; readonly attempt: number }
  /** The moment, the condition or the arguments could not be worked out. */
  | { readonly code: "not-computed"; readonly what: string; readonly error: string }
  /** There is nobody in whose name it could act. */
  | { readonly code: "no-actor" }
  /** The changes that it made cannot be. */
  | { readonly code: "refused"; readonly error: string }
  /** Rules have changed the item too often. */
  | {
      readonly code: "budget";
      readonly changes: number;
      readonly budget: number;
      /** The stages and fields that changed one after the other. */
      readonly way: readonly string[];
    }
  /** The build that it began with is not loaded. */
  | { readonly code: "build-gone"; readonly ruleSet: string }
  /** It could not be started, by a fault of the program. */
  | { readonly code: "not-started"; readonly error: string }
  // Rules that never run, and so have no run.
  /** The word `disabled` stands in the rules. */
  | { readonly code: "written-disabled"; readonly what: "rule" | "block" }
  /** It cannot do without a rule that is written as disabled. */
  | { readonly code: "needs-disabled"; readonly rule: string }
  // What the history of an item says beyond its changes.
  /** A rule of the item has made another one. */
  | { readonly code: "made"; readonly item: string }
  /** A rule of another item has made it, and it begins with so much of its budget spent. */
  | { readonly code: "made-by"; readonly item: string; readonly spent: number }
  // Notes in the history of an item: what did not happen.
  /** A trigger would have moved the item back, which it may not. */
  | { readonly code: "backward"; readonly from: string; readonly to: string }
  /** A trigger would have moved the item out of a final stage. */
  | { readonly code: "final-stage"; readonly from: string; readonly to: string }
  /** What a run waited for has come after it had stopped waiting. */
  | {
      readonly code: "late-event";
      readonly run: string;
      readonly what: string;
      readonly event: string;
      readonly ended: string | null;
    }
  /** Written down by a version that gave no reasons as data. */
  | { readonly code: "unrecorded" };

/** Why something is as it is, for people and as data. */
export interface Reason {
  /** A part of a sentence. */
  readonly text: string;
  readonly why: Why;
}

/** What a reason without more to say is. */
export const DONE: Why = { code: "done" };

/** What a run that may start at any moment waits for. */
export const TURN: Why = { code: "turn" };
