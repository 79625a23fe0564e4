import type { Formula } from "./formula.ts";
import {
  allAbsent,
  anyValue,
  both,
  isNothing,
  noValue,
  possibleValue,
  type Values,
  type Variable,
} from "./values.ts";

/** What is left for a variable that something is said of. */
export interface Left {
  readonly variable: Variable;
  readonly values: Values;
}

/** What is left for each variable, by its key. */
export type State = ReadonlyMap<string, Left>;

/** `never`: on no item. `sometimes`: on some item. `unclear`: it was not found out, and nothing may be concluded. */
export type Chance = "never" | "sometimes" | "unclear";

/** How many looks at one thing that is said are left, before the answer is silence. */
export interface Effort {
  left: number;
}

/** What one question may cost: enough for conditions of hundreds of terms. */
const oneQuestion = 100_000;

/** How many choices between alternatives may stand inside each other. */
const deepest = 400;

type Alternatives = Extract<Formula, { kind: "any" }>;

interface Search {
  readonly effort: Effort;
  readonly accept: (state: State) => boolean;
  /** Something was possible, as far as could be seen, and was not accepted or not looked at. */
  open: boolean;
}

function canBeMissing(variable: Variable): boolean {
  return variable.optional || variable.needs.some(canBeMissing);
}

const initials = new WeakMap<Variable, Values>();

/** All that there can be, before anything is said. */
export function initial(variable: Variable): Values {
  const known = initials.get(variable);
  if (known !== undefined) return known;
  const there = possibleValue(variable.domain);
  const values = canBeMissing(variable) ? { ...there, missing: true } : there;
  initials.set(variable, values);
  return values;
}

const leftFor = (state: State, variable: Variable): Values =>
  state.get(variable.key)?.values ?? initial(variable);

/** Lets a variable keep only these values. Answers false where none is left. */
function narrow(state: Map<string, Left>, variable: Variable, values: Values): boolean {
  const known = state.get(variable.key);
  const before = known?.values ?? initial(variable);
  const after = both(before, values);
  if (isNothing(after)) return false;
  state.set(variable.key, { variable, values: after });
  const isNews = !after.missing && (known === undefined || before.missing);
  return !isNews || variable.needs.every((need) => narrow(state, need, anyValue(need.domain)));
}

/** What is missing without being optional is so because something that it needs is missing. */
function explainMissing(state: Map<string, Left>): boolean {
  for (let settled = false; !settled; ) {
    settled = true;
    for (const { variable, values } of [...state.values()]) {
      if (variable.optional || !values.missing || !allAbsent(values)) continue;
      const suspects = variable.needs.filter((need) => leftFor(state, need).missing);
      const [only, ...others] = suspects;
      if (only === undefined) return false;
      if (others.length > 0 || allAbsent(leftFor(state, only))) continue;
      if (!narrow(state, only, noValue(only.domain))) return false;
      settled = false;
    }
  }
  return true;
}

/** Takes over what must hold in any case. Answers what is left to choose from, or undefined where it cannot hold. */
function takeOver(
  parts: readonly Formula[],
  state: Map<string, Left>,
  search: Search,
): readonly Alternatives[] | undefined {
  const waiting = [...parts];
  const alternatives: Alternatives[] = [];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    search.effort.left -= 1;
    switch (part.kind) {
      case "constant":
        if (!part.value) return undefined;
        break;
      case "literal":
        if (!narrow(state, part.variable, part.values)) return undefined;
        break;
      case "all":
        waiting.push(...part.parts);
        break;
      case "any":
        alternatives.push(part);
        break;
    }
  }
  return alternatives;
}

/** Whether a part is not refuted by what is left, at a look. */
function mayHold(part: Formula, state: State, search: Search): boolean {
  search.effort.left -= 1;
  switch (part.kind) {
    case "constant":
      return part.value;
    case "literal":
      return !isNothing(both(leftFor(state, part.variable), part.values));
    case "all":
      return part.parts.every((one) => mayHold(one, state, search));
    case "any":
      return part.parts.some((one) => mayHold(one, state, search));
  }
}

function explore(parts: readonly Formula[], from: State, search: Search, depth: number): boolean {
  const state = new Map(from);
  search.effort.left -= state.size;
  let open = takeOver(parts, state, search);
  for (let settled = false; open !== undefined && !settled; ) {
    settled = true;
    const next: Alternatives[] = [];
    for (const one of open) {
      if (search.effort.left <= 0) break;
      const live = one.parts.filter((part) => mayHold(part, state, search));
      const [only, ...others] = live;
      if (only === undefined) return false;
      if (others.length > 0) {
        next.push(live.length === one.parts.length ? one : { ...one, parts: live });
        continue;
      }
      const more = takeOver([only], state, search);
      if (more === undefined) return false;
      next.push(...more);
      settled = false;
    }
    open = next;
  }
  if (open === undefined) return false;
  if (search.effort.left <= 0 || depth > deepest) {
    search.open = true;
    return false;
  }
  const [first, ...others] = open.toSorted((a, b) => a.parts.length - b.parts.length);
  if (first === undefined) {
    if (!explainMissing(state)) return false;
    if (search.accept(state)) return true;
    search.open = true;
    return false;
  }
  return first.parts.some((part) => explore([part, ...others], state, search, depth + 1));
}

/**
 * Looks for values for which a formula holds.
 *
 * @param formula what is to hold
 * @param accept whether what is left for each variable is good enough; the search goes on where it is not
 * @param budget what may be spent on this and other questions
 * @returns `never` where it is certain that there are none, `sometimes` where some were accepted
 */
export function solve(formula: Formula, accept: (state: State) => boolean, budget: Effort): Chance {
  const effort: Effort = { left: Math.min(oneQuestion, budget.left) };
  const search: Search = { effort, accept, open: false };
  const given = effort.left;
  const found = given > 0 && explore([formula], new Map(), search, 0);
  budget.left -= given - effort.left;
  if (found) return "sometimes";
  return search.open || effort.left <= 0 ? "unclear" : "never";
}

/** Whether a formula holds on some item. `sometimes` is a guess; `never` is certain. */
export function chanceOf(formula: Formula, budget: Effort): Chance {
  if (formula.kind === "constant") return formula.value ? "sometimes" : "never";
  if (formula.kind === "literal" && formula.variable.needs.length === 0) {
    return isNothing(both(initial(formula.variable), formula.values)) ? "never" : "sometimes";
  }
  return solve(formula, () => true, budget);
}
