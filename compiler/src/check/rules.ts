import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import type { Block, RuleEntry } from "../syntax/tree.ts";
import type { CheckedRule } from "./checked.ts";
import type { Report } from "./context.ts";
import { expansionOf, isInclude, isRule } from "./expansion.ts";
import type { Frame } from "./frame.ts";
import { checkIdle } from "./idle.ts";
import { checkInclude } from "./include.ts";
import { type NamedEntry, nameEntries } from "./names.ts";
import { checkCircles, type Ordered } from "./order.ts";
import { checkUnused, resultsOf, scopeWithResults } from "./results.ts";
import { checkRule, type RuleContext } from "./rule.ts";
import { withoutLeftOut } from "./soften.ts";

/** Tells that a block or a group holds no rule. */
export function checkNotEmpty(node: Block, report: Report): void {
  if (node.rules.length > 0 || node.broken === true || node.close === undefined) return;
  report(diagnostic("OS3001", { start: node.start, end: node.close.end }, {}));
}

/** Whether the sign that closes a block stands where a comparison would: behind a rule, with no `;` between them. */
function isDirectlyBehind({ end }: RuleEntry, { close }: Block): boolean {
  return close !== undefined && close.start - end <= 1;
}

/** The rules that one entry of a block stands for. */
function checkEntry(entry: NamedEntry, context: RuleContext, handedOn: Set<string>): readonly CheckedRule[] {
  if (isInclude(entry)) return checkInclude(entry, context, handedOn);
  const rule = isRule(entry) ? checkRule(entry, context) : undefined;
  return rule === undefined ? [] : [rule];
}

/**
 * Finds the meaning of the rules of a block or a group. An `include` is replaced by the rules of its group.
 *
 * @param block what has the rules in it
 * @param frame what the rules have in common
 */
export function checkRules(block: Block, frame: Frame): readonly CheckedRule[] {
  const { report, world } = frame.scope;
  const entries = nameEntries(block.rules, report);
  const { rulesOf, isPossible } = expansionOf(entries, frame);
  const ordered: Ordered = { entries, rulesOf };
  const results = resultsOf(entries, frame);
  const handedOn = new Set<string>();
  const rules: CheckedRule[] = [];
  const leftOut = new Set<string>();
  let isWhole = isPossible;
  const last = entries[entries.length - 1];
  for (const entry of entries) {
    if (entry.node.broken === true || (isInclude(entry) && !isPossible)) {
      isWhole = false;
      continue;
    }
    let isFine = true;
    const { scope, usesResults } = scopeWithResults(frame, results, entry);
    const watched = (found: Diagnostic): void => {
      isFine &&= found.severity !== "error";
      scope.report(found);
    };
    const found = checkEntry(
      entry,
      {
        frame,
        scope: world.softSchema ? { ...scope, report: watched } : scope,
        usesResults,
        ordered,
        conditional: results.conditional,
        closes: entry === last && isDirectlyBehind(entry.node, block),
      },
      handedOn,
    );
    const kept = isFine ? found : [];
    rules.push(...kept);
    const names = isInclude(entry) || kept.length === 0 ? rulesOf(entry) : [];
    if (kept.length >= names.length) continue;
    if (isFine) isWhole = false;
    for (const name of names) if (!kept.some((rule) => rule.name === name)) leftOut.add(name);
  }
  if (isWhole) {
    if (results.meanings.size > 0) checkUnused(entries, rules, new Set([...handedOn, ...leftOut]), frame);
    checkCircles(rules, ordered, report);
    checkIdle(entries, rules, frame);
  }
  return world.softSchema ? withoutLeftOut(rules, leftOut, report) : rules;
}
