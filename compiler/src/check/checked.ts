import type { Pipeline, Stage, User } from "../schema/format.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { ComparisonOperator, Rule, Span, StageBlock } from "../syntax/tree.ts";
import type { ActionSignature, Parameter } from "../types/signatures.ts";
import type { Type } from "../types/types.ts";

/** An expression whose names and types are known. Types and places stand on every node; emitters need no schema. */
export type CheckedExpression = Span & { readonly type: Type } & (
    | { readonly kind: "number"; readonly value: string }
    /** A bare number beside money. */
    | { readonly kind: "money"; readonly value: string; readonly currency: string }
    | { readonly kind: "text"; readonly parts: readonly CheckedPart[] }
    | { readonly kind: "boolean"; readonly value: boolean }
    | { readonly kind: "user"; readonly user: User }
    | {
        readonly kind: "stage" /** Or its title, where the id differs between pipelines. */;
        readonly id: string;
      }
    | { readonly kind: "option"; readonly id: string }
    | { readonly kind: "this" }
    /** A field of the item, or of something linked to it. */
    | { readonly kind: "field"; readonly path: readonly PathStep[] }
    /** What a helper rule returned, or a part of it. */
    | { readonly kind: "result"; readonly rule: string; readonly path: readonly PathStep[] }
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
    | { readonly kind: "present"; readonly operand: CheckedExpression; readonly wanted: "set" | "empty" }
    | {
        readonly kind: "compute";
        readonly operation: Computation;
        readonly operands: readonly CheckedExpression[];
      }
    | { readonly kind: "orElse"; readonly left: CheckedExpression; readonly right: CheckedExpression }
    | { readonly kind: "group"; readonly inner: CheckedExpression }
    | { readonly kind: "broken" }
  );

export type CheckedPart =
  | { readonly kind: "chars"; readonly value: string }
  | { readonly kind: "hole"; readonly value: CheckedExpression };

export interface PathStep {
  readonly name: string;
  /** What the step is taken on may be missing. */
  readonly ownerMayBeMissing: boolean;
}

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
  | "join";

export interface CheckedArgument {
  readonly parameter: Parameter;
  readonly value: CheckedExpression;
}

export interface CheckedDependency {
  readonly rule: string;
  readonly when: "ended" | "succeeds" | "fails";
}

export interface CheckedRule {
  readonly node: Rule;
  readonly name: string;
  readonly action: ActionSignature;
  readonly args: readonly CheckedArgument[];
  /** The header's condition and its own. */
  readonly condition?: CheckedExpression;
  readonly after: readonly CheckedDependency[];
  /** Rules whose results it cannot do without. */
  readonly uses: readonly string[];
}

/** The stages of one pipeline that a block is for. */
export interface Place {
  readonly pipeline: Pipeline;
  readonly stages: readonly Stage[];
}

export interface CheckedBlock {
  readonly node: StageBlock;
  readonly entity: NamedEntity;
  readonly places: readonly Place[];
  readonly rules: readonly CheckedRule[];
}
