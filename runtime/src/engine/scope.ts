import { type Condition, explain, holds } from "../rules/condition.ts";
import { type FindItem, readItem, type StoredItem } from "../rules/item.ts";
import type { Scope } from "../rules/ruleset.ts";
import { isRuleFailure, type Json, type JsonObject } from "../rules/values.ts";
import { runOfRule } from "./dependencies.ts";
import type { FoundRule } from "./rule-lookup.ts";
import type { ItemState, Run } from "./state.ts";

/** What a rule says once its moment has come. */
export type Verdict =
  | { readonly kind: "call"; readonly args: JsonObject }
  | { readonly kind: "skip" | "fail"; readonly reason: string };

function scopeOf(state: ItemState, item: StoredItem, run: Run, found: FoundRule, find: FindItem): Scope {
  const { schema, currency } = found.ruleSet;
  // Without a prototype: a rule may be named `constructor`, and its result is missing until it has one.
  const results: Record<string, Json> = Object.create(null);
  for (const rule of found.block.rules) {
    const other = runOfRule(state, run, found, rule.name);
    if (other?.status === "done" && other.result !== null) results[rule.name] = other.result;
  }
  return { item: readItem(item, { schema, currency, find }), results };
}

/** Long enough for any sentence, too short for a whole document that some error quotes. */
const LONGEST_REASON = 500;

function failure(error: unknown, what: string): Verdict {
  if (isRuleFailure(error)) return { kind: "fail", reason: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { kind: "fail", reason: `${what} could not be worked out: ${message.slice(0, LONGEST_REASON)}` };
}

/**
 * Looks at the condition of a rule on the item as it is, and works out the arguments. What a rule throws ends the run,
 * never the service.
 */
export function judge(
  state: ItemState,
  item: StoredItem,
  run: Run,
  found: FoundRule,
  find: FindItem,
): Verdict {
  // A rule is written for the fields of its own entity; that the item has them is what the compiler checked.
  const scope = scopeOf(state, item, run, found, find) as never;
  // A condition reads any scope that its rule was compiled for: the same one.
  const condition = found.rule.when as Condition<unknown> | undefined;
  try {
    if (condition !== undefined && !holds(condition, scope)) {
      return { kind: "skip", reason: explain(condition, scope) };
    }
  } catch (error) {
    return failure(error, "the condition");
  }
  try {
    return { kind: "call", args: found.rule.args(scope) };
  } catch (error) {
    return failure(error, "the arguments");
  }
}
