import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { ActionSignature } from "../types/signatures.ts";
import type { CheckedArgument, CheckedExpression } from "./checked.ts";
import type { RuleScope } from "./scope.ts";

/** Characters as people count them, without the spaces around. */
const lengthOf = (text: string): number => [...text.trim()].length;

/** The characters that a text has whatever is put into it, and whether anything is. Undefined where nobody knows. */
function fixedLength(
  value: CheckedExpression,
): { readonly length: number; readonly isWhole: boolean } | undefined {
  switch (value.kind) {
    case "text": {
      const isWhole = value.parts.every((part) => part.kind === "chars");
      const chars = value.parts.map((part) => (part.kind === "chars" ? part.value : "")).join("");
      return { length: lengthOf(chars), isWhole };
    }
    case "group":
      return fixedLength(value.inner);
    case "constant":
      return fixedLength(value.value);
    case "if": {
      // Either of them may be sent.
      const found = [value.then, value.otherwise].flatMap((one) => fixedLength(one) ?? []);
      return found.toSorted((a, b) => b.length - a.length)[0];
    }
    default:
      return undefined;
  }
}

/** Reports a text that is longer than its action can send: it would fail each time. */
export function checkLimits(
  { name, limits = [] }: ActionSignature,
  args: readonly CheckedArgument[],
  scope: RuleScope,
): void {
  for (const { parameter, characters } of limits) {
    const value = args.find((one) => one.parameter.name === parameter)?.value;
    const fixed = value && fixedLength(value);
    if (value === undefined || fixed === undefined || fixed.length <= characters) continue;
    const words = { action: name, parameter, most: characters, ...fixed };
    scope.report(diagnostic("OS2133", value, words));
  }
}
