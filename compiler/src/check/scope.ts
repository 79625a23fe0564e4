import type { Pipeline } from "../schema/format.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { Type } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import type { Report, World } from "./context.ts";
import type { DeclaredValue } from "./declared.ts";
import type { Known } from "./known.ts";

/** What a name means that is declared in the rules. */
export type Meaning =
  | DeclaredValue
  /** What a helper rule of the block returned. `rule` is the name of the rule in its block. */
  | { readonly kind: "result"; readonly rule: string; readonly type: Type }
  /** A parameter of a function; of a group, while the group is checked by itself. */
  | { readonly kind: "parameter"; readonly type: Type }
  /**
   * A parameter of a group where the group is included: what it is given there. It takes the place of the name; its
   * parts that are shown to people carry their `text`.
   */
  | { readonly kind: "value"; readonly value: CheckedExpression }
  /** A group of rules: it can be included, and has no value. */
  | { readonly kind: "group" }
  /** Declared, but without a meaning; that is reported where it is declared. */
  | { readonly kind: "broken" };

/** What names mean in one place. */
export interface RuleScope {
  readonly world: World;
  /** The items that the rules are about. Constants and functions know of none. */
  readonly entity?: NamedEntity;
  /** The pipelines that the block is for: a stage in quotes has to stand in each. Empty: in any of the entity. */
  readonly pipelines: readonly Pipeline[];
  /**
   * The pipelines that the item can be in, by the header and by conditions: a stage to move to has to stand in each.
   * Undefined where that is not known: in a group by itself, in a trigger.
   */
  readonly standing?: readonly Pipeline[];
  /**
   * What a name means that the rules declare: `let`, parameters, constants, functions and imports, the nearest first.
   * They hide fields of the same name. Undefined for any other name.
   */
  readonly names: (name: string) => Meaning | undefined;
  /** All names that `names` knows, for “did you mean”. */
  readonly declared: () => Iterable<string>;
  /** Whether `previous.…` has a meaning: the block is about `fieldChanged`. */
  readonly previous: boolean;
  /** What `event.…` is read from: a record. Undefined where no event brings anything. */
  readonly event?: Type;
  /** Values that conditions have shown to be there. */
  readonly known: Known;
  readonly report: Report;
}
