import type { Section } from "../syntax/parse.ts";
import type { Expression } from "../syntax/tree.ts";
import { walkExpression } from "../syntax/walk.ts";

function addName(name: string, names: Map<string, number>): void {
  names.set(name, (names.get(name) ?? 0) + 1);
}

function addNames(expression: Expression, names: Map<string, number>): void {
  walkExpression(expression, (one) => {
    if (one.kind === "Call") addName(one.callee.text, names);
    else if (one.kind === "Reference" && one.path[0] !== undefined) addName(one.path[0].text, names);
  });
}

function namesIn(section: Section): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
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
        if (entry.kind === "Include" && entry.group.kind === "Call") addName(entry.group.callee.text, names);
      }
      break;
    default:
      break;
  }
  return names;
}

const known = new WeakMap<Section, ReadonlyMap<string, number>>();

/**
 * The names that a declaration may be made of: those in the expression of a constant or a function, and the groups that
 * a group includes, each with how often it stands there. They follow from its text alone.
 */
export function mentionedNames(section: Section): ReadonlyMap<string, number> {
  const before = known.get(section);
  if (before !== undefined) return before;
  const names = namesIn(section);
  known.set(section, names);
  return names;
}
