import type { CheckedExpression } from "./checked.ts";

/** The expressions that an expression is directly made of, in the order in which they are worked out. */
export function childrenOf(value: CheckedExpression): readonly CheckedExpression[] {
  switch (value.kind) {
    case "text":
      return value.parts.flatMap((part) => (part.kind === "hole" ? [part.value] : []));
    case "list":
      return value.items;
    case "record":
      return value.entries.map((entry) => entry.value);
    case "call":
      return value.args;
    case "part":
    case "member":
    case "not":
    case "present":
      return [value.operand];
    case "and":
    case "or":
    case "compute":
      return value.operands;
    case "compare":
    case "test":
    case "orElse":
      return [value.left, value.right];
    case "range":
      return [value.from, value.to];
    case "if":
      return [value.condition, value.then, value.otherwise];
    case "group":
      return [value.inner];
    case "number":
    case "money":
    case "boolean":
    case "duration":
    case "time":
    case "date":
    case "moment":
    case "user":
    case "stage":
    case "pipeline":
    case "option":
    case "fieldName":
    case "this":
    case "field":
    case "previous":
    case "event":
    case "result":
    case "parameter":
    case "constant":
    case "now":
    case "today":
    case "broken":
      return [];
  }
}
