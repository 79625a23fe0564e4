import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Declared } from "./file-names.ts";
import { circlesOf, circleThrough } from "./graph.ts";
import { mentionedNames } from "./mentioned.ts";

/** How far constants, functions or groups may build on each other. */
const mostLevels = 100;

/** Declarations in an order in which each comes behind those that it is made of. */
export interface OrderedNames {
  readonly order: readonly Declared[];
  /** Those that cannot mean anything: they are made of themselves, or of too many others. */
  readonly broken: ReadonlySet<Declared>;
  /** Places count from the start of the section of the declaration. */
  readonly problems: readonly { readonly declared: Declared; readonly problem: Diagnostic }[];
}

function circleProblem(circle: readonly Declared[], next: (one: Declared) => Iterable<Declared>) {
  const [first] = circle;
  const path = first && circleThrough(first, next);
  if (first === undefined || path === undefined) return undefined;
  const code = first.node.kind === "RuleGroup" ? "OS2036" : "OS2035";
  const problem = diagnostic(code, first.name, { circle: path.map((one) => one.name.text) });
  return { declared: first, problem };
}

/**
 * Puts constants and functions, or groups, into order.
 *
 * @param all in the order of the files and of their text
 * @param resolve what a name means in a file
 */
export function orderNames(
  all: readonly Declared[],
  resolve: (file: string, name: string) => Declared | undefined,
): OrderedNames {
  const places = new Map(all.map((declared, index) => [declared, index]));
  const next = (one: Declared): readonly Declared[] =>
    Array.from(mentionedNames(one.section)).flatMap((name) => {
      const found = resolve(one.file, name);
      return found !== undefined && places.has(found) ? [found] : [];
    });
  const order: Declared[] = [];
  const broken = new Set<Declared>();
  const problems: { readonly declared: Declared; readonly problem: Diagnostic }[] = [];
  const levels = new Map<Declared, number>();
  for (const group of circlesOf(all, next)) {
    const circle = group.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
    order.push(...circle);
    const problem = circleProblem(circle, next);
    if (problem !== undefined) {
      problems.push(problem);
      for (const one of circle) broken.add(one);
      continue;
    }
    for (const one of circle) {
      const level = 1 + Math.max(0, ...next(one).map((other) => levels.get(other) ?? 0));
      levels.set(one, level);
      if (level <= mostLevels) continue;
      broken.add(one);
      if (level > mostLevels + 1) continue;
      const what = `names that stand on each other ${level} levels deep`;
      problems.push({ declared: one, problem: diagnostic("OS1011", one.name, { what, limit: mostLevels }) });
    }
  }
  return { order, broken, problems };
}
