import type { Maybe } from "../rules/values.ts";
import type { Duration } from "./duration.ts";
import type { PlanStep } from "./plan-steps.ts";

/** The parts of a schedule that a moment is worked out from; that of a rule is one. */
export interface Timetable {
  readonly delay?: Duration;
  readonly at?: {
    /** Whether a time of day is asked for; what it is stands in `Resolved`. */
    readonly time?: unknown;
    /** Whether it is counted from a day or a moment; which one stands in `Resolved`. */
    readonly anchor?: unknown;
    readonly offset?: { readonly duration: Duration; readonly direction: "before" | "after" };
    readonly fields: readonly string[];
    readonly text: string;
  };
  readonly within?: { readonly of?: unknown };
  readonly repeat?: { readonly every: Duration; readonly times: number };
}

/** What the functions of a schedule gave, where it has them. */
export interface Resolved {
  /** `HH:MM:SS` */
  readonly time?: Maybe<string>;
  /** A day, or a moment in UTC. */
  readonly anchor?: Maybe<string>;
  /** Whose hours count. */
  readonly user?: Maybe<{ readonly id: number; readonly name: string; readonly active?: boolean }>;
}

/** When something is planned. All are ISO 8601 in UTC with milliseconds. */
export interface Occasion {
  /** The moment at which the rule might start by its order: that of entering, or when what it waits for has ended. */
  readonly base: string;
  readonly now: string;
  /** For a rule that repeats: how many repetitions there have been, and when the last one was. */
  readonly repetitions?: { readonly done: number; readonly last: string | null };
}

/** When a rule runs. `why` are parts of a sentence; none where there is nothing to explain. */
export type Plan =
  | {
      readonly kind: "at";
      /** What the schedule says. */
      readonly planned: string;
      /** When it runs: what is past already runs now, or at the next opening where it keeps to hours. */
      readonly due: string;
      /** Whether the planned moment is already past. */
      readonly late: boolean;
      /** Which repetition it is, counted from 1. */
      readonly repetition?: { readonly number: number; readonly of: number };
      readonly why: readonly string[];
      /** How it came to be, step by step; none where it is the moment that it counts from. */
      readonly steps: readonly PlanStep[];
    }
  /** It is counted from a field that is empty. */
  | { readonly kind: "field"; readonly fields: readonly string[]; readonly why: readonly string[] }
  /** It keeps to the hours of somebody who is not there. */
  | { readonly kind: "user"; readonly why: readonly string[] }
  /** There is no such moment: nobody works in a hundred years, or the calendar ends before. */
  | { readonly kind: "never"; readonly why: readonly string[] }
  /** All its repetitions have been. */
  | { readonly kind: "over"; readonly why: readonly string[] };
