import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Rule } from "../syntax/tree.ts";
import type { Report } from "./context.ts";

/** A rule with the name it has in its block. */
export interface NamedRule {
  readonly node: Rule;
  readonly name: string;
}

/**
 * Names the rules of a block: by their label, by what `let` calls their result, or by their action, numbered where it
 * stands more than once. Names that people chose twice are reported.
 */
export function nameRules(rules: readonly Rule[], report: Report): readonly NamedRule[] {
  const chosen = new Set<string>();
  for (const { label, binding } of rules) {
    for (const name of [label, binding]) {
      if (name === undefined) continue;
      if (name.text.startsWith("__")) report(diagnostic("OS1018", name, { found: name.text }));
      if (chosen.has(name.text)) report(diagnostic("OS2011", name, { name: name.text }));
      chosen.add(name.text);
    }
  }
  const used = new Set(chosen);
  return rules.map((node) => {
    const own = node.label ?? node.binding;
    if (own !== undefined) return { node, name: own.text };
    const base = node.action.kind === "Call" ? node.action.callee.text : "rule";
    let name = base;
    for (let number = 2; used.has(name); number += 1) name = `${base}${number}`;
    used.add(name);
    return { node, name };
  });
}
