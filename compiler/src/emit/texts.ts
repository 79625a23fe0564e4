import type { CheckedExpression } from "../check/checked.ts";
import { kindOf } from "../check/kinds.ts";
import { present } from "../types/types.ts";
import { type Code, call } from "./code.ts";
import { emitAsked, emitExpression } from "./expressions.ts";
import { literal } from "./literals.ts";
import type { ExpressionScope } from "./scope.ts";

/** The kind of values whose text depends on the setting. */
const settled: ReadonlySet<string> = new Set(["moment", "time"]);

/** The kinds of values that stand in a text by their name. */
const names: ReadonlySet<string> = new Set(["option", "user", "stage", "pipeline"]);

/** A value as a part of a text. */
export function emitShown(
  value: CheckedExpression,
  format: string | undefined,
  scope: ExpressionScope,
): Code {
  const type = present(value.type);
  const kind = kindOf(type.kind === "list" ? present(type.of) : type);
  const isName = kind !== undefined && names.has(kind);
  if (kind === undefined || (format === undefined && !settled.has(kind))) return emitAsked(value, scope);
  const args: Code[] = [emitExpression(value, scope), literal(isName ? "text" : kind), scope.looking()];
  return call(scope.use("formatted"), format === undefined ? args : [...args, literal(format)]);
}

/** A text with the values in it. */
export function emitText(
  { parts }: Extract<CheckedExpression, { readonly kind: "text" }>,
  scope: ExpressionScope,
): Code {
  const [first] = parts;
  if (first === undefined) return '""';
  if (parts.length === 1 && first.kind === "chars") return literal(first.value);
  const codes = parts.map((part) =>
    part.kind === "chars" ? literal(part.value) : emitShown(part.value, part.format, scope),
  );
  return call(scope.use("join"), codes);
}
