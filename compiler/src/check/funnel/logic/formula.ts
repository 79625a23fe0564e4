import { anyValue, both, complement, either, isNothing, type Values, type Variable } from "./values.ts";

/** A condition as what it says of values, without `not`: what is false of a value is said of all others. */
export type Formula =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "literal"; readonly variable: Variable; readonly values: Values }
  | { readonly kind: "all"; readonly parts: readonly Formula[]; readonly size: number }
  | { readonly kind: "any"; readonly parts: readonly Formula[]; readonly size: number };

export const yes: Formula = { kind: "constant", value: true };
export const no: Formula = { kind: "constant", value: false };

/** How many things it says. */
export function sizeOf(formula: Formula): number {
  return formula.kind === "constant" ? 0 : formula.kind === "literal" ? 1 : formula.size;
}

/** That a variable has one of these values. */
export function literal(variable: Variable, values: Values): Formula {
  return isNothing(values) ? no : { kind: "literal", variable, values };
}

/** That a variable is not missing. */
export function isThere(variable: Variable): Formula {
  return literal(variable, anyValue(variable.domain));
}

type Literal = Extract<Formula, { kind: "literal" }>;
type Merge = (a: Values, b: Values, variable: Variable) => Values | undefined;

/** What is said of one variable, neighbours first: what has grown is not gone through again for each. */
function mergedOne(said: readonly Literal[], merge: Merge): readonly Literal[] {
  let left = said;
  for (let settled = false; !settled && left.length > 1; ) {
    settled = true;
    const next: Literal[] = [];
    for (let index = 0; index < left.length; index += 2) {
      const [a, b] = [left[index], left[index + 1]];
      if (a === undefined) continue;
      const values = b && merge(a.values, b.values, a.variable);
      if (values !== undefined) {
        next.push({ ...a, values });
        settled = false;
      } else next.push(...(b === undefined ? [a] : [a, b]));
    }
    left = next;
  }
  return left;
}

/** Puts together what is said of one variable, where that can be said in one. */
function merged(parts: readonly Formula[], merge: Merge): readonly Formula[] {
  const said = new Map<string, Literal[]>();
  const found: (Formula | readonly Literal[])[] = [];
  for (const part of parts) {
    const known = part.kind === "literal" ? said.get(part.variable.key) : undefined;
    if (part.kind !== "literal") found.push(part);
    else if (known !== undefined) known.push(part);
    else {
      const own = [part];
      said.set(part.variable.key, own);
      found.push(own);
    }
  }
  return found.flatMap((one): readonly Formula[] => ("kind" in one ? [one] : mergedOne(one, merge)));
}

/** Of a text and a list a formula says one thing at a time, so that it can be turned round. */
function meeting(a: Values, b: Values): Values | undefined {
  return a.kind === "ordered" || a.kind === "choice" ? both(a, b) : undefined;
}

/** So few parts are compared with each other; beyond that a table is quicker. */
const few = 8;

/** Whether two of the parts speak of one variable. */
function repeatsVariable(parts: readonly Formula[]): boolean {
  if (parts.length > few) return true;
  return parts.some(
    (a, index) =>
      a.kind === "literal" &&
      parts.some((b, other) => other > index && b.kind === "literal" && b.variable.key === a.variable.key),
  );
}

/** Joins formulas by `and` or `or`: parts of the same kind are taken apart, and what goes without saying is left out. */
function combine(kind: "all" | "any", given: readonly Formula[]): Formula {
  const neutral = kind === "all";
  const flat: Formula[] = [];
  let only: Formula | undefined;
  let said = 0;
  for (const part of given) {
    if (part.kind === "constant") {
      if (part.value !== neutral) return neutral ? no : yes;
      continue;
    }
    only = part;
    said += 1;
    if (part.kind === kind) for (const one of part.parts) flat.push(one);
    else flat.push(part);
  }
  if (only === undefined) return neutral ? yes : no;
  if (said === 1) return only;
  const merge: Merge = (a, b, { domain }) => (neutral ? meeting(a, b) : either(a, b, domain));
  const parts = repeatsVariable(flat) ? merged(flat, merge) : flat;
  if (neutral && parts.some((part) => part.kind === "literal" && isNothing(part.values))) return no;
  const [first, second] = parts;
  if (first === undefined) return neutral ? yes : no;
  if (second === undefined) return first;
  return { kind, parts, size: parts.reduce((sum, part) => sum + sizeOf(part), 0) };
}

/** That all of it holds. */
export function all(...parts: readonly Formula[]): Formula {
  return combine("all", parts);
}

/** That some of it holds. */
export function any(...parts: readonly Formula[]): Formula {
  return combine("any", parts);
}

/** That it does not hold. */
export function not(formula: Formula): Formula {
  switch (formula.kind) {
    case "constant":
      return formula.value ? no : yes;
    case "literal":
      return literal(formula.variable, complement(formula.values, formula.variable.domain));
    case "all":
      return any(...formula.parts.map(not));
    case "any":
      return all(...formula.parts.map(not));
  }
}

/** The variables that it says something of. */
export function variablesOf(formula: Formula): ReadonlySet<Variable> {
  const found = new Set<Variable>();
  const visit = (part: Formula): void => {
    if (part.kind === "literal") found.add(part.variable);
    else if (part.kind !== "constant") part.parts.forEach(visit);
  };
  visit(formula);
  return found;
}
