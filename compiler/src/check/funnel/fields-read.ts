import type { CheckedExpression } from "../checked.ts";
import { someChild } from "../children.ts";
import type { BlockFacts, RuleFacts } from "./facts.ts";
import { expand } from "./logic/expand.ts";
import type { Reader } from "./logic/reader.ts";

function collect(value: CheckedExpression, found: Set<string>): void {
  const [first] = value.kind === "field" ? value.path : [];
  if (first !== undefined) found.add(first.name);
  someChild(value, (child) => {
    collect(child, found);
    return false;
  });
}

/** Whether an expression reads a field of the item itself. */
export function readsField(value: CheckedExpression, field: string): boolean {
  if (value.kind === "field") return value.path[0]?.name === field;
  return someChild(value, (child) => readsField(child, field));
}

const inArguments = new WeakMap<RuleFacts, ReadonlySet<string>>();

function readByArguments(facts: RuleFacts, reader: Reader): ReadonlySet<string> {
  const before = inArguments.get(facts);
  if (before !== undefined) return before;
  const found = new Set<string>();
  for (const { value } of facts.rule.args) collect(expand(value, reader.find), found);
  inArguments.set(facts, found);
  return found;
}

/** Whether an argument of a rule reads a field of the item itself, by whatever function. */
export function argumentsRead(facts: RuleFacts, field: string, reader: Reader): boolean {
  return readByArguments(facts, reader).has(field);
}

const readers = new WeakMap<BlockFacts, ReadonlyMap<string, readonly RuleFacts[]>>();

function readersByField(block: BlockFacts): ReadonlyMap<string, readonly RuleFacts[]> {
  const found = new Map<string, RuleFacts[]>();
  for (const facts of block.rules) {
    const fields = new Set(readByArguments(facts, block.reader));
    if (facts.condition !== undefined) collect(facts.condition.expanded, fields);
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
