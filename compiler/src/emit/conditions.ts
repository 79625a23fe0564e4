import type { CheckedExpression } from "../check/checked.ts";
import { childrenOf } from "../check/children.ts";
import { tidied } from "../syntax/spacing.ts";
import { type Code, joined } from "./code.ts";
import { emitShown, emitTruth } from "./expressions.ts";
import { key, literal } from "./literals.ts";
import { type ExpressionScope, placed } from "./scope.ts";
import type { CodeWriter } from "./writer.ts";

/** An expression as it stands in the rules, on one line. */
export function sourceText(value: CheckedExpression, { origin }: ExpressionScope): string {
  const { start, end, text } = value;
  return tidied(text ?? origin.source.slice(origin.offset + start, origin.offset + end));
}

/** Whether a value is one that a person would want to see beside a comparison that did not hold. */
function isTelling(value: CheckedExpression): boolean {
  switch (value.kind) {
    case "field":
    case "result":
    case "previous":
    case "event":
    case "parameter":
    case "constant":
    case "call":
    case "now":
    case "today":
    case "part":
    case "member":
      return true;
    default:
      return false;
  }
}

/** The values that a comparison looks at, by their text in the rule. */
function valuesIn(value: CheckedExpression, scope: ExpressionScope): ReadonlyMap<string, CheckedExpression> {
  const found = new Map<string, CheckedExpression>();
  const left = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (isTelling(next)) found.set(sourceText(next, scope), next);
    // Of a part, only the part itself tells something.
    const inside = next.kind === "part" || next.kind === "member" ? [] : childrenOf(next);
    left.push(...inside.toReversed());
  }
  return found;
}

function writeCheck(
  writer: CodeWriter,
  value: CheckedExpression,
  scope: ExpressionScope,
  type: string,
): void {
  const text = sourceText(value, scope);
  writer
    .write(`${scope.use("check")}(${literal(text)}, `)
    .write(lookingAt(value, emitTruth(value, scope), scope, type));
  const values = [...valuesIn(value, scope)].map(
    ([name, one]): Code => [`${key(name)}: `, emitShown(one, undefined, scope)],
  );
  if (values.length > 0) writer.write([`, (s: ${type}) => ({ `, joined(values, ", "), " })"]);
  writer.write(")");
}

/**
 * Writes a condition as the engine takes it: taken apart into comparisons, each with its text and the values that it
 * looks at.
 *
 * @param type the type of the scope that it is looked at with
 */
export function writeCondition(
  writer: CodeWriter,
  value: CheckedExpression,
  scope: ExpressionScope,
  type: string,
): void {
  switch (value.kind) {
    case "group":
      writeCondition(writer, value.inner, scope, type);
      break;
    case "not":
      writer.write(`${scope.use("not")}(`);
      writeCondition(writer, value.operand, scope, type);
      writer.write(")");
      break;
    case "and":
    case "or":
      writer.line(`${scope.use(value.kind === "and" ? "all" : "any")}(`);
      writer.indented(() => {
        for (const operand of value.operands) {
          writeCondition(writer, operand, scope, type);
          writer.line(",");
        }
      });
      writer.write(")");
      break;
    default:
      writeCheck(writer, value, scope, type);
  }
}

/** A function that works out a value from the scope. A stack frame of it has the name of the rule. */
export function lookingAt(value: CheckedExpression, code: Code, scope: ExpressionScope, type: string): Code {
  return placed([`(s: ${type}) => `, code], value.start, scope, scope.frame);
}
