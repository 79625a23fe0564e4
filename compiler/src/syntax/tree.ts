import type { TestDeclaration } from "./test-tree.ts";

/**
 * The tree of a `.rules` file: immutable data, with the place of everything in the text. Places count from the start
 * of the section that a declaration stands in, so that an edit elsewhere in the file leaves its tree as it is.
 */

/** A stretch of text: offsets in UTF-16 units, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node extends Span {
  /** True where the text could not be read to its end: checks stay silent on what is broken already. */
  readonly broken?: boolean;
}

/** A name as it stands in the text. */
export interface Name extends Node {
  readonly kind: "Name";
  readonly text: string;
}

/** Text in quotes with no expression in it, where a name of the CRM is expected: a stage, a pipeline. */
export interface Quoted extends Node {
  readonly kind: "Quoted";
  readonly value: string;
}

/** A hole where something has to stand. The mistake is already reported. */
export interface Missing extends Node {
  readonly kind: "Missing";
}

export interface NumberLiteral extends Node {
  readonly kind: "Number";
  /** Digits without separators: `50000.5`. */
  readonly value: string;
}

/** A number with a currency behind it: `50000 EUR`. */
export interface MoneyLiteral extends Node {
  readonly kind: "Money";
  readonly value: string;
  /** Three capital letters, as they stand there. */
  readonly currency: string;
}

export type DurationUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "year";

/** `2 hours`, `3 working days` */
export interface DurationLiteral extends Node {
  readonly kind: "Duration";
  /** Digits without separators. */
  readonly count: string;
  readonly unit: DurationUnit;
  /** `working days`, `working hours`, `working minutes`: counted by the project's calendar. */
  readonly working: boolean;
}

/** `09:00`, `2026-12-24`, or `2026-12-24T18:00` in the project's zone. */
export interface CalendarLiteral extends Node {
  readonly kind: "Time" | "Date" | "DateTime";
  /** As it stands in the text. */
  readonly value: string;
}

/** `["Web", "Call"]` */
export interface ListLiteral extends Node {
  readonly kind: "List";
  readonly items: readonly Expression[];
}

/** `{ title: "…", amount: amount }`, inside parentheses. */
export interface RecordLiteral extends Node {
  readonly kind: "Record";
  readonly entries: readonly RecordEntry[];
}

export interface RecordEntry extends Node {
  readonly kind: "Entry";
  readonly name: Name;
  readonly value: Expression;
}

export interface BooleanLiteral extends Node {
  readonly kind: "Boolean";
  readonly value: boolean;
}

/** Text with expressions in braces. */
export interface TextLiteral extends Node {
  readonly kind: "Text";
  readonly parts: readonly TextPart[];
}

export type TextPart =
  | { readonly kind: "chars"; readonly value: string }
  | {
      readonly kind: "hole";
      readonly value: Expression;
      /** The word behind the colon: `long` in `{closeDate:long}`. */
      readonly format?: Name;
    };

/** The item itself: `this`. */
export interface This extends Node {
  readonly kind: "This";
}

/** A name, or a name of something linked: `amount`, `contact.email`. */
export interface Reference extends Node {
  readonly kind: "Reference";
  readonly path: readonly Name[];
}

export interface Negation extends Node {
  readonly kind: "Not" | "Minus";
  readonly operand: Expression;
}

/** `a and b and c` is one node with three operands. */
export interface Logical extends Node {
  readonly kind: "And" | "Or";
  readonly operands: readonly Expression[];
}

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "??";
export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

