import { readItem, type StoredItem } from "../rules/item.ts";
import type { LoadedRuleSet, Scope, Setting } from "../rules/ruleset.ts";
import { isRuleFailure, type Json, type JsonObject } from "../rules/values.ts";
import { runOfRule } from "./dependencies.ts";
import type { FoundRule } from "./rule-lookup.ts";
import type { ItemState, Run } from "./state.ts";
import { at, type Surroundings } from "./step.ts";
import type { Reason } from "./why.ts";

/**
 * What a rule was written with, and what is so today: a rule keeps the currency and the language that it was built
 * with, while people's hours, the zone and the rates are those of the newest build, for old visits as well.
 */
export function settingOf(ruleSet: LoadedRuleSet, { ruleSets: { current } }: Surroundings): Setting {
  const { currency, locale } = ruleSet;
  const { timezone, calendar, rates } = current;
  return { timezone, currency, locale, calendar, rates };
}

/** What an event brought, for what is looked at because of it. */
export interface Brought {
  readonly event: JsonObject;
  /** The fields as they were before; null where it is no event about fields. */
  readonly previous: JsonObject | null;
}

const NOTHING: Brought = { event: {}, previous: null };

type Results = Readonly<Record<string, Json>>;

/** What is worked out of an item outside every run: whether an event fits, where a trigger moves it. */
export function itemScope(
  item: StoredItem,
  ruleSet: LoadedRuleSet,
  around: Surroundings,
  { event, previous }: Brought = NOTHING,
  findResults: () => Results = () => ({}),
  now: string = at(around),
): Scope {
  const setting = settingOf(ruleSet, around);
  const reader = { ...setting, schema: ruleSet.schema, find: around.find };
  let results: Results | undefined;
  return {
    item: readItem(item, reader),
    // Most rules use none.
    get results() {
      results ??= findResults();
      return results;
    },
    previous: previous === null ? {} : readItem({ ...item, fields: previous }, reader),
    event,
    now,
    setting,
  };
}

/** What the rules of a block have returned in a visit or on an occasion, by their names. */
function resultsOf(state: ItemState, run: Run, found: FoundRule): Results {
  // Without a prototype: a rule may be named `constructor`, and its result is missing until it has one.
  const results: Record<string, Json> = Object.create(null);
  for (const rule of found.block.rules) {
    const other = runOfRule(state, run, found, rule.name);
    if (other?.status === "done" && other.result !== null) results[rule.name] = other.result;
  }
  return results;
}

/**
 * What the condition, the schedule and the arguments of a run are worked out from.
 *
 * @param now the moment that `now` and `today` mean
 */
export function runScope(
  state: ItemState,
  item: StoredItem,
  run: Run,
  found: FoundRule,
  around: Surroundings,
  now: string = at(around),
): Scope {
  const occasion = state.occasions.find((one) => one.occasion === run.occasion);
  return itemScope(item, found.ruleSet, around, occasion, () => resultsOf(state, run, found), now);
}

/** Long enough for any sentence, too short for a whole document that some error quotes. */
const LONGEST_REASON = 500;

/** Why something of a rule could not be worked out: a sentence for people where the rule itself said it. */
export function failureText(error: unknown, what: string): string {
  if (isRuleFailure(error)) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  return `${what} could not be worked out: ${message.slice(0, LONGEST_REASON)}`;
}

/** The same as a reason. */
export function notComputed(error: unknown, what: string): Reason {
  const text = failureText(error, what);
  return { text, why: { code: "not-computed", what, error: text } };
}
