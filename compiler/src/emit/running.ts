import type { CheckedBlock, CheckedDependency, CheckedRule } from "../check/checked.ts";

/** A rule that runs, and what it waits for among those that do. */
export interface RunningRule {
  readonly rule: CheckedRule;
  readonly after: readonly CheckedDependency[];
}

/** A rule that never runs. */
export interface IdleRule {
  readonly rule: CheckedRule;
  /** The rule that it cannot do without, which does not run; left out where it is disabled itself. */
  readonly needs?: string;
}

/** Rules that never run, by their names: those that are disabled, and those that cannot do without one of them. */
function findIdle(rules: readonly CheckedRule[]): ReadonlyMap<string, IdleRule> {
  const names = new Set(rules.map((rule) => rule.name));
  const idle = new Map<string, IdleRule>(
    rules.filter((rule) => rule.modifiers.disabled).map((rule) => [rule.name, { rule }] as const),
  );
  const isLost = (name: string): boolean => idle.has(name) || !names.has(name);
  for (let size = -1; size !== idle.size; ) {
    size = idle.size;
    for (const rule of rules) {
      if (idle.has(rule.name)) continue;
      const needs = [
        ...rule.uses,
        ...rule.after.filter((one) => one.when !== "ended").map((one) => one.rule),
      ].find(isLost);
      if (needs !== undefined) idle.set(rule.name, { rule, needs });
    }
  }
  return idle;
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
