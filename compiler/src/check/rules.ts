import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Block, Include, Rule } from "../syntax/tree.ts";
import { unknownType } from "../types/types.ts";
import type { CheckedRule } from "./checked.ts";
import type { Report } from "./context.ts";
import type { Frame } from "./frame.ts";
import { checkInclude, includedGroup } from "./include.ts";
import { type NamedEntry, nameEntries } from "./names.ts";
import { checkCircles, type Ordered } from "./order.ts";
import { checkRule, type RuleContext } from "./rule.ts";
import type { Meaning, RuleScope } from "./scope.ts";
import { withoutLeftOut } from "./soften.ts";

const isRule = (entry: NamedEntry): entry is NamedEntry<Rule> => entry.node.kind === "Rule";
const isInclude = (entry: NamedEntry): entry is NamedEntry<Include> => entry.node.kind === "Include";

/** What each `let` of a block holds. */
function resultsOf(entries: readonly NamedEntry[], frame: Frame): Results {
  const meanings = new Map<string, Meaning>();
  const conditional = new Map<string, string>();
  for (const entry of entries) {
    if (!isRule(entry) || entry.node.binding === undefined) continue;
    const { action, binding, condition } = entry.node;
    const made = action.kind === "Call" ? frame.scope.world.actions.get(action.callee.text) : undefined;
    const type = made === undefined || made.result.kind === "nothing" ? unknownType : made.result;
    const rule = frame.prefix + entry.name;
    meanings.set(binding.text, { kind: "result", rule, type });
    if (condition !== undefined) conditional.set(rule, binding.text);
  }
  return { meanings, conditional };
}

function checkUnused(
  entries: readonly NamedEntry[],
  rules: readonly CheckedRule[],
  handedOn: ReadonlySet<string>,
  frame: Frame,
): void {
  const used = new Set([
    ...handedOn,
    ...rules.flatMap((rule) => [...rule.uses, ...rule.after.map((one) => one.rule)]),
  ]);
  for (const entry of entries) {
    if (!isRule(entry) || entry.node.binding === undefined) continue;
    const name = frame.prefix + entry.name;
    const made = rules.find((rule) => rule.name === name);
    if (used.has(name) || made?.action.result.kind === "nothing") continue;
    frame.scope.report(diagnostic("OS3002", entry.node.binding, { name: entry.node.binding.text }));
  }
}

function checkHidden(entries: readonly NamedEntry[], { scope }: Frame): void {
  if (scope.entity === undefined) return;
  const { item, fields } = scope.entity.entity;
  for (const entry of entries) {
    const binding = isRule(entry) ? entry.node.binding : undefined;
    if (binding === undefined || !Object.hasOwn(fields, binding.text)) continue;
    scope.report(diagnostic("OS3005", binding, { name: binding.text, item }));
  }
}

/** Tells that a block or a group holds no rule. */
export function checkNotEmpty(node: Block, report: Report): void {
  if (node.rules.length > 0 || node.broken === true || node.close === undefined) return;
  report(diagnostic("OS3001", { start: node.start, end: node.close.end }, {}));
}

/** The most rules that a block may have, those that it includes counted. */
const mostRules = 1000;

/** Groups may be empty, and still take their time. */
const mostIncludes = 3 * mostRules;

/** What the rules of a block come to, once groups stand in it. */
export interface Expansion {
  /** Names in the block of the rules that each entry stands for. */
  readonly names: ReadonlyMap<NamedEntry, readonly string[]>;
  /** How often groups are included. */
  readonly includes: number;
  /** Whether groups can be put in place: there are not too many rules. */
  readonly isPossible: boolean;
}

