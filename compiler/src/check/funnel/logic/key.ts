import type { CheckedExpression, PathStep } from "../../checked.ts";
import { someChild } from "../../children.ts";
import { placeId } from "./places.ts";

const steps = (path: readonly PathStep[]): string => path.map((step) => step.name).join(".");

const quoted = (text: string): string => JSON.stringify(text);

/**
 * Whether the key of an expression does not say all of it, for items of one kind. What an event, an action or a parameter
 * brings is of a type that the key does not tell, and a function is known by its name alone.
 */
export function hidesSomething(value: CheckedExpression): boolean {
  switch (value.kind) {
    case "event":
    case "result":
    case "parameter":
    case "call":
    case "broken":
      return true;
    default:
      return someChild(value, hidesSomething);
  }
}

/** What an expression says, without its places: two with the same key always have the same value. */
export function keyOf(value: CheckedExpression): string {
  switch (value.kind) {
    case "number":
      return value.value;
    case "money":
      return `${value.value} ${value.currency}`;
    case "text":
      return value.parts
        .map((part) =>
          part.kind === "chars" ? quoted(part.value) : `{${keyOf(part.value)}:${part.format ?? ""}}`,
        )
        .join("");
    case "boolean":
      return String(value.value);
    case "duration": {
      const { months, days, milliseconds, workingDays, workingMilliseconds } = value.value;
      return `P${[months, days, milliseconds, workingDays, workingMilliseconds].join("/")}`;
    }
    case "time":
    case "date":
    case "moment":
      return `${value.kind} ${value.value}`;
    case "list":
      return `[${value.items.map(keyOf).join(",")}]`;
    case "record":
      return `{${value.entries.map((entry) => `${entry.name}:${keyOf(entry.value)}`).join(",")}}`;
    case "user":
      return `user ${value.user.id}`;
    case "stage":
      return `stage ${value.places.map((place) => quoted(placeId(place.pipeline, place.stage))).join("|")}`;
    case "pipeline":
    case "option":
      return `${value.kind} ${quoted(value.id)}`;
    case "fieldName":
      return `field ${value.name}`;
    case "this":
    case "now":
    case "today":
    case "broken":
      return value.kind;
    case "field":
      return steps(value.path);
    case "previous":
    case "event":
      return `${value.kind} ${steps(value.path)}`;
    case "result":
      return `let ${[value.rule, ...value.path.map((step) => step.name)].join(".")}`;
    case "parameter":
      return `parameter ${[value.name, ...value.path.map((step) => step.name)].join(".")}`;
    case "constant":
      return `const ${value.of.file} ${value.of.name}`;
    case "call":
      return `${value.of.file} ${value.of.name}(${value.args.map(keyOf).join(",")})`;
    case "part":
      return `(${keyOf(value.operand)}).${value.part}`;
    case "member":
      return `(${keyOf(value.operand)}).${steps(value.path)}`;
    case "not":
      return `not(${keyOf(value.operand)})`;
    case "and":
    case "or":
      return `${value.kind}(${value.operands.map(keyOf).join(",")})`;
    case "compare":
      return `(${keyOf(value.left)})${value.operator}(${keyOf(value.right)})`;
    case "test":
      return `(${keyOf(value.left)})${value.negated ? "!" : ""}${value.test}(${keyOf(value.right)})`;
    case "range":
      return `(${keyOf(value.from)})..(${keyOf(value.to)})`;
    case "present":
      return `(${keyOf(value.operand)})${value.wanted}`;
    case "compute":
      return `${value.operation}(${value.operands.map(keyOf).join(",")})`;
    case "orElse":
      return `(${keyOf(value.left)})??(${keyOf(value.right)})`;
    case "if":
      return `if(${[value.condition, value.then, value.otherwise].map(keyOf).join(",")})`;
    case "group":
      return keyOf(value.inner);
  }
}
