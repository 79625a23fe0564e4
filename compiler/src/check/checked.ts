import type { Pipeline, Stage, User } from "../schema/format.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type {
  Block,
  CalendarBlock,
  ComparisonOperator,
  ConstDeclaration,
  EventBlock,
  FunctionDeclaration,
  Rule,
  Span,
  StageBlock,
  Trigger,
} from "../syntax/tree.ts";
import type { ActionSignature, Parameter, TriggerSignature } from "../types/signatures.ts";
import type { Type } from "../types/types.ts";
import type { CheckedTest } from "./tests/section.ts";

/**
 * What the checker found out. Names and types stand on every node, so emitters, analyses and evaluators need neither
 * the schema nor other files. Places count from the start of the section that the node stands in.
 */

/** A length of time. Calendar units, elapsed time and working time do not turn into each other before a day is known. */
export interface DurationValue {
  /** 12 for a year. */
  readonly months: number;
  /** 7 for a week. */
  readonly days: number;
  readonly milliseconds: number;
  readonly workingDays: number;
  /** Time counted within working hours only. */
  readonly workingMilliseconds: number;
}

/** A constant or a function, by the file that declares it and its name there. */
export interface DeclaredName {
  readonly file: string;
  readonly name: string;
}

/** An expression whose names and types are known. */
export type CheckedExpression = Span & {
  readonly type: Type;
  /**
   * Its text, where it is written elsewhere than its rule: the condition of a header or of an `include` on a rule of a
   * group, and what a parameter of a group stands for. Its place is then the one in the rule that it belongs to.
   */
  readonly text?: string;
} & (
    | { readonly kind: "number"; readonly value: string }
    /** A number with a currency, or a bare one beside money. */
    | { readonly kind: "money"; readonly value: string; readonly currency: string }
    | { readonly kind: "text"; readonly parts: readonly CheckedPart[] }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "duration"; readonly value: DurationValue }
    /** `HH:MM:SS` */
    | { readonly kind: "time"; readonly value: string }
    /** `YYYY-MM-DD` */
    | { readonly kind: "date"; readonly value: string }
    /** `YYYY-MM-DDTHH:MM:SS` in the project's zone. */
    | { readonly kind: "moment"; readonly value: string }
    | { readonly kind: "list"; readonly items: readonly CheckedExpression[] }
    | { readonly kind: "record"; readonly entries: readonly CheckedEntry[] }
    | { readonly kind: "user"; readonly user: User }
    | {
        readonly kind: "stage";
        /** Or its title, where the id differs between pipelines. */
        readonly id: string;
        readonly title: string;
        /** All that are meant, by the ids of pipeline and stage: several pipelines can have a stage of the title. */
        readonly places: readonly { readonly pipeline: string; readonly stage: string }[];
      }
    | { readonly kind: "pipeline"; readonly id: string; readonly title: string }
    | { readonly kind: "option"; readonly id: string }
    /** A field of the item as the name of a field: the first argument of `setField`. */
    | { readonly kind: "fieldName"; readonly name: string }
    | { readonly kind: "this" }
    /** A field of the item, or of something linked to it. */
    | { readonly kind: "field"; readonly path: readonly PathStep[] }
    /** A field as it was before the event: `previous.amount`. */
    | { readonly kind: "previous"; readonly path: readonly PathStep[] }
    /** What the event brought with it: `event.form`. */
    | { readonly kind: "event"; readonly path: readonly PathStep[] }
    /** What a helper rule returned, or a part of it. `rule` is the name of the rule in its block. */
    | { readonly kind: "result"; readonly rule: string; readonly path: readonly PathStep[] }
    /** A parameter of the function that it stands in. Those of groups are replaced by what they are given. */
    | { readonly kind: "parameter"; readonly name: string; readonly path: readonly PathStep[] }
    /** `value` is what it stands for: a fixed length of time, a pattern, a threshold. */
    | { readonly kind: "constant"; readonly of: DeclaredName; readonly value: CheckedExpression }
    | { readonly kind: "call"; readonly of: DeclaredName; readonly args: readonly CheckedExpression[] }
    /** `now`, a moment; `today`, a day in the project's zone. */
    | { readonly kind: "now" | "today" }
    /** A part of a value that is no field: `createdAt.time`, `amount.currency`, `contacts.first`. */
    | { readonly kind: "part"; readonly part: ValuePart; readonly operand: CheckedExpression }
    /** A field of a value that is computed: `contacts.first.email`, or of a constant. */
    | { readonly kind: "member"; readonly operand: CheckedExpression; readonly path: readonly PathStep[] }
    | { readonly kind: "not"; readonly operand: CheckedExpression }
    | { readonly kind: "and" | "or"; readonly operands: readonly CheckedExpression[] }
    | {
        readonly kind: "compare";
        readonly operator: ComparisonOperator;
        readonly left: CheckedExpression;
        readonly right: CheckedExpression;
        /** How the two are compared: users, options and items by who they are, the rest by value. */
        readonly by: "value" | "identity";
      }
    | {
        readonly kind: "test";
        readonly test: Test;
        readonly negated: boolean;
        readonly left: CheckedExpression;
        readonly right: CheckedExpression;
        /** How members of a list are compared. */
        readonly by: "value" | "identity";
      }
    /** Only on the right of a test by range. */
    | { readonly kind: "range"; readonly from: CheckedExpression; readonly to: CheckedExpression }
    | { readonly kind: "present"; readonly operand: CheckedExpression; readonly wanted: "set" | "empty" }
    | {
        readonly kind: "compute";
        readonly operation: Computation;
        readonly operands: readonly CheckedExpression[];
      }
    | { readonly kind: "orElse"; readonly left: CheckedExpression; readonly right: CheckedExpression }
    | {
        readonly kind: "if";
        readonly condition: CheckedExpression;
        readonly then: CheckedExpression;
        readonly otherwise: CheckedExpression;
      }
    | { readonly kind: "group"; readonly inner: CheckedExpression }
    | { readonly kind: "broken" }
  );

