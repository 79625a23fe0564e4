import { diagnostic, type Fix, insert, replace } from "../../../diagnostics/diagnostic.ts";
import type { CheckedExpression, CheckedRule } from "../../checked.ts";
import type { BlockFacts, RuleFacts } from "../facts.ts";
import { type Found, implies, type Knowledge, sampleFor } from "../knowledge.ts";
import { expand } from "../logic/expand.ts";
import { all, type Formula, isThere, not, yes } from "../logic/formula.ts";
import { needsOf } from "../logic/reader.ts";
import type { Sample } from "../logic/sample.ts";
import type { Variable } from "../logic/values.ts";
import { actorFor } from "../occasions.ts";
import { scenarioOf } from "../scenario.ts";
import { play, type Scene } from "../scenes.ts";
import { type Site, siteOf } from "../site.ts";

/** The fields that a moment is counted from. */
export function countedFrom({ schedule }: CheckedRule, { reader }: BlockFacts): readonly Variable[] {
  const { time, anchor } = schedule.at ?? {};
  const expressions = [time, anchor].filter((one) => one !== undefined);
  return expressions
    .flatMap((one) => needsOf(expand(one, reader.find), reader))
    .filter((one) => one.expression.kind === "field");
}

function fieldName({ expression }: Variable): string {
  return expression.kind === "field" ? expression.path.map((step) => step.name).join(".") : "";
}

/** Adds to the rule that it is only for items where the field is set. */
function saying(field: string, { rule, own }: RuleFacts, site: Site): readonly Fix[] {
  const title = `Add \`${field} is set\``;
  const { node } = rule;
  if (rule.origin !== undefined || node.action.kind !== "Call") return [];
  if (node.condition === undefined) {
    return [insert(title, node.action.end, ` when ${field} is set`, false)];
  }
  const { start, end } = node.condition;
  const text = site.text.slice(site.offset + start, site.offset + end);
  const isSafe = own !== undefined && joins(own.source);
  const condition = isSafe ? text : `(${text})`;
  return [replace(title, node.condition, `${condition} and ${field} is set`, false)];
}

/** Whether a condition can stand beside `and` as it is. */
function joins(value: CheckedExpression): boolean {
  return value.kind !== "or" && value.kind !== "if";
}

function finding(
  facts: RuleFacts,
  block: BlockFacts,
  variable: Variable,
  site: Site,
  scene: Scene,
  knowledge: Knowledge,
): Found | undefined {
  const { rule, condition } = facts;
  const isMissing = not(isThere(variable));
  const formula: Formula = all(block.place, condition?.formula ?? yes);
  if (implies(formula, isThere(variable), knowledge)) return undefined;
  const { reader } = block;
  const keepsWaiting = (one: Sample): boolean => {
    const way = play(scene, [block], one, knowledge);
    return way?.ending === "still" && !way.hasLeft && way.planned.has(facts);
  };
  const sample = sampleFor([], all(block.place, isMissing), reader, knowledge, keepsWaiting);
  if (sample === undefined) return undefined;
  const field = fieldName(variable);
  const at = rule.node.schedule.find((clause) => clause.kind === "At") ?? rule.node;
  const words = { field, item: reader.entity.entity.item };
  const said = diagnostic("OS3022", at, words, saying(field, facts, siteOf(rule, site)));
  const actor = actorFor(block, sample);
  const scenario = actor && scenarioOf(reader.schema, sample.now, [actor], "+30d");
  const text = `a ${reader.entity.entity.item} with no ${field} keeps waiting for it`;
  return {
    ...(rule.origin && { origin: rule.origin }),
    diagnostic: { ...said, witness: { text, ...(scenario && { scenario }) } },
  };
}

/** Rules that are counted from a field that may be empty, without saying so. */
export function timerFindings(
  block: BlockFacts,
  site: Site,
  scene: Scene,
  knowledge: Knowledge,
): readonly Found[] {
  return block.rules.flatMap((facts) => {
    if (facts.rule.schedule.at === undefined) return [];
    for (const variable of countedFrom(facts.rule, block)) {
      const found = finding(facts, block, variable, site, scene, knowledge);
      if (found !== undefined) return [found];
    }
    return [];
  });
}
