import type { CheckedDependency, CheckedExpression, Origin } from "./checked.ts";
import type { Declared } from "./file-names.ts";
import type { RuleScope } from "./scope.ts";
import type { Visibility } from "./visible.ts";

/** What the rules of all files are checked in. */
export interface Surroundings {
  /** What a file sees. */
  readonly visibleIn: (file: string) => Visibility;
  /** Where a group is written. */
  readonly originOf: (group: Declared) => Origin;
}

/** What the rules of a block, or of a group, have in common. */
export interface Frame extends Surroundings {
  /** Without what the rules name themselves. */
  readonly scope: RuleScope;
  readonly visible: Visibility;
  /** Text of the section that the rules stand in. */
  readonly text: string;
  /** Conditions under which all of the rules stand. */
  readonly condition?: CheckedExpression;
  /** Whether results of other rules are in what the rules are given: in arguments, or in the condition above. */
  readonly isGivenResults: boolean;
  /** What all of the rules wait for. */
  readonly after: readonly CheckedDependency[];
  /** What the names of the rules begin with: `remind.` in an included group. */
  readonly prefix: string;
  /** Of an included group. */
  readonly origin?: Origin;
}

/** Two conditions as one. */
export function both(
  first: CheckedExpression | undefined,
  second: CheckedExpression | undefined,
): CheckedExpression | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { kind: "and", operands: [first, second], type: second.type, start: second.start, end: second.end };
}
