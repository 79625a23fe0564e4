import type { CheckedExpression } from "../check/checked.ts";
import { childrenOf } from "../check/children.ts";
import { tidied } from "../syntax/spacing.ts";
import type { Span } from "../syntax/tree.ts";
import { type Code, joined, widthOf } from "./code.ts";
import { emitTruth } from "./expressions.ts";
import { key, literal } from "./literals.ts";
import { type ExpressionScope, placed } from "./scope.ts";
import { emitShown } from "./texts.ts";
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

/** Longer ones stand on several lines. */
const longestLine = 100;

function writeCheck(
  writer: CodeWriter,
  value: CheckedExpression,
  scope: ExpressionScope,
  type: string,
): void {
  const text = literal(sourceText(value, scope));
  const values = [...valuesIn(value, scope)];
  const parts: Code[] = [text, lookingAt(value, scope, type, (inner) => emitTruth(value, inner), "_")];
  if (values.length > 0) {
    const shown = (inner: ExpressionScope): Code => {
      const entries = values.map(([name, one]): Code => [`${key(name)}: `, emitShown(one, undefined, inner)]);
      return ["({ ", joined(entries, ", "), " })"];
    };
    parts.push(lookingAt(value, scope, type, shown, "_"));
  }
  const check = scope.use("check");
  if (widthOf(parts) <= longestLine) {
    writer.write([check, "(", joined(parts, ", "), ")"]);
    return;
  }
  writer.line(`${check}(`).indented(() => {
    for (const part of parts) writer.line([part, ","]);
  });
  writer.write(")");
}

/** The operands of `and` or `or`, those of the same within it included. */
function operandsOf(kind: "and" | "or", value: CheckedExpression): readonly CheckedExpression[] {
  if (value.kind === "group") return operandsOf(kind, value.inner);
  return value.kind === kind ? value.operands.flatMap((operand) => operandsOf(kind, operand)) : [value];
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
        for (const operand of operandsOf(value.kind, value)) {
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

/**
 * A function that works out something of a value. A stack frame of it has the name of the rule.
 *
 * @param type the type of the scope that it takes
 * @param emit gives its body
 * @param unused the name of a parameter that is not used; without one, the function takes none then
 */
export function lookingAt(
  value: Span,
  scope: ExpressionScope,
  type: string,
  emit: (scope: ExpressionScope) => Code,
  unused?: string,
): Code {
  let looks = false;
  const looking = (): string => {
    looks = true;
    return scope.looking();
  };
  const body = emit({ ...scope, looking });
  const parameter = looks ? `s: ${type}` : unused === undefined ? "" : `${unused}: ${type}`;
  return placed([`(${parameter}) => `, body], value.start, scope, scope.frame);
}
