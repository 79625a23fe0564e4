import type { CheckedBlock, CheckedDependency, CheckedRule } from "../check/checked.ts";
import { findIdle, type IdleRule } from "../check/idle.ts";

/** A rule that runs, and what it waits for among those that do. */
export interface RunningRule {
  readonly rule: CheckedRule;
  readonly after: readonly CheckedDependency[];
}

/** The rules of a block that never run, in their order. */
export function idleRules({ rules }: CheckedBlock): readonly IdleRule[] {
  const idle = findIdle(rules);
  return rules.flatMap((rule) => idle.get(rule.name) ?? []);
}

/**
 * The rules of a block that run. One that waits for a rule that does not run waits for what that one would have waited
 * for, so that disabling a rule leaves the others in their order.
 */
export function runningRules({ rules }: CheckedBlock): readonly RunningRule[] {
  const idle = findIdle(rules);
  const names = new Set(rules.map((rule) => rule.name));
  const waitsOf = (
    after: readonly CheckedDependency[],
    seen: ReadonlySet<string>,
  ): readonly CheckedDependency[] =>
    after.flatMap((one) => {
      if (!names.has(one.rule) || seen.has(one.rule)) return [];
      const passed = idle.get(one.rule);
      if (passed === undefined) return [one];
      const waits = passed.rule.after.map(({ rule }) => ({ rule, when: "ended" as const }));
      return waitsOf(waits, new Set([...seen, one.rule]));
    });
  return rules
    .filter((rule) => !idle.has(rule.name))
    .map((rule) => {
      const waits = new Map(waitsOf(rule.after, new Set()).map((one) => [`${one.when} ${one.rule}`, one]));
      return { rule, after: [...waits.values()] };
    });
}
