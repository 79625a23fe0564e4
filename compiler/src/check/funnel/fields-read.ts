import type { CheckedExpression } from "../checked.ts";
import { childrenOf } from "../children.ts";
import type { RuleFacts } from "./facts.ts";

const known = new WeakMap<CheckedExpression, ReadonlySet<string>>();

/** The fields of the item itself that an expression reads. */
function fieldsRead(value: CheckedExpression): ReadonlySet<string> {
  const before = known.get(value);
  if (before !== undefined) return before;
  const found = new Set<string>();
  const [first] = value.kind === "field" ? value.path : [];
  if (first !== undefined) found.add(first.name);
  for (const child of childrenOf(value)) for (const name of fieldsRead(child)) found.add(name);
  known.set(value, found);
  return found;
}

/** Whether an argument of a rule reads a field of the item itself. */
export function argumentsRead({ rule }: RuleFacts, field: string): boolean {
  return rule.args.some((one) => fieldsRead(one.value).has(field));
}

/** Whether a condition or an argument of a rule reads a field of the item itself. */
export function readsField(facts: RuleFacts, field: string): boolean {
  const { condition } = facts;
  return (condition !== undefined && fieldsRead(condition.source).has(field)) || argumentsRead(facts, field);
}
