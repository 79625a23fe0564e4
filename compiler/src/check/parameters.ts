import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { ParameterDeclaration } from "../syntax/tree.ts";
import type { Parameter } from "../types/signatures.ts";
import type { Report, World } from "./context.ts";
import { checkOwnName } from "./names.ts";
import { checkTypeName } from "./type-names.ts";

/**
 * The parameters of a function or a group. Each has to be given; what may be missing is of a type with `?`.
 *
 * @param entity the items that a group is for, whose fields a parameter can hide
 */
export function checkParameters(
  parameters: readonly ParameterDeclaration[],
  entity: NamedEntity | undefined,
  world: World,
  report: Report,
): readonly Parameter[] {
  const seen = new Set<string>();
  const found: Parameter[] = [];
  for (const { name, type } of parameters) {
    const checked = checkTypeName(type, world, report);
    checkOwnName(name, report);
    const isSecond = seen.has(name.text);
    if (isSecond) report(diagnostic("OS2038", name, { name: name.text }));
    else if (entity !== undefined && Object.hasOwn(entity.entity.fields, name.text)) {
      const words = { what: "parameter", name: name.text, item: entity.entity.item };
      report(diagnostic("OS3057", name, words));
    }
    seen.add(name.text);
    // What is given for it is taken all the same, by a name that nobody can write.
    found.push({ name: isSecond ? `${name.text} (second)` : name.text, type: checked, optional: false });
  }
  return found;
}
