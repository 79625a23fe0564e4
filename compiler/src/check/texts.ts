import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Name, TextLiteral } from "../syntax/tree.ts";
import { describeType, plain, present, type Type } from "../types/types.ts";
import type { CheckedExpression, CheckedPart } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { formatsOf } from "./formats.ts";
import { meaningOf } from "./references.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix } from "./suggestions.ts";

/** What has text that can stand inside a message. */
function hasText(type: Type): boolean {
  switch (type.kind) {
    case "plain":
    case "option":
    case "choice":
    case "place":
    case "unknown":
      return true;
    case "optional":
    case "list":
      return hasText(type.of);
    case "union":
      return type.of.every(hasText);
    case "record":
      return ["url", "name", "title"].some((name) => Object.hasOwn(type.fields, name));
    case "item":
    case "entityName":
    case "pipelineName":
    case "fieldValues":
    case "fieldName":
    case "fieldValue":
    case "nothing":
      return false;
  }
}

/** Finds `${field}` and `{{field}}`, as other tools write it: people would get it as it stands here. */
function checkPlaceholders(node: TextLiteral, scope: RuleScope): void {
  for (const [index, part] of node.parts.entries()) {
    const next = node.parts[index + 1];
    if (part.kind !== "chars") continue;
    const field = /\{\s*([A-Za-z_]\w*)[\w.]*\s*\}/.exec(part.value)?.[1];
    if (field !== undefined && meaningOf(field, scope) !== undefined) {
      scope.report(diagnostic("OS3006", node, { found: `{${field}}`, field }));
    } else if (part.value.endsWith("$") && next?.kind === "hole" && next.value.kind === "Reference") {
      const name = next.value.path.map((step) => step.text).join(".");
      scope.report(diagnostic("OS3006", node, { found: "$", field: name }));
    }
  }
}

/** The word behind the colon of a hole; undefined where values of the type are not written so, which is reported. */
function checkFormat(format: Name, type: Type, scope: RuleScope): string | undefined {
  const known = formatsOf(type);
  if (type.kind === "unknown" || known.includes(format.text)) return format.text;
  const near = didYouMeanName(format.text, known);
  const without = replace(
    `Remove \`:${format.text}\``,
    { start: format.start - 1, end: format.end },
    "",
    false,
  );
  const fixes = known.length === 0 ? [without] : nearFix(near, format);
  const found = describeType(type);
  scope.report(diagnostic("OS2023", format, { name: format.text, found, near, known }, fixes));
  return undefined;
}

/** A text with the expressions in it. */
export function checkText(node: TextLiteral, scope: RuleScope): CheckedExpression {
  checkPlaceholders(node, scope);
  const parts = node.parts.map((part): CheckedPart => {
    if (part.kind === "chars") return part;
    const value = checkExpression(part.value, scope);
    const type = present(value.type);
    if (!hasText(type)) {
      scope.report(diagnostic("OS2113", part.value, { found: describeType(type) }));
      return { kind: "hole", value };
    }
    const format = part.format === undefined ? undefined : checkFormat(part.format, type, scope);
    return { kind: "hole", value, ...(format === undefined ? {} : { format }) };
  });
  return { kind: "text", parts, type: plain("Text"), start: node.start, end: node.end };
}
