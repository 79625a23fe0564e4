import type { CheckedExpression } from "../checked.ts";
import { childrenOf } from "../children.ts";
import type { BlockFacts, RuleFacts } from "./facts.ts";

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

/** Whether an expression reads a field of the item itself. */
export function readsField(value: CheckedExpression, field: string): boolean {
  return fieldsRead(value).has(field);
}

/** Whether an argument of a rule reads a field of the item itself. */
export function argumentsRead({ rule }: RuleFacts, field: string): boolean {
  return rule.args.some((one) => fieldsRead(one.value).has(field));
}

const readers = new WeakMap<BlockFacts, ReadonlyMap<string, readonly RuleFacts[]>>();

function readersByField(block: BlockFacts): ReadonlyMap<string, readonly RuleFacts[]> {
  const found = new Map<string, RuleFacts[]>();
  for (const facts of block.rules) {
    const { condition, rule } = facts;
    const values = [
      ...rule.args.map((one) => one.value),
      ...(condition === undefined ? [] : [condition.source]),
    ];
    const fields = new Set(values.flatMap((value) => [...fieldsRead(value)]));
    for (const field of fields) {
      const others = found.get(field);
      if (others === undefined) found.set(field, [facts]);
      else others.push(facts);
    }
  }
  return found;
}

/** The rules of a block in which a condition or an argument reads a field of the item itself. */
export function readersOf(block: BlockFacts, field: string): readonly RuleFacts[] {
  let known = readers.get(block);
  if (known === undefined) {
    known = readersByField(block);
    readers.set(block, known);
  }
  return known.get(field) ?? [];
}
