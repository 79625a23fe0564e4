import { isSet } from "./presence.ts";
import { show } from "./show.ts";
import { isRuleFailure } from "./values.ts";

/** What a condition is looked at with: see `Scope`. A condition reads it and changes nothing. */
export type Test<S> = (scope: S) => boolean;

/** A condition as the compiler writes it: comparisons with their text, and how they combine. */
export type Condition<S> = {
  /** Whether it holds. Throws `RuleFailure` where that cannot be decided. */
  readonly test: Test<S>;
} & (
  | {
      readonly kind: "check";
      /** The comparison as it stands in the rule. */
      readonly text: string;
      /** The values that the comparison saw, by their text in the rule. */
      readonly values: (scope: S) => Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "all"; readonly parts: readonly Condition<S>[] }
  | { readonly kind: "any"; readonly parts: readonly Condition<S>[] }
  | { readonly kind: "not"; readonly part: Condition<S> }
);

/** One comparison of a condition. */
export function check<S>(
  text: string,
  test: Test<S>,
  values: (scope: S) => Readonly<Record<string, unknown>> = () => ({}),
): Condition<S> {
  return { kind: "check", text, test, values };
}

// Each makes its test once, of loops and calls alone: conditions are looked at for every item.

/** `a and b and …` */
export function all<S>(...parts: readonly Condition<S>[]): Condition<S> {
  const test = (scope: S): boolean => {
    for (const part of parts) if (!part.test(scope)) return false;
    return true;
  };
  return { kind: "all", test, parts };
}

/** `a or b or …` */
export function any<S>(...parts: readonly Condition<S>[]): Condition<S> {
  const test = (scope: S): boolean => {
    for (const part of parts) if (part.test(scope)) return true;
    return false;
  };
  return { kind: "any", test, parts };
}

/** `not a` */
export function not<S>(part: Condition<S>): Condition<S> {
  return { kind: "not", test: (scope) => !part.test(scope), part };
}

/** Whether the condition holds. Throws `RuleFailure` where it cannot be decided. */
export function holds<S>(condition: Condition<S>, scope: S): boolean {
  return condition.test(scope);
}

/** Whether a comparison asks nothing but its one value, which says it all: `isTest`, `contract is set`. */
function isItsValue(text: string, value: string): boolean {
  const rest = text.startsWith(value) ? text.slice(value.length) : text;
  return /^(?:\s+is(?:\s+not)?\s+(?:set|empty))?$/.test(rest);
}

function describe<S>(condition: Extract<Condition<S>, { kind: "check" }>, scope: S, was: boolean): string {
  const saw = Object.entries(condition.values(scope));
  const values = saw.map(([text, value]) =>
    isSet(value) ? `${text} is ${show(value)}` : `${text} is missing`,
  );
  const [only] = saw;
  if (only !== undefined && saw.length === 1 && isItsValue(condition.text, only[0])) return values.join();
  const seen = values.length > 0 ? ` (${values.join(", ")})` : "";
  return `${condition.text} is ${was}${seen}`;
}

/** What one comparison has to say, where it is not as wanted. */
function blameCheck<S>(
  condition: Extract<Condition<S>, { kind: "check" }>,
  scope: S,
  wanted: boolean,
): readonly string[] {
  try {
    const was = condition.test(scope);
    return was === wanted ? [] : [describe(condition, scope, was)];
  } catch (error) {
    // Others have decided already, so nobody has asked this one, which cannot be decided.
    if (isRuleFailure(error)) return [];
    throw error;
  }
}

function blame<S>(condition: Condition<S>, scope: S, wanted: boolean): readonly string[] {
  switch (condition.kind) {
    case "check":
      return blameCheck(condition, scope, wanted);
    case "all":
    case "any":
      return condition.parts.flatMap((part) => blame(part, scope, wanted));
    case "not":
      return blame(condition.part, scope, !wanted);
  }
}

/**
 * Why a condition is false, as a sentence part with the values that it saw:
 * `amount > 50000 is false (amount is 40000.00 EUR)`.
 */
export function explain<S>(condition: Condition<S>, scope: S): string {
  return blame(condition, scope, true).join("; ");
}

/** What one comparison of a condition saw. */
export interface Seen {
  /** The comparison as it stands in the rule. */
  readonly text: string;
  /** Null where it cannot be decided. */
  readonly holds: boolean | null;
  /** The values that it compared, as a person reads them, by their text in the rule; null for what is missing. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** The longest value that is kept, in characters. */
const LONGEST_VALUE = 200;

function shownValue(value: unknown): string | null {
  if (!isSet(value)) return null;
  const text = show(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

function look<S>({ text, test, values }: Extract<Condition<S>, { kind: "check" }>, scope: S): Seen {
  try {
    const saw = Object.entries(values(scope)).map(([name, value]) => [name, shownValue(value)] as const);
    return { text, holds: test(scope), values: Object.fromEntries(saw) };
  } catch (error) {
    if (isRuleFailure(error)) return { text, holds: null, values: {} };
    throw error;
  }
}

/** What a condition sees: each of its comparisons, in their order, whether they decide or not. */
export function seen<S>(condition: Condition<S>, scope: S): readonly Seen[] {
  switch (condition.kind) {
    case "check":
      return [look(condition, scope)];
    case "all":
    case "any":
      return condition.parts.flatMap((part) => seen(part, scope));
    case "not":
      return seen(condition.part, scope);
  }
}
