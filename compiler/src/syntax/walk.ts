import type { Expression, Rule, StageBlock } from "./tree.ts";

/** The parts an expression is made of, in the order of the text. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "Missing":
    case "Number":
    case "Boolean":
    case "This":
    case "Reference":
      return [];
    case "Text":
      return expression.parts.flatMap((part) => (part.kind === "hole" ? [part.value] : []));
    case "Not":
    case "Minus":
    case "Presence":
      return [expression.operand];
    case "And":
    case "Or":
      return expression.operands;
    case "Arithmetic":
    case "Comparison":
      return [expression.left, expression.right];
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

/** The expressions that stand in a rule: its arguments and its condition. */
export function expressionsOf(rule: Rule): readonly Expression[] {
  const args = rule.action.kind === "Call" ? rule.action.args.map((argument) => argument.value) : [];
  return rule.condition === undefined ? args : [...args, rule.condition];
}

/** Calls `visit` with every expression of a block. */
export function walkBlock(block: StageBlock, visit: (expression: Expression) => void): void {
  const roots = [
    ...(block.condition === undefined ? [] : [block.condition]),
    ...block.rules.flatMap(expressionsOf),
  ];
  for (const root of roots) walkExpression(root, visit);
}

/** Whether something in an expression could not be read. Checks stay silent on it. */
export function isBroken(expression: Expression): boolean {
  let broken = false;
  walkExpression(expression, (one) => {
    broken ||= one.kind === "Missing" || one.broken === true;
  });
  return broken;
}
