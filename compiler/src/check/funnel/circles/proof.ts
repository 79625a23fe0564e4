import type { CheckedExpression, Computation } from "../../checked.ts";
import { someChild } from "../../children.ts";
import type { RuleFacts } from "../facts.ts";
import type { TriggerFacts } from "../funnel.ts";
import type { Condition } from "../knowledge.ts";
import { sameValue } from "../logic/evaluate.ts";
import type { Step } from "./walk.ts";

/** What is not the same after a round. */
interface Change {
  readonly fields: ReadonlySet<string>;
  /** Those of them that were empty, or are. */
  readonly emptied: ReadonlySet<string>;
  readonly isTimed: boolean;
}

/** Whether an expression hangs on what has changed, as it is or as it was. */
function hangsOn(value: CheckedExpression, change: Change): boolean {
  if (value.kind === "present" && value.operand.kind === "field" && value.operand.path.length === 1)
    return change.emptied.has(value.operand.path[0]?.name ?? "");
  if (value.kind === "field" || value.kind === "previous")
    return change.fields.has(value.path[0]?.name ?? "");
  if (value.kind === "now" || value.kind === "today") return change.isTimed;
  return someChild(value, (child) => hangsOn(child, change));
}

const sums: ReadonlySet<Computation> = new Set([
  "add",
  "subtract",
  "addMoney",
  "subtractMoney",
  "addToDate",
  "subtractFromDate",
  "addToMoment",
  "subtractFromMoment",
]);

/** Whether a value is a field with something fixed added or taken away: it never comes to rest. */
function onlyGrows(value: CheckedExpression, change: Change): boolean {
  switch (value.kind) {
    case "field":
      return value.path.length === 1;
    case "group":
      return onlyGrows(value.inner, change);
    case "orElse":
      return onlyGrows(value.left, change) && !hangsOn(value.right, change);
    case "compute": {
      const { operation, operands } = value;
      const [moving, ...more] = operands.filter((one) => hangsOn(one, change));
      const isEitherWay = operation === "add" || operation === "addMoney";
      if (moving === undefined || more.length > 0 || !sums.has(operation)) return false;
      return (isEitherWay || moving === operands[0]) && onlyGrows(moving, change);
    }
    default:
      return false;
  }
}

function changeBetween(before: Step, after: Step): Change {
  const [left, right] = [before.item.fields, after.item.fields];
  const fields = new Set<string>();
  const emptied = new Set<string>();
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [a, b] = [left.get(name), right.get(name)];
    if (a === b) continue;
    if (a === undefined || b === undefined) emptied.add(name);
    else if (sameValue(a, b) === true) continue;
    fields.add(name);
  }
  return { fields, emptied, isTimed: before.at !== after.at };
}

const conditionOf = ({ by }: Step): Condition | undefined =>
  "rule" in by ? by.rule.condition : by.condition;

/** Whether what happened between two moments happens again and again, whatever the fields that differ have come to. */
function isRepeated(
  first: number,
  steps: readonly Step[],
  looked: Iterable<RuleFacts>,
  watching: (field: string) => readonly TriggerFacts[],
): boolean {
  const [before, after] = [steps[first], steps[steps.length - 1]];
  if (before === undefined || after === undefined || before.item.place !== after.item.place) return false;
  const change = changeBetween(before, after);
  const { fields } = change;
  if (fields.size === 0 && !change.isTimed) return true;
  const loop = steps.slice(first + 1);
  const own = [...looked].map(({ condition }) => condition);
  const triggers = [...fields].flatMap((field) => watching(field).map(({ condition }) => condition));
  const isFree = [...own, ...triggers, ...loop.map(conditionOf)].every(
    (one) => one === undefined || !hangsOn(one.expanded, change),
  );
  if (!isFree) return false;
  return loop.every(({ to, by }) => {
    if (typeof to !== "string" || !fields.has(to) || !("rule" in by)) return true;
    const value = by.rule.writes?.value;
    return value !== undefined && onlyGrows(value, change);
  });
}

/**
 * Whether the steps of an item lead round for certain, and not only for long: the item comes back as it was, or what
 * differs is counted on, and no condition asks for it.
 *
 * @param looked the rules that had their moment on the way
 * @param watching the triggers on a field
 */
export function isWithoutEnd(
  steps: readonly Step[],
  looked: Iterable<RuleFacts>,
  watching: (field: string) => readonly TriggerFacts[],
): boolean {
  const last = steps[steps.length - 1];
  const rules = [...looked];
  for (const [index, { by, to }] of steps.slice(0, -1).entries()) {
    const isAgain =
      "rule" in by && last !== undefined && "rule" in last.by ? by.rule === last.by.rule : by === last?.by;
    if (isAgain && to === last?.to && isRepeated(index, steps, rules, watching)) return true;
  }
  return false;
}
