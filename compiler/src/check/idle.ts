import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { CheckedRule } from "./checked.ts";
import { isRule } from "./expansion.ts";
import type { Frame } from "./frame.ts";
import type { NamedEntry } from "./names.ts";

/** A rule that never runs. */
export interface IdleRule {
  readonly rule: CheckedRule;
  /** The rule that it cannot do without, which does not run; left out where it is disabled itself. */
  readonly needs?: string;
}

/** Rules that never run, by their names: those that are disabled, and those that cannot do without one of them. */
export function findIdle(rules: readonly CheckedRule[]): ReadonlyMap<string, IdleRule> {
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

/** Tells of each disabled rule which others do not run without it. */
export function checkIdle(
  entries: readonly NamedEntry[],
  rules: readonly CheckedRule[],
  { scope, prefix }: Frame,
): void {
  const disabled = rules.filter((rule) => rule.modifiers.disabled);
  if (disabled.length === 0) return;
  const idle = findIdle(rules);
  const causeOf = (name: string): string => {
    const needs = idle.get(name)?.needs;
    return needs === undefined ? name : causeOf(needs);
  };
  for (const { name } of disabled) {
    // What is disabled in a group is told there.
    const entry = entries.find((one) => isRule(one) && prefix + one.name === name)?.node;
    const place = entry?.kind === "Rule" ? entry.modifiers.find((one) => one.kind === "Off") : undefined;
    const others = [...idle.keys()].filter((one) => one !== name && causeOf(one) === name);
    if (place === undefined || others.length === 0) continue;
    scope.report(diagnostic("OS3060", place, { name, others }));
  }
}
