import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Include, Rule } from "../syntax/tree.ts";
import type { Frame } from "./frame.ts";
import type { NamedEntry } from "./names.ts";
import type { CheckedGroup } from "./visible.ts";

export const isRule = (entry: NamedEntry): entry is NamedEntry<Rule> => entry.node.kind === "Rule";
export const isInclude = (entry: NamedEntry): entry is NamedEntry<Include> => entry.node.kind === "Include";

/** The most rules that a block may have, those that it includes counted. */
const mostRules = 1000;

/** Groups may be empty, and still take their time. */
const mostIncludes = 3 * mostRules;

/** What the rules of a block come to, once groups stand in it. */
export interface Expansion {
  /** Names in the block of the rules that an entry stands for. */
  readonly rulesOf: (entry: NamedEntry) => readonly string[];
  /** How often groups are included. */
  readonly includes: number;
  /** Whether groups can be put in place: there are not too many rules. */
  readonly isPossible: boolean;
}

/** The group that an `include` puts in its place; undefined where it cannot. */
function includedGroup({ group }: Include, { visible, scope }: Frame): CheckedGroup | undefined {
  const found = group.kind === "Call" ? visible.find(group.callee.text)?.group : undefined;
  return found?.entity?.name === scope.entity?.name ? found : undefined;
}

/** How many rules and inclusions of groups entries come to, as far as they are not too many. */
interface Count {
  readonly includes: number;
  readonly isPossible: boolean;
}

function counted(
  entries: readonly NamedEntry[],
  groups: ReadonlyMap<NamedEntry, CheckedGroup>,
  frame: Frame,
): Count {
  let rules = 0;
  let includes = 0;
  for (const entry of entries) {
    if (!isInclude(entry)) {
      rules += 1;
      continue;
    }
    const group = groups.get(entry);
    if (group !== undefined && group.rules === undefined) return { includes, isPossible: false };
    rules += group?.rules?.length ?? 0;
    includes += 1 + (group?.includes ?? 0);
    if (rules <= mostRules && includes <= mostIncludes) continue;
    const words = { rules: Math.max(rules, includes), limit: mostRules };
    frame.scope.report(diagnostic("OS2041", entry.node, words));
    return { includes, isPossible: false };
  }
  return { includes, isPossible: true };
}

/** Looks at what the entries of a block stand for. The first `include` that brings too many rules is told about. */
export function expansionOf(entries: readonly NamedEntry[], frame: Frame): Expansion {
  const { prefix } = frame;
  const ofRule = (entry: NamedEntry): readonly string[] => [prefix + entry.name];
  if (entries.every(isRule)) return { rulesOf: ofRule, includes: 0, isPossible: true };
  const groups = new Map<NamedEntry, CheckedGroup>();
  for (const entry of entries) {
    const group = isInclude(entry) ? includedGroup(entry.node, frame) : undefined;
    if (group !== undefined) groups.set(entry, group);
  }
  const { includes, isPossible } = counted(entries, groups, frame);
  const names = new Map<NamedEntry, readonly string[]>();
  for (const [entry, { rules = [] }] of isPossible ? groups : []) {
    names.set(
      entry,
      rules.map((rule) => `${prefix}${entry.name}.${rule}`),
    );
  }
  return {
    rulesOf: (entry) => (isInclude(entry) ? (names.get(entry) ?? []) : ofRule(entry)),
    includes,
    isPossible,
  };
}
