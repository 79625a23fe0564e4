import type { Span } from "../syntax/tree.ts";
import type { CheckedExpression, CheckedPart } from "./checked.ts";

/** An expression with its direct parts changed. */
export function withParts(
  value: CheckedExpression,
  change: (part: CheckedExpression) => CheckedExpression,
): CheckedExpression {
  switch (value.kind) {
    case "text": {
      const parts = value.parts.map(
        (part): CheckedPart => (part.kind === "chars" ? part : { ...part, value: change(part.value) }),
      );
      return { ...value, parts };
    }
    case "list":
      return { ...value, items: value.items.map(change) };
    case "record":
      return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: change(entry.value) })) };
    case "call":
      return { ...value, args: value.args.map(change) };
    case "part":
    case "member":
    case "not":
    case "present":
      return { ...value, operand: change(value.operand) };
    case "and":
    case "or":
    case "compute":
      return { ...value, operands: value.operands.map(change) };
    case "compare":
    case "test":
    case "orElse":
      return { ...value, left: change(value.left), right: change(value.right) };
    case "range":
      return { ...value, from: change(value.from), to: change(value.to) };
    case "if":
      return {
        ...value,
        condition: change(value.condition),
        then: change(value.then),
        otherwise: change(value.otherwise),
      };
    case "group":
      return { ...value, inner: change(value.inner) };
    default:
      return value;
  }
}

/**
 * How many parts expressions have, as far as they are not too many: what is given to groups is copied, and
 * `include inner("{text}{text}")` doubles it.
 */
export function partsOf(values: readonly CheckedExpression[], most: number): number {
  let parts = 0;
  const count = (one: CheckedExpression): CheckedExpression => {
    parts += 1;
    return parts > most ? one : withParts(one, count);
  };
  for (const value of values) count(value);
  return parts;
}

/**
 * An expression as part of a rule that is written elsewhere: it brings its text along, and its place is one in the
 * section of that rule.
 *
 * @param value the expression, with places in its own section
 * @param source the text of its own section
 * @param place where it is wanted
 */
export function elsewhere(value: CheckedExpression, source: string, place: Span): CheckedExpression {
  const move = (one: CheckedExpression): CheckedExpression => ({
    ...withParts(one, move),
    text: one.text ?? source.slice(one.start, one.end),
    start: place.start,
    end: place.end,
  });
  return move(value);
}
