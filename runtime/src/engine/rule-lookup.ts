import type { LoadedRuleSet, Rule, StageBlock } from "../rules/ruleset.ts";
import type { Run } from "./state.ts";

/** A rule with what stands around it. */
export interface FoundRule {
  readonly rule: Rule;
  readonly block: StageBlock;
  readonly ruleSet: LoadedRuleSet;
}

/** The rule sets that visits may need, and the one that new visits take. */
export interface KnownRuleSets {
  readonly current: LoadedRuleSet;
  readonly byHash: (hash: string) => LoadedRuleSet | undefined;
}

/** A rule set never changes, so its index is made once and dies with it. */
const indexes = new WeakMap<LoadedRuleSet, ReadonlyMap<string, FoundRule>>();

function indexOf(ruleSet: LoadedRuleSet): ReadonlyMap<string, FoundRule> {
  const known = indexes.get(ruleSet);
  if (known !== undefined) return known;
  const made = new Map(
    ruleSet.blocks.flatMap((block) =>
      block.rules.map((rule) => [rule.id, { rule, block, ruleSet }] as const),
    ),
  );
  indexes.set(ruleSet, made);
  return made;
}

/** The rule of a run in the rule set that its visit keeps; undefined where that build is not there any more. */
export function ruleOf(run: Run, ruleSets: KnownRuleSets): FoundRule | undefined {
  const ruleSet = ruleSets.byHash(run.ruleSet);
  return ruleSet && indexOf(ruleSet).get(run.ruleId);
}

/** Why a run whose rule is gone cannot go on. */
export function ruleIsGone(run: Run): string {
  return `the build of the rules that this visit began with (${run.ruleSet.slice(0, 12)}) is not loaded, so \`${run.rule}\` cannot run`;
}
