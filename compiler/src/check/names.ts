import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Name, Rule, RuleEntry } from "../syntax/tree.ts";
import type { Report } from "./context.ts";

/** A rule or an `include`, with the name it has in its block. */
export interface NamedEntry<E extends RuleEntry = RuleEntry> {
  readonly node: E;
  readonly name: string;
}

export type NamedRule = NamedEntry<Rule>;

/** What people have chosen to call an entry: its label, or the name behind `let`. */
function chosenName(node: RuleEntry): Name | undefined {
  return node.label ?? bindingOf(node);
}

function bindingOf(node: RuleEntry): Name | undefined {
  return node.kind === "Rule" ? node.binding : undefined;
}

function calledName(node: RuleEntry): string {
  const call = node.kind === "Rule" ? node.action : node.group;
  return call.kind === "Call" ? call.callee.text : "rule";
}

/** Reports a name that emitted code needs for itself. */
export function checkOwnName(name: Name, report: Report): void {
  if (name.text.startsWith("__")) report(diagnostic("OS1018", name, { found: name.text }));
}

/**
 * Names the rules of a block: by their label, by what `let` calls their result, or by their action or group, numbered
 * where it stands more than once. Names that people chose twice are reported.
 */
export function nameEntries(entries: readonly RuleEntry[], report: Report): readonly NamedEntry[] {
  const used = new Set<string>();
  const choose = (name: Name | undefined): void => {
    if (name === undefined) return;
    checkOwnName(name, report);
    if (used.has(name.text)) report(diagnostic("OS2011", name, { name: name.text }));
    used.add(name.text);
  };
  for (const node of entries) {
    choose(node.label);
    choose(bindingOf(node));
  }
  const numbers = new Map<string, number>();
  return entries.map((node) => {
    const own = chosenName(node);
    if (own !== undefined) return { node, name: own.text };
    const base = calledName(node);
    let number = numbers.get(base) ?? 1;
    let name = number === 1 ? base : `${base}${number}`;
    while (used.has(name)) {
      number += 1;
      name = `${base}${number}`;
    }
    numbers.set(base, number);
    used.add(name);
    return { node, name };
  });
}

/** Whether a rule or an `include` is called by a name: by its label, its `let`, or the name it has by itself. */
export function isCalled({ node, name }: NamedEntry, wanted: string): boolean {
  return name === wanted || node.label?.text === wanted || bindingOf(node)?.text === wanted;
}