export interface Arithmetic extends Node {
  readonly kind: "Arithmetic";
  readonly operator: ArithmeticOperator;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Comparison extends Node {
  readonly kind: "Comparison";
  readonly operator: ComparisonOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `x is set`, `x is empty`, and both with `not`. */
export interface Presence extends Node {
  readonly kind: "Presence";
  readonly operand: Expression;
  readonly wanted: "set" | "empty";
}

export type TestOperator = "in" | "contains" | "starts with" | "ends with" | "matches";

/** `source in ["Web", "Call"]`, `title contains "test"`, `createdAt.time in 20:00..08:00` */
export interface Test extends Node {
  readonly kind: "Test";
  readonly operator: TestOperator;
  /** `not in` */
  readonly negated: boolean;
  readonly left: Expression;
  readonly right: Expression;
}

/** `20:00..08:00`: both ends, for `in`. The lower end belongs to it, the upper one does not where it is a time of day. */
export interface Range extends Node {
  readonly kind: "Range";
  readonly from: Expression;
  readonly to: Expression;
}

/** `if a then b else c` */
export interface Conditional extends Node {
  readonly kind: "If";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** Parentheses are kept, so that the formatter and messages say what people wrote. */
export interface Group extends Node {
  readonly kind: "Group";
  readonly inner: Expression;
}

export type Expression =
  | Missing
  | NumberLiteral
  | BooleanLiteral
  | TextLiteral
  | This
  | Reference
  | Negation
  | Logical
  | Arithmetic
  | Comparison
  | Presence
  | Group
  | MoneyLiteral
  | DurationLiteral
  | CalendarLiteral
  | ListLiteral
  | RecordLiteral
  | Test
  | Range
  | Conditional
  | Call;

export interface Argument extends Node {
  readonly kind: "Argument";
  readonly name?: Name;
  readonly value: Expression;
}

/** An action, a function, or an event with what it is asked for. */
export interface Call extends Node {
  readonly kind: "Call";
  readonly callee: Name;
  readonly args: readonly Argument[];
}

/** `after previous`, `after all previous`, `after link succeeds` */
export interface AfterClause extends Node {
  readonly kind: "After";
  readonly target: { readonly kind: "previous" } | { readonly kind: "allPrevious" } | Name;
  readonly outcome: "ended" | "succeeds" | "fails";
}

/** `after 2 hours`. The duration may be the name of a constant; then it is read as an `AfterClause` first. */
export interface DelayClause extends Node {
  readonly kind: "Delay";
  readonly duration: Expression;
}

/**
 * `at 09:00`, `at 10:00 on closeDate - 1 day`, `at meetingAt`, `at 2 hours before meetingAt`,
 * `at 10:00 on 2 working days before closeDate`
 */
export interface AtClause extends Node {
  readonly kind: "At";
  /** The time of day, where one is named by itself. */
  readonly time?: Expression;
  readonly offset?: { readonly duration: Expression; readonly direction: "before" | "after" };
  /** What the moment is counted from: a day or a moment. */
  readonly anchor?: Expression;
}

/** `within working hours`, `within working hours of responsible` */
export interface WithinClause extends Node {
  readonly kind: "Within";
  readonly of?: Expression;
}

/** `every 5 days up to 3 times until (contract is set)` */
export interface RepeatClause extends Node {
  readonly kind: "Repeat";
  readonly every: Expression;
  /** Missing where nobody wrote `up to`, which is reported. */
  readonly times: NumberLiteral | Missing;
  readonly until?: Expression;
}

export type ScheduleClause = AfterClause | DelayClause | AtClause | WithinClause | RepeatClause;

export type Modifier =
  | (Node & { readonly kind: "As"; readonly user: Expression })
  | (Node & { readonly kind: "Once"; readonly per?: Expression })
  | (Node & { readonly kind: "Retry"; readonly times: NumberLiteral | Missing })
  | (Node & { readonly kind: "SkipIfLate" })
  | (Node & { readonly kind: "Off" });

export interface Rule extends Node {
  readonly kind: "Rule";
  readonly label?: Name;
  readonly binding?: Name;
  readonly schedule: readonly ScheduleClause[];
  readonly action: Call | Missing;
  readonly condition?: Expression;
  readonly modifiers: readonly Modifier[];
  /** The text of the `///` comments above it. */
  readonly description?: string;
}

/** `include remind("…") when amount > 5;` */
export interface Include extends Node {
  readonly kind: "Include";
  readonly label?: Name;
  /** Order clauses only: `after previous include …`. Each rule of the group gets them. */
  readonly schedule: readonly ScheduleClause[];
  readonly group: Call | Missing;
  readonly condition?: Expression;
  readonly description?: string;
}

export type RuleEntry = Rule | Include;

/** `pipeline "Retail"`, or `pipeline *` for all. */
export type PipelineChoice = Quoted | { readonly kind: "AllPipelines" };

interface BlockParts extends Node {
  readonly disabled: boolean;
  readonly entity: Name | Quoted | Missing;
  readonly pipeline?: PipelineChoice;
  /** The header's condition, behind `when` or `where`. */
  readonly condition?: Expression;
  readonly rules: readonly RuleEntry[];
  /** The block sign that opens it, where it stands. */
  readonly open?: Span;
  readonly close?: Span;
  /** The text of the `///` comments above it. */
  readonly description?: string;
}

/** `on stage "S" in deals < … >` */
export interface StageBlock extends BlockParts {
  readonly kind: "StageBlock";
  readonly stages: readonly (Quoted | Missing)[];
}

/** `on fieldChanged(amount) in deals < … >`. An event without arguments may go without parentheses. */
export interface EventBlock extends BlockParts {
  readonly kind: "EventBlock";
  readonly event: Call | Missing;
}

/** When a calendar block comes round. */
export type Recurrence =
  | (Node & { readonly kind: "EveryDay" | "EveryWeekday" | "EveryWorkingDay" })
  /** `every monday, thursday` */
  | (Node & { readonly kind: "EveryNamedDay"; readonly days: readonly Name[] })
  /** `every month on 1`, `every month on last day` */
  | (Node & { readonly kind: "EveryMonth"; readonly day: NumberLiteral | "last" | Missing })
  /** `every 2 hours` */
  | (Node & { readonly kind: "EveryInterval"; readonly duration: Expression });

/** `every weekday at 09:00 in deals where (…) < … >` */
export interface CalendarBlock extends BlockParts {
  readonly kind: "CalendarBlock";
  readonly every: Recurrence | Missing;
  readonly at?: Expression;
}

/** `on invoicePaid in deals move to "Product delivery" when … as responsible allow backward` */
export interface Trigger extends Node {
  readonly kind: "Trigger";
  readonly disabled: boolean;
  readonly event: Call | Missing;
  readonly entity: Name | Quoted | Missing;
  readonly pipeline?: PipelineChoice;
  readonly target: Quoted | Missing;
  readonly condition?: Expression;
  readonly as?: Expression;
  readonly backward: boolean;
  readonly description?: string;
}

/** `Text`, `Money?`, `List<Text>` */
export interface TypeName extends Node {
  readonly kind: "TypeName";
  readonly name: Name;
  /** For `List`: what it holds. */
  readonly of?: TypeName;
  readonly optional: boolean;
}

export interface ParameterDeclaration extends Node {
  readonly kind: "Parameter";
  readonly name: Name;
  readonly type: TypeName | Missing;
}

/** `rules remind(text: Text) in deals < … >` */
export interface GroupDeclaration extends BlockParts {
  readonly kind: "RuleGroup";
  readonly name: Name | Missing;
  readonly parameters: readonly ParameterDeclaration[];
}

/** `const bigDeal = 50000` */
export interface ConstDeclaration extends Node {
  readonly kind: "Const";
  readonly name: Name | Missing;
  readonly value: Expression;
  readonly description?: string;
}

/** `function net(a: Money) = a * 0.8` */
export interface FunctionDeclaration extends Node {
  readonly kind: "Function";
  readonly name: Name | Missing;
  readonly parameters: readonly ParameterDeclaration[];
  readonly body: Expression;
  readonly description?: string;
}

/** `import { bigDeal } from "./common.rules"` */
export interface ImportDeclaration extends Node {
  readonly kind: "Import";
  readonly names: readonly Name[];
  readonly from: Quoted | Missing;
}

/** What has rules in it. */
export type Block = StageBlock | EventBlock | CalendarBlock | GroupDeclaration;

/** What stands at the top level of a file. */
export type Declaration =
  | Block
  | Trigger
  | ConstDeclaration
  | FunctionDeclaration
  | ImportDeclaration
  | TestDeclaration;
