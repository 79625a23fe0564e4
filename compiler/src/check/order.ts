import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { AfterClause } from "../syntax/tree.ts";
import type { CheckedDependency, CheckedExpression, CheckedRule } from "./checked.ts";
import type { Report } from "./context.ts";
import type { NamedRule } from "./names.ts";

function dependenciesOf(
  clause: AfterClause,
  rule: NamedRule,
  rules: readonly NamedRule[],
  report: Report,
): readonly CheckedDependency[] {
  if (clause.broken === true) return [];
  const above = rules.slice(0, rules.indexOf(rule));
  const { target, outcome: when } = clause;
  switch (target.kind) {
    case "previous":
    case "allPrevious": {
      if (above.length === 0) report(diagnostic("OS2010", clause, {}));
      const waited = target.kind === "previous" ? above.slice(-1) : above;
      return waited.map(({ name }) => ({ rule: name, when }));
    }
    case "Name": {
      const others = rules.filter((other) => other !== rule);
      const found = others.find(
        (other) =>
          other.name === target.text ||
          other.node.label?.text === target.text ||
          other.node.binding?.text === target.text,
      );
      if (found !== undefined) return [{ rule: found.name, when }];
      const known = others.map((other) => other.name);
      const near = didYouMeanName(target.text, known);
      const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, target, near, false)];
      report(diagnostic("OS2009", target, { name: target.text, near, known }, fixes));
      return [];
    }
  }
}

/** The rules that a rule waits for because it says so. Each once, the strictest wish last. */
export function checkAfter(
  rule: NamedRule,
  rules: readonly NamedRule[],
  report: Report,
): readonly CheckedDependency[] {
  const all = rule.node.after.flatMap((clause) => dependenciesOf(clause, rule, rules, report));
  return all.filter(
    (one, index) => all.findIndex((other) => other.rule === one.rule && other.when === one.when) === index,
  );
}

/** How an expression uses the results of other rules. */
interface Uses {
  /** It cannot be worked out without them. */
  readonly needed: ReadonlySet<string>;
  /** It asks whether they are there. */
  readonly asked: ReadonlySet<string>;
}

/** Which results an expression needs, and after which it only asks (`is set`, `??`). */
export function usesOf(expressions: readonly CheckedExpression[]): Uses {
  const needed = new Set<string>();
  const asked = new Set<string>();
  const visit = (value: CheckedExpression, isAsked: boolean): void => {
    switch (value.kind) {
      case "result":
        (isAsked ? asked : needed).add(value.rule);
        break;
      case "text":
        for (const part of value.parts) if (part.kind === "hole") visit(part.value, isAsked);
        break;
      case "not":
        visit(value.operand, isAsked);
        break;
      case "present":
        visit(value.operand, true);
        break;
      case "and":
      case "or":
      case "compute":
        for (const operand of value.operands) visit(operand, isAsked);
        break;
      case "compare":
        visit(value.left, isAsked);
        visit(value.right, isAsked);
        break;
      case "orElse":
        visit(value.left, true);
        visit(value.right, isAsked);
        break;
      case "group":
        visit(value.inner, isAsked);
        break;
      default:
        break;
    }
  };
  for (const expression of expressions) visit(expression, false);
  return { needed, asked };
}

/** Reports rules that wait for each other in a circle, once for each circle. */
export function checkCircles(rules: readonly CheckedRule[], report: Report): void {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): void => {
    const at = path.indexOf(name);
    if (at >= 0) {
      const circle = [...path.slice(at), name];
      const node = byName.get(name)?.node;
      const place = node?.after[0] ?? node?.action;
      if (place !== undefined) report(diagnostic("OS2012", place, { circle }));
      return;
    }
    if (done.has(name)) return;
    const rule = byName.get(name);
    for (const next of [...(rule?.after.map((one) => one.rule) ?? []), ...(rule?.uses ?? [])]) {
      walk(next, [...path, name]);
    }
    done.add(name);
  };
  for (const rule of rules) walk(rule.name, []);
}
