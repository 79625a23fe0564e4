import type { CheckedExpression } from "../checked.ts";
import { someChild } from "../children.ts";
import type { BlockFacts, RuleFacts } from "./facts.ts";
import { expand } from "./logic/expand.ts";
import type { Reader } from "./logic/reader.ts";

/** Whether an expression reads a field of the item itself. */
export function readsField(value: CheckedExpression, field: string): boolean {
  if (value.kind === "field") return value.path[0]?.name === field;
  return someChild(value, (child) => readsField(child, field));
}

/** Whether an argument of a rule reads a field of the item itself, by whatever function. */
export function argumentsRead({ rule }: RuleFacts, field: string, reader: Reader): boolean {
  return rule.args.some(({ value }) => readsField(expand(value, reader.find), field));
}

const readers = new WeakMap<BlockFacts, Map<string, readonly RuleFacts[]>>();

/** The rules of a block in which a condition or an argument reads a field of the item itself. */
export function readersOf(block: BlockFacts, field: string): readonly RuleFacts[] {
  const ofBlock = readers.get(block) ?? new Map<string, readonly RuleFacts[]>();
  readers.set(block, ofBlock);
  const known = ofBlock.get(field);
  if (known !== undefined) return known;
  const found = block.rules.filter(
    (facts) =>
      (facts.condition !== undefined && readsField(facts.condition.expanded, field)) ||
      argumentsRead(facts, field, block.reader),
  );
  ofBlock.set(field, found);
  return found;
}
