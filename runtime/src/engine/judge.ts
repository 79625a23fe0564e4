import { type Condition, explain, holds } from "../rules/condition.ts";
import type { StoredItem } from "../rules/item.ts";
import type { JsonObject } from "../rules/values.ts";
import type { FoundRule } from "./rule-lookup.ts";
import { failureText, runScope } from "./scope.ts";
import type { Actor, ItemState, Run } from "./state.ts";
import type { Surroundings } from "./step.ts";

/** What a rule says once its moment has come. */
export type Verdict =
  | { readonly kind: "call"; readonly args: JsonObject; readonly actor?: Actor }
  /** What it repeats for has come about. */
  | { readonly kind: "stop"; readonly reason: string }
  | { readonly kind: "skip" | "fail"; readonly reason: string };

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
  try {
    const until = rule.schedule?.repeat?.until;
    if (until !== undefined && holds(until, scope)) return { kind: "stop", reason: conditionText(until) };
    doing = "the condition";
    if (rule.when !== undefined && !holds(rule.when, scope)) {
      return { kind: "skip", reason: explain(rule.when, scope) };
    }
    doing = "the user that it acts as";
    const actor = rule.as?.(scope);
    if (rule.as !== undefined && actor === undefined) {
      return { kind: "fail", reason: "there is nobody in whose name it could act" };
    }
    doing = "the arguments";
    const args = rule.args(scope);
    return { kind: "call", args, ...(actor && { actor: { id: actor.id, name: actor.name } }) };
  } catch (error) {
    return { kind: "fail", reason: failureText(error, doing) };
  }
}
