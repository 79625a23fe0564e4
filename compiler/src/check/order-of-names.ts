import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Declared } from "./file-names.ts";
import { circleIn, circlesOf } from "./graph.ts";
import { mentionedNames } from "./mentioned.ts";

/** How far constants, functions or groups may build on each other. */
const mostLevels = 100;

/**
 * How many others one name may come to, where each is counted as often as it is worked out: `f(x) + f(x)` makes twice as
 * many of `f`, so forty such functions on each other would never come to an end.
 */
const mostWork = 100_000;

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
  const path = circleIn(circle, next);
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
  const mentions = (one: Declared): readonly (readonly [Declared, number])[] =>
    Array.from(mentionedNames(one.section)).flatMap(([name, times]) => {
      const found = resolve(one.file, name);
      return found !== undefined && places.has(found) ? [[found, times] as const] : [];
    });
  const next = (one: Declared): readonly Declared[] => mentions(one).map(([other]) => other);
  const order: Declared[] = [];
  const broken = new Set<Declared>();
  const problems: { readonly declared: Declared; readonly problem: Diagnostic }[] = [];
  const levels = new Map<Declared, number>();
  const works = new Map<Declared, number>();
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
      const work = mentions(one).reduce((sum, [other, times]) => sum + times * (works.get(other) ?? 0), 1);
      works.set(one, work);
      // How many rules a group comes to is looked at where it is included.
      const isTooMuch = work > mostWork && one.node.kind !== "RuleGroup";
      if (level <= mostLevels && !isTooMuch) continue;
      broken.add(one);
      // Only the first of those that are too much: the others stand on it.
      if (next(one).some((other) => broken.has(other) && works.has(other))) continue;
      const isDeep = level > mostLevels;
      const help = "say here what it needs, instead of naming what names others";
      const words = isDeep
        ? { what: `names that stand on each other ${level} levels deep`, limit: mostLevels, help }
        : { what: `names that come to ${work} others`, limit: mostWork, help };
      problems.push({ declared: one, problem: diagnostic("OS1011", one.name, words) });
    }
  }
  return { order, broken, problems };
}
