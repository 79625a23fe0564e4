import type { Calendar } from "../time/calendar.ts";
import type { Duration } from "../time/duration.ts";
import type { Condition } from "./condition.ts";
import type { Hooks } from "./hooks.ts";
import type { Rates } from "./rates.ts";
import type { CrmSchema } from "./schema.ts";
import type { JsonObject, Maybe } from "./values.ts";

/** What a rule set says about time, money and language, and what the moment of looking is. */
export interface Setting {
  /** IANA name of the zone that the portal lives in. */
  readonly timezone: string;
  /** ISO 4217 code of bare numbers beside money. */
  readonly currency: string;
  /** BCP 47 tag of the language that dates and numbers in texts are written in. */
  readonly locale: string;
  readonly calendar: Calendar;
  readonly rates: Rates;
}

/** What conditions and arguments of a rule are computed from. Immutable; reading it has no effect. */
export interface Scope<
  I = Readonly<Record<string, unknown>>,
  R = Readonly<Record<string, unknown>>,
  E = JsonObject,
> {
  /** The fields of the item, as values of the language: see `readItem`. */
  readonly item: I;
  /** What the helper rules of this visit returned, by the name behind `let`. Missing where nothing was produced. */
  readonly results: R;
  /** The fields as they were before the event that the block is about. Empty elsewhere. */
  readonly previous: Partial<I>;
  /** What the event brought with it. Empty elsewhere. */
  readonly event: E;
  /** The moment of looking, ISO 8601 in UTC with milliseconds. */
  readonly now: string;
  readonly setting: Setting;
}

/** What values depend on beside each other: the moment of looking, and the setting. Every scope is one. */
export type Looking = Pick<Scope, "now" | "setting">;

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

/** When a run may start, beyond its order. All parts that are there apply, in this order. */
export interface Schedule {
  /** Counted from the moment at which the rule might start otherwise. */
  readonly delay?: Duration;
  readonly at?: {
    /** `HH:MM:SS`; missing: not planned yet. */
    readonly time?: (scope: never) => Maybe<string>;
    /** A day, or a moment in UTC; missing: not planned yet. */
    readonly anchor?: (scope: never) => Maybe<string>;
    readonly offset?: { readonly duration: Duration; readonly direction: "before" | "after" };
    /** Paths of the fields that it is counted from: `closeDate`, `contact.birthday`. */
    readonly fields: readonly string[];
    /** As it stands in the rule, for reasons: `at 10:00 on closeDate - 1 day`. */
    readonly text: string;
  };
  /** `of`: the user whose hours count, missing where there is none; the project's hours where it is left out. */
  readonly within?: { readonly of?: (scope: never) => Maybe<{ readonly id: number }> };
  readonly repeat?: {
    readonly every: Duration;
    /** At least 1. */
    readonly times: number;
    readonly until?: Condition<never>;
  };
}

/** One rule of a block: data, and pure functions. What touches the world stands in `Calls`. */
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
  /** Events that its action may wait for (`@awaits`): one that comes while it is still under way counts as well. */
  readonly awaits?: readonly string[];
  readonly schedule?: Schedule;
  /** The user in whose name it acts; the service itself where it is left out. */
  readonly as?: (scope: never) => Maybe<{ readonly id: number; readonly name: string }>;
  /** For an item, however often it comes back; with `per`, once within that time. A failure does not count. */
  readonly once?: { readonly per?: Duration };
  /** How many attempts follow the first, at most; what the action says where it is left out. */
  readonly retry?: number;
  /** A moment that is already past when it is planned skips the run. */
  readonly skipIfLate?: boolean;
  readonly when?: Condition<never>;
  /** The arguments by the name of the action's parameter, ready to be stored as JSON. Throws `RuleFailure`. */
  readonly args: (scope: never) => JsonObject;
}

/** A rule that is checked and never runs: it is known by name, so that people can be told why. */
export interface IdleRule {
  readonly name: string;
  readonly action: string;
  readonly source: Source;
  readonly because:
    | { readonly kind: "rule" | "block" }
    /** It cannot do without this rule of its block, which does not run. */
    | { readonly kind: "needs"; readonly rule: string };
}

/** The rules that start when an item enters one of the stages. */
export interface StageBlock {
  readonly kind: "stage";
  readonly entity: string;
  readonly pipeline: string;
  /** Ids of the stages. */
  readonly stages: readonly string[];
  readonly source: Source;
  readonly rules: readonly Rule[];
  /** Those that never run; none where it is left out. */
  readonly idle?: readonly IdleRule[];
}

