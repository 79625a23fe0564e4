import type { TestStep } from "../../syntax/test-tree.ts";
import type { Expression } from "../../syntax/tree.ts";

function isColumn(node: object): node is { readonly path: readonly { readonly text: string }[] } {
  return "kind" in node && node.kind === "Reference" && "path" in node && Array.isArray(node.path);
}

function replaced(value: unknown, values: ReadonlyMap<string, Expression>): unknown {
  if (Array.isArray(value)) return value.map((one) => replaced(one, values));
  if (typeof value !== "object" || value === null) return value;
  if (isColumn(value)) {
    const [name, ...more] = value.path;
    return (more.length === 0 && name !== undefined ? values.get(name.text) : undefined) ?? value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, values)]));
}

/**
 * A step with the values of a row in the place of its columns. So each value is checked where it is used, and what is
 * wrong with it is told at the row.
 */
export function withRow(step: TestStep, values: ReadonlyMap<string, Expression>): TestStep {
  if (values.size === 0) return step;
  return replaced(step, values) as TestStep; // Expressions are put in the place of expressions.
}
