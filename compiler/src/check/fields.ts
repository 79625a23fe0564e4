import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { findField } from "../schema/lookups.ts";
import type { Expression, Span } from "../syntax/tree.ts";
import { unknownType } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { bare, constantText } from "./literals.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix, reportFormerField } from "./suggestions.ts";

/**
 * The name of a field of the item, where an action asks for one: `setField(closeDate, …)`. Whatever else the name
 * stands for, it is the field here.
 */
export function checkFieldName(node: Expression, scope: RuleScope): CheckedExpression {
  const place: Span = { start: node.start, end: node.end };
  const broken: CheckedExpression = { kind: "broken", type: unknownType, ...place };
  const inner = bare(node);
  const { entity } = scope;
  if (inner.kind === "Missing" || entity === undefined) return broken;
  const [name, ...rest] = inner.kind === "Reference" ? inner.path : [];
  if (name === undefined || rest.length > 0) {
    const inQuotes = inner.kind === "Text" ? constantText(inner) : undefined;
    const meant =
      inQuotes !== undefined && findField(entity.entity, inQuotes) !== undefined ? inQuotes : undefined;
    const fixes = meant === undefined ? [] : [replace("Remove the quotes", node, meant, false)];
    const words = { item: entity.entity.item, isPath: rest.length > 0, isQuoted: inner.kind === "Text" };
    scope.report(diagnostic("OS2129", node, words, fixes));
    return broken;
  }
  const found = findField(entity.entity, name.text);
  if (found === undefined) {
    const known = Object.keys(entity.entity.fields);
    const near = didYouMeanName(name.text, known);
    const words = { name: name.text, item: entity.entity.item, near, known };
    scope.report(diagnostic("OS2028", name, words, nearFix(near, name)));
    return broken;
  }
  if (found.name !== name.text) reportFormerField(name, found.name, scope);
  if (found.field.readOnly === true) scope.report(diagnostic("OS2021", name, { name: found.name }));
  return { kind: "fieldName", name: found.name, type: { kind: "fieldName" }, ...place };
}
