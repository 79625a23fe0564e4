import type { JsonObject } from "@onstage/runtime/rules";

/** What is done with an example, and what comes of it; or that it is refused, so that nothing can come of it. */
export type Outcome = Happening | "refused";

/** What is done with an example that runs, and what comes of it. */
export interface Happening {
  readonly scenario: Scenario;
  /**
   * What happens, as `told` says it, where `…` at the end of a line is whatever reason is given; left out where the page
   * itself tells it below the example.
   */
  readonly happens?: readonly string[];
}

/** A scenario for the CRM that the examples are written for. */
export interface Scenario {
  /** A Friday morning if left out. */
  readonly now?: string;
  readonly items: Readonly<Record<string, readonly JsonObject[]>>;
  readonly events: readonly JsonObject[];
  readonly results?: JsonObject;
  readonly fail?: JsonObject;
  readonly until?: string;
}

/** The outcomes of a page, by the heading above its examples, in their order. */
export type Outcomes = Readonly<Record<string, readonly Outcome[]>>;
