import { diagnostic } from "../diagnostics/diagnostic.ts";
import { unknownType } from "../types/types.ts";
import type { CheckedRule } from "./checked.ts";
import { resultType } from "./entities.ts";
import { isRule } from "./expansion.ts";
import type { Frame } from "./frame.ts";
import type { NamedEntry } from "./names.ts";
import type { Meaning, RuleScope } from "./scope.ts";

/** The names that the rules of a block give to their results. */
export interface Results {
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** What `let` calls those that are made only under a condition, by the names of their rules. */
  readonly conditional: ReadonlyMap<string, string>;
}

const noResults: Results = { meanings: new Map(), conditional: new Map() };

const bindingOf = (entry: NamedEntry) => (isRule(entry) ? entry.node.binding : undefined);

/** What each `let` of a block holds. One with the name of a field hides it, which is told. */
export function resultsOf(entries: readonly NamedEntry[], { scope, prefix }: Frame): Results {
  if (entries.every((entry) => bindingOf(entry) === undefined)) return noResults;
  const meanings = new Map<string, Meaning>();
  const conditional = new Map<string, string>();
  for (const entry of entries) {
    if (!isRule(entry) || entry.node.binding === undefined) continue;
    const { action, binding, condition } = entry.node;
    const made = action.kind === "Call" ? scope.world.actions.get(action.callee.text) : undefined;
    const type =
      made === undefined || made.result.kind === "nothing" || action.kind !== "Call"
        ? unknownType
        : resultType(made, action, scope);
    const rule = prefix + entry.name;
    meanings.set(binding.text, { kind: "result", rule, type });
    if (condition !== undefined) conditional.set(rule, binding.text);
    if (scope.entity !== undefined && Object.hasOwn(scope.entity.entity.fields, binding.text)) {
      const { item } = scope.entity.entity;
      scope.report(diagnostic("OS3005", binding, { name: binding.text, item }));
    }
  }
  return { meanings, conditional };
}

/** What names mean in one rule of a block, and whether any of them was that of a result. */
export interface ScopeWithResults {
  readonly scope: RuleScope;
  readonly usesResults: () => boolean;
}

/** What names mean in a rule: the results of the others as well. */
export function scopeWithResults(
  { scope, isGivenResults }: Frame,
  { meanings }: Results,
  entry: NamedEntry,
): ScopeWithResults {
  if (meanings.size === 0) return { scope, usesResults: () => isGivenResults };
  const own = bindingOf(entry)?.text;
  let uses = isGivenResults;
  const names = (name: string): Meaning | undefined => {
    const result = name === own ? undefined : meanings.get(name);
    if (result === undefined) return scope.names(name);
    uses = true;
    return result;
  };
  const declared = () => new Set([...meanings.keys(), ...scope.declared()]);
  return { scope: { ...scope, names, declared }, usesResults: () => uses };
}

/**
 * Tells of values that nothing uses.
 *
 * @param used names of rules that are used by something beside these rules
 */
export function checkUnused(
  entries: readonly NamedEntry[],
  rules: readonly CheckedRule[],
  used: ReadonlySet<string>,
  { scope, prefix }: Frame,
): void {
  const waited = new Set(used);
  for (const rule of rules) {
    for (const name of rule.uses) waited.add(name);
    for (const one of rule.after) waited.add(one.rule);
  }
  for (const entry of entries) {
    if (!isRule(entry) || entry.node.binding === undefined) continue;
    const name = prefix + entry.name;
    const made = rules.find((rule) => rule.name === name);
    if (waited.has(name) || made?.action.result.kind === "nothing") continue;
    scope.report(diagnostic("OS3002", entry.node.binding, { name: entry.node.binding.text }));
  }
}
