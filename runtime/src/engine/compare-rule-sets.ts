import type { LoadedRuleSet, Rule, Source, TriggerMove } from "../rules/ruleset.ts";
import { allRules, type FoundRule } from "./rule-lookup.ts";
import { startOf } from "./rule-place.ts";

/** A rule as a plan names it. */
export interface RuleLine {
  /** What it is known by over several builds: see `Run.ruleKey`. */
  readonly key: string;
  readonly rule: string;
  readonly action: string;
  /** What starts it: `deals: Wait for payment`. */
  readonly on: string;
  readonly source: Source;
}

/** What is added, removed and changed from one to the other. */
export interface Differences<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly changed: readonly T[];
  /** How many are the same. */
  readonly same: number;
}

/** How one rule set differs from another. */
export interface RuleSetDifferences {
  readonly rules: Differences<RuleLine>;
  /** Triggers by their ids. */
  readonly triggers: Differences<string>;
  /** What else is different, in a few words each: `time zone`, `working hours and days off`. */
  readonly settings: readonly string[];
  /** Whether moments come out otherwise by it: what waits for one is planned anew. */
  readonly replans: boolean;
}

/** A value as text, its functions as they are written. */
function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => (typeof part === "function" ? String(part) : part)) ?? ""
  );
}

/** What a rule or a trigger says: by what the build says of it, or as its code stands there. */
function shapeOf(one: Rule | TriggerMove, { shapes }: LoadedRuleSet): string {
  const { source, ...rest } = one;
  return shapes?.[one.id] ?? textOf(rest);
}

function differences<T, L>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  isSame: (a: T, b: T) => boolean,
  line: (one: T) => L,
): Differences<L> {
  const both = [...after].flatMap(([key, one]) => {
    const old = before.get(key);
    return old === undefined ? [] : [{ one, same: isSame(old, one) }];
  });
  return {
    added: [...after].filter(([key]) => !before.has(key)).map(([, one]) => line(one)),
    removed: [...before].filter(([key]) => !after.has(key)).map(([, one]) => line(one)),
    changed: both.filter(({ same }) => !same).map(({ one }) => line(one)),
    same: both.filter(({ same }) => same).length,
  };
}

/** A rule as a plan names it. */
export function lineOf({ key, rule, block, ruleSet }: FoundRule): RuleLine {
  const { name, action, source } = rule;
  return { key, rule: name, action, on: startOf(block, ruleSet), source };
}

const byKey = (ruleSet: LoadedRuleSet) => new Map(allRules(ruleSet).map((one) => [one.key, one]));

function triggersOf(ruleSet: LoadedRuleSet) {
  return new Map(ruleSet.triggers.map((trigger) => [trigger.id, { trigger, ruleSet }]));
}

/** The parts of a rule set that are no rules, with what people call them. */
const SETTINGS: readonly (readonly [name: string, part: (ruleSet: LoadedRuleSet) => unknown])[] = [
  ["time zone", ({ timezone }) => timezone],
  ["working hours and days off", ({ calendar }) => calendar],
  ["users", ({ schema }) => schema.users],
  ["currency", ({ currency }) => currency],
  ["language", ({ locale }) => locale],
  ["rates", ({ rates }) => rates],
  ["CRM schema", ({ schema: { users, ...rest } }) => rest],
  ["events", ({ events }) => events.toSorted()],
  ["limits", ({ limits }) => limits ?? {}],
  ["addresses that actions may call", ({ outbound }) => outbound?.allow ?? []],
  ["secrets", ({ secrets }) => secrets ?? []],
  ["hooks", ({ hooks }) => hooks ?? {}],
];

/** Those of them that moments follow from. */
const OF_TIME: ReadonlySet<string> = new Set(["time zone", "working hours and days off", "users"]);

/** Says how a rule set differs from the one before. Rules are the same by their keys, and by what they say. */
export function compareRuleSets(before: LoadedRuleSet, after: LoadedRuleSet): RuleSetDifferences {
  const settings = SETTINGS.flatMap(([name, part]) =>
    textOf(part(before)) === textOf(part(after)) ? [] : [name],
  );
  return {
    rules: differences(
      byKey(before),
      byKey(after),
      (a, b) => shapeOf(a.rule, a.ruleSet) === shapeOf(b.rule, b.ruleSet),
      lineOf,
    ),
    triggers: differences(
      triggersOf(before),
      triggersOf(after),
      (a, b) => shapeOf(a.trigger, a.ruleSet) === shapeOf(b.trigger, b.ruleSet),
      ({ trigger }) => trigger.id,
    ),
    settings,
    replans: settings.some((name) => OF_TIME.has(name)),
  };
}
