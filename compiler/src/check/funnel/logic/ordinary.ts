import type { Formula } from "./formula.ts";
import { initial } from "./solve.ts";
import { both, complement, isNothing, type Variable } from "./values.ts";

type Literal = Extract<Formula, { kind: "literal" }>;

/** The things that formulas of plain form say: a single one, or several joined by `and` or by `or`. */
function literalsOf(formula: Formula): readonly Literal[] | undefined {
  if (formula.kind === "literal") return [formula];
  if (formula.kind === "constant") return formula.value ? [] : undefined;
  const literals = formula.parts.filter((part) => part.kind === "literal");
  return literals.length === formula.parts.length ? literals : undefined;
}

/** Whether something is true of some values and false of others. */
function isOpen({ variable, values }: Literal): boolean {
  const { domain } = variable;
  // Some of the ids that there are, but not all.
  if (values.kind === "choice" && !values.but && domain.kind === "choice" && domain.ids !== undefined) {
    if (values.ids.size > 0 && values.ids.size < domain.ids.length) return true;
  }
  const all = initial(variable);
  return !isNothing(both(all, values)) && !isNothing(both(all, complement(values, domain)));
}

function claim(variable: Variable, claimed: Set<string>): boolean {
  if (claimed.has(variable.key)) return false;
  claimed.add(variable.key);
  return variable.needs.every((need) => claim(need, claimed));
}

/**
 * Whether formulas speak of things that have nothing to do with each other, each true here and false there: then all of
 * them can hold together, and none of them follows from the others. Found out at a look.
 */
export function isOrdinary(...formulas: readonly Formula[]): boolean {
  const claimed = new Set<string>();
  return formulas.every(
    (formula) => literalsOf(formula)?.every((one) => claim(one.variable, claimed) && isOpen(one)) ?? false,
  );
}
