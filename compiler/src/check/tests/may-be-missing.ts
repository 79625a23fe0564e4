import { placesOf } from "../../emit/writer.ts";
import type { CheckedExpression, CheckedRule } from "../checked.ts";
import { childrenOf } from "../children.ts";
import type { FileOfTests } from "./index.ts";

/** Fields that the condition of a rule reads and that may be missing: tests should have seen them so. */
export interface ReadByCondition {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  /** Paths as they stand in the rule: `contact.email`. */
  readonly paths: readonly string[];
}

function optionalFields(value: CheckedExpression): readonly string[] {
  if (value.kind === "field" && value.type.kind === "optional") {
    return [value.path.map(({ name }) => name).join(".")];
  }
  return childrenOf(value).flatMap(optionalFields);
}

/** What the conditions of a file's rules read that may be missing. */
export function readByConditions({ path, text, declarations }: FileOfTests): readonly ReadByCondition[] {
  const own = placesOf(text);
  const placeOf = (rule: CheckedRule, offset: number): { readonly file: string; readonly line: number } => {
    const { origin, node } = rule;
    if (origin === undefined) return { file: path, line: own(offset + node.start).line + 1 };
    return { file: origin.file, line: placesOf(origin.source)(origin.offset + node.start).line + 1 };
  };
  return declarations.flatMap(({ offset, declaration }) => {
    if (declaration.kind !== "block") return [];
    return declaration.block.rules.flatMap((rule) => {
      const paths = rule.condition === undefined ? [] : [...new Set(optionalFields(rule.condition))];
      return paths.length === 0 ? [] : [{ ...placeOf(rule, offset), rule: rule.name, paths }];
    });
  });
}
