import { expressionsOfStep } from "./test-tree.ts";
import type { Declaration, Expression, Modifier, RuleEntry, ScheduleClause } from "./tree.ts";

/** The parts an expression is made of, in the order of the text. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "Missing":
    case "Number":
    case "Money":
    case "Duration":
    case "Time":
    case "Date":
    case "DateTime":
    case "Boolean":
    case "This":
    case "Reference":
      return [];
    case "Text":
      return expression.parts.flatMap((part) => (part.kind === "hole" ? [part.value] : []));
    case "List":
      return expression.items;
    case "Record":
      return expression.entries.map(({ value }) => value);
    case "Call":
      return expression.args.map(({ value }) => value);
    case "Not":
    case "Minus":
    case "Presence":
      return [expression.operand];
    case "And":
    case "Or":
      return expression.operands;
    case "Arithmetic":
    case "Comparison":
    case "Test":
      return [expression.left, expression.right];
    case "Range":
      return [expression.from, expression.to];
    case "If":
      return [expression.condition, expression.then, expression.otherwise];
    case "Group":
      return [expression.inner];
  }
}

/** Calls `visit` with an expression and everything in it, from the outside in. */
export function walkExpression(expression: Expression, visit: (expression: Expression) => void): void {
  const waiting: Expression[] = [expression];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    visit(next);
    waiting.push(...operandsOf(next).toReversed());
  }
}

/** Those of some expressions that are there. */
function present(...expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((one) => one !== undefined);
}

function ofClause(clause: ScheduleClause): readonly Expression[] {
  switch (clause.kind) {
    case "After":
      return [];
    case "Delay":
      return [clause.duration];
    case "At":
      return present(clause.time, clause.offset?.duration, clause.anchor);
    case "Within":
      return present(clause.of);
    case "Repeat":
      return present(clause.every, clause.times, clause.until);
  }
}

function ofModifier(modifier: Modifier): readonly Expression[] {
  switch (modifier.kind) {
    case "As":
      return [modifier.user];
    case "Once":
      return present(modifier.per);
    case "Retry":
      return [modifier.times];
    case "SkipIfLate":
    case "Off":
      return [];
  }
}

/** The expressions that stand in a rule or an `include`, in the order of the text as it is usually written. */
export function expressionsOf(entry: RuleEntry): readonly Expression[] {
  const call = entry.kind === "Rule" ? entry.action : entry.group;
  const modifiers = entry.kind === "Rule" ? entry.modifiers : [];
  return [
    ...entry.schedule.flatMap(ofClause),
    ...operandsOf(call),
    ...present(entry.condition),
    ...modifiers.flatMap(ofModifier),
  ];
}

/** The expressions that stand in a declaration, those of its rules included. */
export function rootsOf(node: Declaration): readonly Expression[] {
  switch (node.kind) {
    case "StageBlock":
    case "RuleGroup":
      return [...present(node.condition), ...node.rules.flatMap(expressionsOf)];
    case "EventBlock":
      return [...operandsOf(node.event), ...present(node.condition), ...node.rules.flatMap(expressionsOf)];
    case "CalendarBlock": {
      const interval = node.every.kind === "EveryInterval" ? [node.every.duration] : [];
      return [...interval, ...present(node.at, node.condition), ...node.rules.flatMap(expressionsOf)];
    }
    case "Trigger":
      return [...operandsOf(node.event), ...present(node.condition, node.as)];
    case "Const":
      return [node.value];
    case "Function":
      return [node.body];
    case "Import":
      return [];
    case "Test":
      return [
        ...present(node.at),
        ...node.rows.flatMap(({ values }) => values),
        ...node.steps.flatMap(expressionsOfStep),
      ];
  }
}

/** Calls `visit` with every expression of a declaration. */
export function walkDeclaration(node: Declaration, visit: (expression: Expression) => void): void {
  for (const root of rootsOf(node)) walkExpression(root, visit);
}

/** Whether something in an expression could not be read. Checks stay silent on it. */
export function isBroken(expression: Expression): boolean {
  let broken = false;
  walkExpression(expression, (one) => {
    broken ||= one.kind === "Missing" || one.broken === true;
  });
  return broken;
}