/** Looks at what the entries of a block stand for. The first `include` that brings too many rules is told about. */
export function expansionOf(entries: readonly NamedEntry[], frame: Frame): Expansion {
  const groups = new Map(entries.filter(isInclude).map((entry) => [entry, includedGroup(entry.node, frame)]));
  const found = [...groups.values()].filter((group) => group !== undefined);
  let isPossible = found.every((group) => group.rules !== undefined);
  let rules = 0;
  let includes = 0;
  for (const entry of entries) {
    if (!isPossible) break;
    const group = isInclude(entry) ? groups.get(entry) : undefined;
    rules += isInclude(entry) ? (group?.rules?.length ?? 0) : 1;
    includes += isInclude(entry) ? 1 + (group?.includes ?? 0) : 0;
    if ((rules <= mostRules && includes <= mostIncludes) || !isInclude(entry)) continue;
    const words = { rules: Math.max(rules, includes), limit: mostRules };
    frame.scope.report(diagnostic("OS2041", entry.node, words));
    isPossible = false;
  }
  const namesOf = (entry: NamedEntry): readonly string[] => {
    const name = frame.prefix + entry.name;
    if (!isInclude(entry)) return [name];
    return isPossible ? (groups.get(entry)?.rules ?? []).map((rule) => `${name}.${rule}`) : [];
  };
  return { names: new Map(entries.map((entry) => [entry, namesOf(entry)])), includes, isPossible };
}

/** The names that the rules of a block give to their results. */
interface Results {
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** What `let` calls those that are made only under a condition, by the names of their rules. */
  readonly conditional: ReadonlyMap<string, string>;
}

function scopeIn(frame: Frame, { meanings }: Results, entry: NamedEntry): RuleScope {
  if (meanings.size === 0) return frame.scope;
  const own = isRule(entry) ? entry.node.binding?.text : undefined;
  return {
    ...frame.scope,
    names: (name) => (name === own ? undefined : meanings.get(name)) ?? frame.scope.names(name),
    declared: () => new Set([...meanings.keys(), ...frame.scope.declared()]),
  };
}

/**
 * Finds the meaning of the rules of a block or a group. An `include` is replaced by the rules of its group.
 *
 * @param block what has the rules in it
 * @param frame what the rules have in common
 */
export function checkRules(block: Block, frame: Frame): readonly CheckedRule[] {
  const { report, world } = frame.scope;
  const entries = nameEntries(block.rules, report);
  const { names, isPossible } = expansionOf(entries, frame);
  const ordered: Ordered = { entries, rulesOf: (entry) => names.get(entry) ?? [] };
  const results = resultsOf(entries, frame);
  checkHidden(entries, frame);
  const handedOn = new Set<string>();
  const last = entries[entries.length - 1];
  const rules: CheckedRule[] = [];
  const leftOut = new Set<string>();
  for (const entry of entries) {
    if (entry.node.broken === true || (isInclude(entry) && !isPossible)) continue;
    let isFine = true;
    const scope = scopeIn(frame, results, entry);
    const watched = (found: Diagnostic): void => {
      isFine &&= found.severity !== "error";
      scope.report(found);
    };
    const context: RuleContext = {
      frame,
      scope: world.softSchema ? { ...scope, report: watched } : scope,
      ordered,
      conditional: results.conditional,
      closes: entry === last && block.close !== undefined,
    };
    const own = isRule(entry) ? checkRule(entry, context) : undefined;
    const found = isInclude(entry) ? checkInclude(entry, context, handedOn) : own === undefined ? [] : [own];
    if (isFine) rules.push(...found);
    else for (const name of ordered.rulesOf(entry)) leftOut.add(name);
  }
  const named = new Set(rules.map((rule) => rule.name));
  const isWhole = entries.every((entry) =>
    ordered.rulesOf(entry).every((name) => named.has(name) || leftOut.has(name)),
  );
  if (isWhole && isPossible) {
    checkUnused(entries, rules, new Set([...handedOn, ...leftOut]), frame);
    const entryOf = new Map(entries.flatMap((entry) => ordered.rulesOf(entry).map((name) => [name, entry])));
    checkCircles(rules, (rule) => entryOf.get(rule), report);
  }
  return world.softSchema ? withoutLeftOut(rules, leftOut, report) : rules;
}
