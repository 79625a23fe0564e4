import type { RuleFacts } from "./facts.ts";
import type { PlacedRule } from "./funnel.ts";
import { exclude, type Knowledge } from "./knowledge.ts";
import { all } from "./logic/formula.ts";

function isOrdered(a: RuleFacts, b: RuleFacts): boolean {
  return a.behind().has(b.rule.name) || b.behind().has(a.rule.name);
}

/** Whether one needs a rule to succeed that the other needs to fail. */
function needOpposites(a: RuleFacts, b: RuleFacts): boolean {
  return [...a.needs].some(([name, outcome]) => {
    const other = b.needs.get(name);
    return other !== undefined && other !== outcome;
  });
}

/** Whether two rules that one occasion starts may run at the same time, in no order, if both run at all. */
export function areConcurrent(a: PlacedRule, b: PlacedRule): boolean {
  if (a.rule === b.rule || a.rule.start !== b.rule.start) return false;
  const areTogether = a.block.facts === b.block.facts;
  return !areTogether || !(isOrdered(a.rule, b.rule) || needOpposites(a.rule, b.rule));
}

/** Whether two rules that one occasion starts may run at the same time, for the same item, in no order. */
export function mayMeet(a: PlacedRule, b: PlacedRule, knowledge: Knowledge): boolean {
  return (
    areConcurrent(a, b) &&
    !exclude(all(a.block.facts.place, b.block.facts.place, a.rule.guard), b.rule.guard, knowledge)
  );
}
