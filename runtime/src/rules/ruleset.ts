import type { Condition } from "./condition.ts";
import type { CrmSchema } from "./schema.ts";
import type { JsonObject } from "./values.ts";

/** What conditions and arguments of a rule are computed from. Immutable; reading it has no effect. */
export interface Scope<I = Readonly<Record<string, unknown>>, R = Readonly<Record<string, unknown>>> {
  /** The fields of the item, as values of the language: see `readItem`. */
  readonly item: I;
  /** What the helper rules of this visit returned, by the name behind `let`. Missing where nothing was produced. */
  readonly results: R;
}

/** Where in the text of the rules something stands. Lines count from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
}

/** A rule that has to end before another one may start. */
export interface Dependency {
  /** Name of the rule waited for, in the same block. */
  readonly rule: string;
  /** `ended`: however it ended. Otherwise the waiting rule is skipped when it ended in another way. */
  readonly when: "ended" | "succeeds" | "fails";
}

/** One rule of a block: data, and two pure functions. What touches the world stands in `Calls`. */
export interface Rule {
  /** Unique in the rule set, and the key of its call. */
  readonly id: string;
  /** Unique in its block: its label, the name behind `let`, or the name of the action. */
  readonly name: string;
  readonly action: string;
  /** The text of the `///` comment above it. */
  readonly description?: string;
  readonly source: Source;
  readonly after: readonly Dependency[];
  /** Names of the rules whose results the arguments or the condition use. They are waited for as well. */
  readonly uses: readonly string[];
  /** True where a second attempt after a crash does no harm (`@repeatable` at the action). */
  readonly repeatable: boolean;
  readonly when?: Condition<never>;
  /** The arguments by the name of the action's parameter, ready to be stored as JSON. Throws `RuleFailure`. */
  readonly args: (scope: never) => JsonObject;
}

/** The rules that start when an item enters one of the stages. */
export interface StageBlock {
  readonly entity: string;
  readonly pipeline: string;
  /** Ids of the stages. */
  readonly stages: readonly string[];
  readonly source: Source;
  readonly rules: readonly Rule[];
}

/** The pure half of a build: loaded by the thread that owns the ledger. It holds no code of any action. */
export interface RuleSet {
  readonly schema: CrmSchema;
  /** IANA name of the zone that the portal lives in. */
  readonly timezone: string;
  /** ISO 4217 code of the project's currency. */
  readonly currency: string;
  readonly blocks: readonly StageBlock[];
}

/** A rule set with its hash, by which visits remember it. */
export interface LoadedRuleSet extends RuleSet {
  /** SHA-256 of the build, in hexadecimal. */
  readonly hash: string;
}
