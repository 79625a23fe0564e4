import type { Section } from "../syntax/parse.ts";
import type { Expression } from "../syntax/tree.ts";
import { walkExpression } from "../syntax/walk.ts";

function addNames(expression: Expression, names: Set<string>): void {
  walkExpression(expression, (one) => {
    if (one.kind === "Call") names.add(one.callee.text);
    else if (one.kind === "Reference" && one.path[0] !== undefined) names.add(one.path[0].text);
  });
}

function namesIn(section: Section): ReadonlySet<string> {
  const names = new Set<string>();
  const { node } = section;
  switch (node?.kind) {
    case "Const":
      addNames(node.value, names);
      break;
    case "Function":
      addNames(node.body, names);
      for (const { name } of node.parameters) names.delete(name.text);
      break;
    case "RuleGroup":
      for (const entry of node.rules) {
        if (entry.kind === "Include" && entry.group.kind === "Call") names.add(entry.group.callee.text);
      }
      break;
    default:
      break;
  }
  return names;
}

const known = new WeakMap<Section, ReadonlySet<string>>();

/**
 * The names that a declaration may be made of: those in the expression of a constant or a function, and the groups that
 * a group includes. They follow from its text alone.
 */
export function mentionedNames(section: Section): ReadonlySet<string> {
  const before = known.get(section);
  if (before !== undefined) return before;
  const names = namesIn(section);
  known.set(section, names);
  return names;
}
