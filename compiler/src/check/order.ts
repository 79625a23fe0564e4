import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { AfterClause, Name, Span } from "../syntax/tree.ts";
import type { CheckedDependency, CheckedExpression, CheckedRule } from "./checked.ts";
import { childrenOf } from "./children.ts";
import type { Report } from "./context.ts";
import { circleIn, circlesOf } from "./graph.ts";
import { isCalled, type NamedEntry } from "./names.ts";
import type { RuleScope } from "./scope.ts";

/** The rules of a block or a group, as far as order among them is concerned. */
export interface Ordered {
  readonly entries: readonly NamedEntry[];
  /** Names in the block of the rules that an entry stands for: its own, or those of the group that it includes. */
  readonly rulesOf: (entry: NamedEntry) => readonly string[];
}

/** The other entry that a name behind `after` calls. */
export function calledEntry(name: Name, own: NamedEntry, { entries }: Ordered): NamedEntry | undefined {
  return entries.find((entry) => entry !== own && isCalled(entry, name.text));
}

/** Reports a name behind `after` that calls nothing. */
export function reportUnknownRule(
  name: Name,
  own: NamedEntry,
  { entries }: Ordered,
  durations: readonly string[],
  scope: RuleScope,
): void {
  const known = [...entries.filter((entry) => entry !== own).map((entry) => entry.name), ...durations];
  const near = didYouMeanName(name.text, known);
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, name, near, false)];
  const isEvent = scope.world.triggers.has(name.text);
  const event = near === undefined && isEvent ? scope.entity?.name : undefined;
  scope.report(diagnostic("OS2009", name, { name: name.text, near, known, event }, fixes));
}

/** The rules that an entry waits for because one of its clauses says so. */
export function dependenciesOf(
  clause: AfterClause,
  entry: NamedEntry,
  called: NamedEntry | undefined,
  ordered: Ordered,
  report: Report,
): readonly CheckedDependency[] {
  const { target, outcome: when } = clause;
  const waited = (rules: readonly string[]) => rules.map((rule) => ({ rule, when }));
  if (target.kind === "Name") return called === undefined ? [] : waited(ordered.rulesOf(called));
  const above = ordered.entries.slice(0, ordered.entries.indexOf(entry));
  if (above.length === 0) report(diagnostic("OS2010", clause, {}));
  if (target.kind === "allPrevious") return waited(above.flatMap(ordered.rulesOf));
  // Behind an `include`, the rule above is the last one of its group.
  return waited(above.slice(-1).flatMap((last) => ordered.rulesOf(last).slice(-1)));
}

/** Each dependency once. */
export function distinct(dependencies: readonly CheckedDependency[]): readonly CheckedDependency[] {
  if (dependencies.length < 2) return dependencies;
  const seen = new Set<string>();
  return dependencies.filter(({ rule, when }) => {
    const key = `${when} ${rule}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** How an expression uses the results of other rules. */
interface Uses {
  /** It cannot be worked out without them. */
  readonly needed: ReadonlySet<string>;
  /** It asks whether they are there. */
  readonly asked: ReadonlySet<string>;
}

/** Which results expressions need, and after which they only ask (`is set`, `??`), by the names of their rules. */
export function usesOf(expressions: readonly CheckedExpression[]): Uses {
  const needed = new Set<string>();
  const asked = new Set<string>();
  const visit = (value: CheckedExpression, isAsked: boolean): void => {
    if (value.kind === "result") (isAsked ? asked : needed).add(value.rule);
    else if (value.kind === "present") visit(value.operand, true);
    else if (value.kind === "orElse") {
      visit(value.left, true);
      visit(value.right, isAsked);
    } else for (const child of childrenOf(value)) visit(child, isAsked);
  };
  for (const expression of expressions) visit(expression, false);
  return { needed, asked };
}

/** Where an entry says what it waits for, or what it does. */
function orderPlace({ node }: NamedEntry): Span {
  const clause = node.schedule.find((one) => one.kind === "After");
  return clause ?? (node.kind === "Rule" ? node.action : node.group);
}

/** Whether rules wait only for rules above them, as most do: then there is no circle. */
function isInOrder(rules: readonly CheckedRule[]): boolean {
  if (rules.every((rule) => rule.after.length === 0 && rule.uses.length === 0)) return true;
  const above = new Set<string>();
  return rules.every((rule) => {
    const isFine = rule.after.every((one) => above.has(one.rule)) && rule.uses.every((one) => above.has(one));
    above.add(rule.name);
    return isFine;
  });
}

/** Reports rules that wait for each other in a circle, once for each circle. */
export function checkCircles(rules: readonly CheckedRule[], ordered: Ordered, report: Report): void {
  if (isInOrder(rules)) return;
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const entryOf = new Map(
    ordered.entries.flatMap((entry) => ordered.rulesOf(entry).map((name) => [name, entry])),
  );
  const next = (rule: CheckedRule): readonly CheckedRule[] =>
    [...rule.after.map((one) => one.rule), ...rule.uses].flatMap((name) => byName.get(name) ?? []);
  const places = new Map(rules.map((rule, index) => [rule, index]));
  for (const group of circlesOf(rules, next)) {
    const circle = circleIn(
      group.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)),
      next,
    );
    if (circle === undefined) continue;
    const entries = circle.map((rule) => entryOf.get(rule.name));
    // What goes round inside a group is reported there.
    const isInside = entries[0]?.node.kind === "Include" && entries.every((entry) => entry === entries[0]);
    const place = entries.find((entry) => entry !== undefined);
    if (isInside || place === undefined) continue;
    report(diagnostic("OS2012", orderPlace(place), { circle: circle.map((rule) => rule.name) }));
  }
}