export interface CheckedEntry {
  readonly name: string;
  readonly value: CheckedExpression;
}

export type CheckedPart =
  | { readonly kind: "chars"; readonly value: string }
  | { readonly kind: "hole"; readonly value: CheckedExpression; readonly format?: string };

export interface PathStep {
  readonly name: string;
  /** What the step is taken on may be missing. */
  readonly ownerMayBeMissing: boolean;
}

/** What follows a dot on a value that has no fields. Moments are looked at in the project's zone. */
export type ValuePart =
  | "date"
  | "time"
  | "year"
  | "month"
  | "day"
  /** 1 for Monday to 7 for Sunday, as ISO 8601 counts. */
  | "weekday"
  | "hour"
  | "minute"
  /** Of a text, in characters as people count them. */
  | "length"
  | "count"
  | "first"
  | "last"
  | "amount"
  | "currency";

/** A test by its operator and the kinds of its operands. */
export type Test =
  /** `x in [a, b]`, or a list on the right: one of them is x. */
  | "inList"
  /** `x in a..b` */
  | "inRange"
  /** A text holds another; case does not count. */
  | "textContains"
  /** `list contains x` */
  | "listContains"
  | "startsWith"
  | "endsWith"
  /** The right side is a constant text, checked to be a pattern. */
  | "matches";

/** What is computed, by the kinds of its operands. */
export type Computation =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "negate"
  | "addMoney"
  | "subtractMoney"
  | "scaleMoney"
  | "divideMoney"
  | "ratio"
  | "negateMoney"
  | "join"
  /** A day and a duration; the result is a moment where the duration has hours in it. */
  | "addToDate"
  | "subtractFromDate"
  | "addToMoment"
  | "subtractFromMoment"
  /** A time of day and a duration, round the clock. */
  | "addToTime"
  | "subtractFromTime"
  /** From one day to another, in days. */
  | "daysBetween"
  /** From one moment to another, as elapsed time. */
  | "timeBetween"
  | "addDurations"
  | "subtractDurations"
  | "scaleDuration"
  | "negateDuration"
  /** Two lists, one behind the other. */
  | "joinLists";

export interface CheckedArgument {
  readonly parameter: Parameter;
  readonly value: CheckedExpression;
}

export interface CheckedDependency {
  readonly rule: string;
  readonly when: "ended" | "succeeds" | "fails";
}

/** `at …`: at least one of `time` and `anchor` is there. */
export interface CheckedMoment {
  readonly time?: CheckedExpression;
  readonly anchor?: CheckedExpression;
  readonly offset?: { readonly duration: DurationValue; readonly direction: "before" | "after" };
  /** Paths of the fields that it is counted from, for re-planning: `closeDate`, `contact.birthday`. */
  readonly fields: readonly string[];
}

/** When a rule runs, beyond its order. */
export interface CheckedSchedule {
  /** Counted from when the rule might start otherwise. */
  readonly delay?: DurationValue;
  readonly at?: CheckedMoment;
  /** `of`: the user whose hours count; the project's otherwise. */
  readonly within?: { readonly of?: CheckedExpression };
  readonly repeat?: {
    readonly every: DurationValue;
    readonly times: number;
    readonly until?: CheckedExpression;
  };
}

