import { nameInKey } from "../coordinator/rules.ts";
import type { Answer } from "../coordinator.ts";
import { compareRuleSets, type RuleSetDifferences } from "../engine/compare-rule-sets.ts";
import { allRules } from "../engine/rule-lookup.ts";
import type { Ledger, RunCount } from "../ledger/port.ts";
import type { LoadedRuleSet } from "../rules/ruleset.ts";
import type { Refusal } from "../service/refusal.ts";
import type { Installed, KnownRuleSet, RuleSetStore } from "../service/rule-sets.ts";

/** A rule set that the service keeps, and what still needs it. */
export interface RuleSetView extends KnownRuleSet {
  /** Open visits that began with it. */
  readonly visits: number;
  /** Runs of it that wait or run. */
  readonly runs: number;
}

/** What waits now of a rule, and what the new rule set has in its place. New visits take that; what waits stays as it is. */
export interface WaitingRule {
  readonly key: string;
  readonly rule: string;
  readonly runs: number;
  readonly then: "same" | "changed" | "removed";
}

/** What a build would change, if it were deployed now. */
export interface DeployPlan extends RuleSetDifferences {
  /** Hash of the current rule set. */
  readonly from: string;
  /** Hash of the build. */
  readonly to: string;
  /** Open visits: they stay with the rule sets that they began with. */
  readonly visits: number;
  readonly waiting: readonly WaitingRule[];
  /** Keys of its rules that are disabled in the running service, and stay so. */
  readonly disabled: readonly string[];
}

export type Planned =
  | { readonly ok: true; readonly plan: DeployPlan }
  | { readonly ok: false; readonly refusal: Refusal };

/** The rule sets of the service, from any thread. */
export interface RuleSetDoor {
  /** Takes a build and makes it the current one, or refuses it whole and leaves everything as it was. */
  readonly install: (build: string, by: string) => Promise<Installed>;
  /** Says what a build would change, and changes nothing. */
  readonly plan: (build: string) => Promise<Planned>;
  /** Makes one that is kept the current one again: the one before the current if left out. Answers its hash. */
  readonly rollback: (hash: string | undefined, by: string) => Promise<Answer<string>>;
  /** Lets go of those that nothing needs; answers their hashes. */
  readonly expire: () => Promise<readonly string[]>;
  /** The newest first. */
  readonly list: () => Promise<readonly RuleSetView[]>;
}

/** What still needs the rule sets that it began with. */
interface Needs {
  /** Open visits, by the hashes of their rule sets. */
  readonly visits: ReadonlyMap<string, number>;
  /** Runs that wait or run, by the hashes of theirs. */
  readonly runs: ReadonlyMap<string, number>;
  readonly unfinished: readonly RunCount[];
}

/** Adds up counts of the same key. */
function sums<T extends { readonly count: number }>(counts: readonly T[], keyOf: (one: T) => string) {
  const all = new Map<string, number>();
  for (const one of counts) all.set(keyOf(one), (all.get(keyOf(one)) ?? 0) + one.count);
  return all;
}

async function needsOf(ledger: Ledger): Promise<Needs> {
  const unfinished = await ledger.countRuns();
  return {
    visits: sums(await ledger.countVisits(), ({ ruleSet }) => ruleSet),
    runs: sums(unfinished, ({ ruleSet }) => ruleSet),
    unfinished,
  };
}

function waitingOf({ unfinished }: Needs, differences: RuleSetDifferences, keys: ReadonlySet<string>) {
  const changed = new Set(differences.rules.changed.map(({ key }) => key));
  const runs = sums(
    unfinished.filter(({ status }) => status === "waiting"),
    ({ ruleKey }) => ruleKey,
  );
  return [...runs].map(([key, count]): WaitingRule => {
    const then = !keys.has(key) ? "removed" : changed.has(key) ? "changed" : "same";
    return { key, rule: nameInKey(key), runs: count, then };
  });
}

function planOf(
  before: LoadedRuleSet,
  after: LoadedRuleSet,
  needs: Needs,
  held: readonly string[],
): DeployPlan {
  const differences = compareRuleSets(before, after);
  const keys = new Set(allRules(after).map(({ key }) => key));
  return {
    from: before.hash,
    to: after.hash,
    ...differences,
    visits: [...needs.visits.values()].reduce((sum, count) => sum + count, 0),
    waiting: waitingOf(needs, differences, keys),
    disabled: held.filter((key) => keys.has(key)),
  };
}

/**
 * Makes the door.
 *
 * @param changed called when another rule set has become the current one
 */
export function createRuleSetDoor(ruleSets: RuleSetStore, ledger: Ledger, changed: () => void): RuleSetDoor {
  /** Says so where another one is current afterwards, and lets go of those that nothing needs any more. */
  async function changing<T>(work: () => Promise<T>): Promise<T> {
    const before = ruleSets.current().hash;
    const answer = await work();
    if (ruleSets.current().hash !== before) {
      changed();
      await expire();
    }
    return answer;
  }

  async function expire(): Promise<readonly string[]> {
    if (ruleSets.list().every(({ current, previous }) => current || previous)) return [];
    // Only the current one gets new visits, so that what nothing needs now, nothing will need later.
    const { visits, runs } = await needsOf(ledger);
    return ruleSets.expire(new Set([...visits.keys(), ...runs.keys()]));
  }

  return {
    install: (build, by) => changing(() => ruleSets.install(build, by)),
    rollback: (hash, by) => changing(() => ruleSets.rollback(hash, by)),
    expire,
    plan: async (build) => {
      const examined = await ruleSets.examine(build);
      if (!examined.ok) return examined;
      const after = ruleSets.byHash(examined.hash);
      if (after === undefined)
        throw new Error(`The rule set ${examined.hash} was lost while it was looked at.`);
      const held = (await ledger.held()).map(({ ruleKey }) => ruleKey);
      return { ok: true, plan: planOf(ruleSets.current(), after, await needsOf(ledger), held) };
    },
    list: async () => {
      const { visits, runs } = await needsOf(ledger);
      return ruleSets
        .list()
        .map((one) => ({ ...one, visits: visits.get(one.hash) ?? 0, runs: runs.get(one.hash) ?? 0 }));
    },
  };
}
