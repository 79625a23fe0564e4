import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { Span } from "../syntax/tree.ts";
import type { CheckedExpression } from "./checked.ts";
import type { RuleScope } from "./scope.ts";
import { isCurrency } from "./values.ts";

/** The currency that an amount is written in, and where; undefined where it is only known when a rule runs. */
function writtenCurrency(
  value: CheckedExpression,
): { readonly currency: string; readonly at: Span } | undefined {
  switch (value.kind) {
    case "money":
      return { currency: value.currency, at: value };
    case "group":
      return writtenCurrency(value.inner);
    case "constant": {
      const written = writtenCurrency(value.value);
      return written && { currency: written.currency, at: value };
    }
    case "compute": {
      const [amount] = value.operands;
      const isOne = ["negateMoney", "scaleMoney", "divideMoney"].includes(value.operation);
      return isOne && amount !== undefined ? writtenCurrency(amount) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * Reports what is written in a currency without a rate beside an amount that may be in another one: wherever it is,
 * the run fails.
 */
export function checkRates(left: CheckedExpression, right: CheckedExpression, scope: RuleScope): void {
  const { currency: own, rated } = scope.world;
  const sides = [writtenCurrency(left), writtenCurrency(right)];
  if (sides[0]?.currency === sides[1]?.currency) return;
  for (const side of sides) {
    if (side === undefined || side.currency === own || rated.has(side.currency)) continue;
    if (!isCurrency(side.currency)) continue; // Which is reported where it stands.
    scope.report(diagnostic("OS2119", side.at, { currency: side.currency, own }));
  }
}
