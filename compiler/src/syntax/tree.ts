/** The tree of a `.rules` file: immutable data, with the place of everything in the text. */

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
  | { readonly kind: "hole"; readonly value: Expression };

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
  | Group;

export interface Argument extends Node {
  readonly kind: "Argument";
  readonly name?: Name;
  readonly value: Expression;
}

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

export interface Rule extends Node {
  readonly kind: "Rule";
  readonly label?: Name;
  readonly binding?: Name;
  readonly after: readonly AfterClause[];
  readonly action: Call | Missing;
  readonly condition?: Expression;
  /** The text of the `///` comments above it. */
  readonly description?: string;
}

/** `on stage "S" in deals < … >` */
export interface StageBlock extends Node {
  readonly kind: "StageBlock";
  readonly disabled: boolean;
  readonly stages: readonly (Quoted | Missing)[];
  readonly entity: Name | Quoted | Missing;
  /** `pipeline "Retail"`, or `pipeline *` for all. */
  readonly pipeline?: Quoted | { readonly kind: "AllPipelines" };
  readonly condition?: Expression;
  readonly rules: readonly Rule[];
  /** The block sign that opens it, where it stands. */
  readonly open?: Span;
  readonly close?: Span;
}

export interface File extends Node {
  readonly kind: "File";
  readonly blocks: readonly StageBlock[];
}
