import type { Block, LoadedRuleSet, Rule } from "../rules/ruleset.ts";
import type { Run } from "./state.ts";
import type { Reason } from "./why.ts";

/** A rule with what stands around it. */
export interface FoundRule {
  readonly rule: Rule;
  readonly block: Block;
  readonly ruleSet: LoadedRuleSet;
  /** What the rule is known by over several builds. */
  readonly key: string;
}

/** The rule sets that visits may need, and the one that new visits take. */
export interface KnownRuleSets {
  readonly current: LoadedRuleSet;
  readonly byHash: (hash: string) => LoadedRuleSet | undefined;
}

/** What a block is for, whatever stands in it. */
function purposeOf(block: Block): string {
  const { file } = block.source;
  switch (block.kind) {
    case "stage":
      return `${file}#${block.entity}/${block.pipeline}/${[...block.stages].sort().join(",")}`;
    case "event":
      return `${file}#${block.entity} on ${block.event.text}`;
    case "calendar":
      return `${file}#${block.entity} ${block.text}`;
  }
}

/** A rule set never changes, so its index is made once and dies with it. */
const indexes = new WeakMap<LoadedRuleSet, ReadonlyMap<string, FoundRule>>();

/**
 * Rules by their ids, each with a key that the next build gives the same rule: its file, what its block is for, and its
 * name. Blocks before it can come and go; of several for the same, it is known by which one of them it stands in.
 */
function makeIndex(ruleSet: LoadedRuleSet): ReadonlyMap<string, FoundRule> {
  const seen = new Map<string, number>();
  return new Map(
    ruleSet.blocks.flatMap((block) => {
      const purpose = purposeOf(block);
      const number = (seen.get(purpose) ?? 0) + 1;
      seen.set(purpose, number);
      const place = number === 1 ? purpose : `${purpose}#${number}`;
      return block.rules.map(
        (rule) => [rule.id, { rule, block, ruleSet, key: `${place}#${rule.name}` }] as const,
      );
    }),
  );
}

function indexOf(ruleSet: LoadedRuleSet): ReadonlyMap<string, FoundRule> {
  const known = indexes.get(ruleSet);
  if (known !== undefined) return known;
  const made = makeIndex(ruleSet);
  indexes.set(ruleSet, made);
  return made;
}

/** The rule of a run in the rule set that its visit keeps; undefined where that build is not there any more. */
export function ruleOf(run: Pick<Run, "ruleSet" | "ruleId">, ruleSets: KnownRuleSets): FoundRule | undefined {
  const ruleSet = ruleSets.byHash(run.ruleSet);
  return ruleSet && indexOf(ruleSet).get(run.ruleId);
}

/** What a rule is known by over several builds. */
export function ruleKey(rule: Rule, ruleSet: LoadedRuleSet): string {
  return indexOf(ruleSet).get(rule.id)?.key ?? rule.id;
}

/** Up to so many rules, going through them is quicker than an index. */
const FEW = 16;

/** A block never changes either. */
const names = new WeakMap<Block, ReadonlyMap<string, Rule>>();

/** The rule of a block with a name. */
export function ruleNamed(name: string, block: Block): Rule | undefined {
  if (block.rules.length <= FEW) return block.rules.find((one) => one.name === name);
  let byName = names.get(block);
  if (byName === undefined) {
    // The first one of a name is the one that is meant.
    byName = new Map(block.rules.toReversed().map((rule) => [rule.name, rule]));
    names.set(block, byName);
  }
  return byName.get(name);
}

/** Why a run whose rule is gone cannot go on. */
export function ruleIsGone(run: Run): Reason {
  const began = run.occasion === null ? "this visit began with" : "it was made with";
  const text = `the build of the rules that ${began} (${run.ruleSet.slice(0, 12)}) is not loaded, so \`${run.rule}\` cannot run`;
  return { text, why: { code: "build-gone", ruleSet: run.ruleSet } };
}

/** All rules of a rule set, in their order. */
export function allRules(ruleSet: LoadedRuleSet): readonly FoundRule[] {
  return [...indexOf(ruleSet).values()];
}

/** The rule of a rule set that has a key. */
export function ruleByKey(key: string, ruleSet: LoadedRuleSet): FoundRule | undefined {
  return allRules(ruleSet).find((one) => one.key === key);
}