export interface CheckedModifiers {
  readonly as?: CheckedExpression;
  /** For an item, however often it comes back; with `per`, once within that time. */
  readonly once?: { readonly per?: DurationValue };
  /** How many attempts follow the first, at most. */
  readonly retry?: number;
  readonly skipIfLate: boolean;
  /** Kept and checked, but not run. */
  readonly disabled: boolean;
}

/** Where a rule is written: a rule of a group is used in other files. */
export interface Origin {
  readonly file: string;
  /** The text of the whole file. */
  readonly source: string;
  /** Offset in it of the section that the rule stands in. */
  readonly offset: number;
}

export interface CheckedRule {
  readonly node: Rule;
  /** Only where it differs from that of its block: the rule comes from a group. */
  readonly origin?: Origin;
  readonly name: string;
  readonly action: ActionSignature;
  readonly args: readonly CheckedArgument[];
  /** The header's condition, that of an `include`, and its own. */
  readonly condition?: CheckedExpression;
  readonly after: readonly CheckedDependency[];
  /** Rules whose results it cannot do without. */
  readonly uses: readonly string[];
  readonly schedule: CheckedSchedule;
  readonly modifiers: CheckedModifiers;
}

/** The stages of one pipeline that a block is for. */
export interface Place {
  readonly pipeline: Pipeline;
  readonly stages: readonly Stage[];
}

export interface CheckedStageBlock {
  readonly kind: "stage";
  readonly node: StageBlock;
  readonly entity: NamedEntity;
  readonly places: readonly Place[];
  readonly condition?: CheckedExpression;
  readonly rules: readonly CheckedRule[];
}

/** An event as a header asks for it. */
export interface CheckedEvent {
  readonly name: string;
  /** Undefined for what the engine itself knows: `created`, `fieldChanged`. */
  readonly signature?: TriggerSignature;
  readonly args: readonly CheckedArgument[];
  /** For `fieldChanged`: the fields asked for; empty for any. */
  readonly fields: readonly string[];
}

export interface CheckedEventBlock {
  readonly kind: "event";
  readonly node: EventBlock;
  readonly entity: NamedEntity;
  /** Pipelines that it is for; every one where none is named. Empty for an entity without stages. */
  readonly pipelines: readonly Pipeline[];
  readonly event: CheckedEvent;
  readonly condition?: CheckedExpression;
  readonly rules: readonly CheckedRule[];
}

export type CheckedRecurrence =
  | { readonly kind: "day" | "weekday" | "workingDay" }
  /** 1 for Monday to 7 for Sunday, in order. */
  | { readonly kind: "namedDays"; readonly days: readonly number[] }
  /** A day that a month does not have is its last day. */
  | { readonly kind: "month"; readonly day: number | "last" }
  | { readonly kind: "interval"; readonly every: DurationValue };

export interface CheckedCalendarBlock {
  readonly kind: "calendar";
  readonly node: CalendarBlock;
  readonly entity: NamedEntity;
  readonly pipelines: readonly Pipeline[];
  readonly every: CheckedRecurrence;
  /** `HH:MM:SS`; midnight where none is said. Not for intervals. */
  readonly at: string;
  /** `where (…)`: which items. */
  readonly condition?: CheckedExpression;
  readonly rules: readonly CheckedRule[];
}

/** What has rules that can run. Groups are in it where they are included. */
export type CheckedBlock = CheckedStageBlock | CheckedEventBlock | CheckedCalendarBlock;

export interface CheckedTrigger {
  readonly node: Trigger;
  readonly entity: NamedEntity;
  readonly event: CheckedEvent;
  /** The stage by each pipeline that it moves in. */
  readonly targets: readonly { readonly pipeline: Pipeline; readonly stage: Stage }[];
  readonly condition?: CheckedExpression;
  readonly as?: CheckedExpression;
}

export interface CheckedConst {
  readonly node: ConstDeclaration;
  readonly name: string;
  readonly value: CheckedExpression;
}

export interface CheckedFunction {
  readonly node: FunctionDeclaration;
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: Type }[];
  readonly body: CheckedExpression;
}

/** The meaning of one section of a file. A group has none of its own: it means something where it is included. */
export type CheckedDeclaration =
  | { readonly kind: "block"; readonly block: CheckedBlock }
  | { readonly kind: "trigger"; readonly trigger: CheckedTrigger }
  | { readonly kind: "const"; readonly constant: CheckedConst }
  | { readonly kind: "function"; readonly function: CheckedFunction }
  | { readonly kind: "test"; readonly test: CheckedTest }
  | { readonly kind: "import" | "group" };

/** A declaration with its place: what stands in `declaration` counts from `offset`. */
export interface PlacedDeclaration {
  readonly offset: number;
  readonly declaration: CheckedDeclaration;
}

/** The block of a tree that a checked block was made of. */
export type BlockNode = Exclude<Block, { readonly kind: "RuleGroup" }>;
