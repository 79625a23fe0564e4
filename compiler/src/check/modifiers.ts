import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Expression, Rule } from "../syntax/tree.ts";
import { describeType, is, plain, present } from "../types/types.ts";
import type { CheckedExpression, CheckedModifiers } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { checkCount, checkLength, mostRetries } from "./fixed.ts";
import type { RuleScope } from "./scope.ts";

/** `as USER`: the user in whose name something is done. There has to be one. */
export function checkAs(node: Expression, scope: RuleScope): CheckedExpression | undefined {
  const checked = checkExpression(node, scope, plain("User"));
  const type = present(checked.type);
  if (type.kind === "unknown") return undefined;
  if (!is(type, "User")) {
    const found = describeType(type);
    scope.report(diagnostic("OS2053", node, { where: "`as`", expected: "a user", found }));
    return undefined;
  }
  if (checked.type.kind === "optional") {
    const path = checked.kind === "field" ? checked.path.map((step) => step.name).join(".") : undefined;
    scope.report(diagnostic("OS2107", node, { text: path ?? "this", for: "`as`" }));
  }
  return checked;
}

const none: CheckedModifiers = { skipIfLate: false, disabled: false };

/** Checks what stands behind the action of a rule, and its condition. */
export function checkModifiers({ modifiers }: Rule, scope: RuleScope): CheckedModifiers {
  let found = none;
  for (const modifier of modifiers) {
    if (modifier.broken === true) continue;
    switch (modifier.kind) {
      case "As": {
        const as = checkAs(modifier.user, scope);
        if (as !== undefined) found = { ...found, as };
        break;
      }
      case "Once": {
        const per = modifier.per && checkLength(modifier.per, "`once per`", scope);
        found = { ...found, once: per === undefined ? {} : { per } };
        break;
      }
      case "Retry": {
        const retry = checkCount(modifier.times, "`retry`", mostRetries, scope);
        if (retry !== undefined) found = { ...found, retry };
        break;
      }
      case "SkipIfLate":
        found = { ...found, skipIfLate: true };
        break;
      case "Off":
        found = { ...found, disabled: true };
        break;
    }
  }
  return found;
}
