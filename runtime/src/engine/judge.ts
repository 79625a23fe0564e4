import { type Condition, explain, holds, type Seen, seen } from "../rules/condition.ts";
import type { StoredItem } from "../rules/item.ts";
import type { JsonObject } from "../rules/values.ts";
import type { FoundRule } from "./rule-lookup.ts";
import { notComputed, runScope } from "./scope.ts";
import type { Actor, ItemState, Run } from "./state.ts";
import type { Surroundings } from "./step.ts";
import type { Reason } from "./why.ts";

/** What a rule says once its moment has come. */
export type Verdict = {
  /** What its condition saw; left out where it was not looked at. */
  readonly saw?: readonly Seen[];
} & (
  | { readonly kind: "call"; readonly args: JsonObject; readonly actor?: Actor }
  /** What it repeats for has come about: the condition in words. */
  | { readonly kind: "stop"; readonly condition: string }
  | { readonly kind: "skip" | "fail"; readonly reason: Reason }
);

/** A condition in words, whether it holds or not. */
function conditionText(condition: Condition<never>): string {
  switch (condition.kind) {
    case "check":
      return condition.text;
    case "all":
      return condition.parts.map(conditionText).join(" and ");
    case "any":
      return condition.parts.map(conditionText).join(" or ");
    case "not":
      return `not (${conditionText(condition.part)})`;
  }
}

/**
 * Looks at what a rule says on the item as it is: whether it has repeated enough, its condition, in whose name
 * it acts, and its arguments. What a rule throws ends the run, never the service.
 */
export function judge(
  state: ItemState,
  item: StoredItem,
  run: Run,
  found: FoundRule,
  around: Surroundings,
): Verdict {
  const { rule } = found;
  // A rule reads the fields of its own entity; that the item has them is what the compiler checked.
  const scope = runScope(state, item, run, found, around) as never;
  let doing = "the condition behind `until`";
  let saw: { readonly saw?: readonly Seen[] } = {};
  try {
    const until = rule.schedule?.repeat?.until;
    if (until !== undefined && holds(until, scope)) {
      return { kind: "stop", condition: conditionText(until), saw: seen(until, scope) };
    }
    doing = "the condition";
    if (rule.when !== undefined) {
      const isMet = holds(rule.when, scope);
      saw = { saw: seen(rule.when, scope) };
      if (!isMet) {
        const reason = { text: explain(rule.when, scope), why: { code: "condition" } } as const;
        return { kind: "skip", reason, ...saw };
      }
    }
    doing = "the user that it acts as";
    const actor = rule.as?.(scope);
    if (rule.as !== undefined && actor === undefined) {
      const text = "there is nobody in whose name it could act";
      return { kind: "fail", reason: { text, why: { code: "no-actor" } }, ...saw };
    }
    doing = "the arguments";
    const args = rule.args(scope);
    return { kind: "call", args, ...(actor && { actor: { id: actor.id, name: actor.name } }), ...saw };
  } catch (error) {
    return { kind: "fail", reason: notComputed(error, doing), ...saw };
  }
}