/** What a block or a trigger waits for. */
export interface EventPattern {
  /** `created` and `fieldChanged` come from the engine itself; others from outside. */
  readonly type: string;
  /** For `fieldChanged`: the fields asked for; any where it is empty. */
  readonly fields?: readonly string[];
  /** Whether what the event brought fits what the rule asks for; always where it is left out. */
  readonly fits?: (scope: never) => boolean;
  /** As it stands in the header: `formSent("Contact us")`. */
  readonly text: string;
}

/** Rules that start when an event happens to an item. */
export interface EventBlock {
  readonly kind: "event";
  readonly entity: string;
  /** Ids of the pipelines it is for; all, where it is left out. */
  readonly pipelines?: readonly string[];
  readonly event: EventPattern;
  readonly source: Source;
  readonly rules: readonly Rule[];
}

/** When a calendar block comes round, in the zone of the portal. */
export type Recurrence =
  | { readonly kind: "day" | "weekday" | "workingDay" }
  /** 1 for Monday to 7 for Sunday. */
  | { readonly kind: "namedDays"; readonly days: readonly number[] }
  /** A day that a month does not have is its last day. */
  | { readonly kind: "month"; readonly day: number | "last" }
  | { readonly kind: "interval"; readonly every: Duration };

/** Rules that start at moments of the calendar, for each item that fits. */
export interface CalendarBlock {
  readonly kind: "calendar";
  /** Unique in the rule set. */
  readonly id: string;
  readonly entity: string;
  readonly pipelines?: readonly string[];
  readonly every: Recurrence;
  /** `HH:MM:SS`; of no meaning for intervals. */
  readonly at: string;
  /** As it stands in the header: `every weekday at 09:00`. */
  readonly text: string;
  /** Which items. */
  readonly where?: Condition<never>;
  readonly source: Source;
  readonly rules: readonly Rule[];
}

export type Block = StageBlock | EventBlock | CalendarBlock;

/** An event that moves an item to a stage. Forward only, unless allowed; never out of a final stage. */
export interface TriggerMove {
  /** Unique in the rule set. */
  readonly id: string;
  readonly entity: string;
  readonly event: EventPattern;
  /** Pipeline and stage by their ids, one for each pipeline that it moves in. */
  readonly targets: readonly { readonly pipeline: string; readonly stage: string }[];
  readonly when?: Condition<never>;
  readonly as?: (scope: never) => Maybe<{ readonly id: number; readonly name: string }>;
  readonly allowBackward: boolean;
  readonly source: Source;
}

/** How much is asked at a time of an action, or of a provider that several actions share. */
export interface Limit {
  /** How many attempts may be under way at once. */
  readonly concurrent?: number;
  /** How many attempts may begin within any second, and within any minute. */
  readonly perSecond?: number;
  readonly perMinute?: number;
}

/** What the actions of a build may reach, and how often. */
export interface Reach {
  /** The providers that actions share, by the name of the action. */
  readonly providers?: Readonly<Record<string, readonly string[]>>;
  /** By the name of an action or of a provider. */
  readonly limits?: Readonly<Record<string, Limit>>;
  /** Hosts and ranges of addresses that may be called although they are not on the public internet. */
  readonly outbound?: { readonly allow: readonly string[] };
  /** Environment variables that actions may read as secrets. */
  readonly secrets?: readonly string[];
}

/** The pure half of a build: loaded by the thread that owns the ledger. It holds no code of any action. */
export interface RuleSet extends Setting, Reach {
  readonly schema: CrmSchema;
  readonly blocks: readonly Block[];
  readonly triggers: readonly TriggerMove[];
  /** Addresses that other systems call; none if left out. */
  readonly hooks?: Hooks;
  /** Names of all events that the project knows beside those of the engine itself; others are refused. */
  readonly events: readonly string[];
}

/** A rule set with its hash, by which visits remember it. */
export interface LoadedRuleSet extends RuleSet {
  /** SHA-256 of the build, in hexadecimal. */
  readonly hash: string;
  /**
   * What each rule and trigger says, by its id: the same text in two builds for what is the same, in the rule itself, in
   * what it uses and in its action. Left out by builds that do not say so.
   */
  readonly shapes?: Readonly<Record<string, string>>;
}
