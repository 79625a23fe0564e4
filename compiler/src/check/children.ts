import type { CheckedExpression } from "./checked.ts";

type Visit = (child: CheckedExpression) => boolean;
type Of<K extends CheckedExpression["kind"]> = Extract<CheckedExpression, { kind: K }>;

// Functions of their own: a closure in `someChild` would cost memory at each of its calls.
const someHole = (parts: Of<"text">["parts"], test: Visit): boolean =>
  parts.some((part) => part.kind === "hole" && test(part.value));
const someEntry = (entries: Of<"record">["entries"], test: Visit): boolean =>
  entries.some((entry) => test(entry.value));

/**
 * Whether something is true of an expression that an expression is directly made of. They are asked in the order in which
 * they are worked out, up to the first of which it is. Makes no list of them, since every expression of a program is
 * walked through many times.
 */
export function someChild(value: CheckedExpression, test: Visit): boolean {
  switch (value.kind) {
    case "text":
      return someHole(value.parts, test);
    case "list":
      return value.items.some(test);
    case "record":
      return someEntry(value.entries, test);
    case "call":
      return value.args.some(test);
    case "part":
    case "member":
    case "not":
    case "present":
      return test(value.operand);
    case "and":
    case "or":
    case "compute":
      return value.operands.some(test);
    case "compare":
    case "test":
    case "orElse":
      return test(value.left) || test(value.right);
    case "range":
      return test(value.from) || test(value.to);
    case "if":
      return test(value.condition) || test(value.then) || test(value.otherwise);
    case "group":
      return test(value.inner);
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
      return false;
  }
}

/** The expressions that an expression is directly made of, in the order in which they are worked out. */
export function childrenOf(value: CheckedExpression): readonly CheckedExpression[] {
  const found: CheckedExpression[] = [];
  someChild(value, (child) => {
    found.push(child);
    return false;
  });
  return found;
}
