import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Call, Rule, StageBlock } from "../syntax/tree.ts";
import type { ActionSignature } from "../types/signatures.ts";
import { type Type, unknownType } from "../types/types.ts";
import { checkArguments } from "./arguments.ts";
import type { CheckedBlock, CheckedDependency, CheckedExpression, CheckedRule } from "./checked.ts";
import type { Report, World } from "./context.ts";
import { checkCondition } from "./expressions.ts";
import { checkEntity, checkPlaces } from "./header.ts";
import { knownFrom } from "./known.ts";
import { type NamedRule, nameRules } from "./names.ts";
import { checkAfter, checkCircles, usesOf } from "./order.ts";
import type { RuleScope } from "./scope.ts";

function actionOf(call: Call, world: World, report: Report): ActionSignature | undefined {
  const name = call.callee.text;
  const found = world.actions.get(name);
  if (found !== undefined) return found;
  const known = [...world.actions.keys()].toSorted();
  const near = didYouMeanName(name, known);
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, call.callee, near, false)];
  report(diagnostic("OS2006", call.callee, { name, near, known }, fixes));
  return undefined;
}

/** What each `let` of a block holds. */
function resultsOf(rules: readonly NamedRule[], world: World): ReadonlyMap<string, Type> {
  const results = new Map<string, Type>();
  for (const { node } of rules) {
    if (node.binding === undefined) continue;
    const action = node.action.kind === "Call" ? world.actions.get(node.action.callee.text) : undefined;
    const type = action === undefined || action.result.kind === "nothing" ? unknownType : action.result;
    results.set(node.binding.text, type);
  }
  return results;
}

function bindingRule(name: string, rules: readonly NamedRule[]): NamedRule | undefined {
  return rules.find(({ node }) => node.binding?.text === name);
}

function join(
  header: CheckedExpression | undefined,
  own: CheckedExpression | undefined,
): CheckedExpression | undefined {
  if (header === undefined || own === undefined) return header ?? own;
  return { kind: "and", operands: [header, own], type: own.type, start: own.start, end: own.end };
}

interface BlockContext {
  readonly block: StageBlock;
  readonly scope: RuleScope;
  readonly rules: readonly NamedRule[];
  readonly header: CheckedExpression | undefined;
}

/** Rules whose results are used, as rule names; a value made only under a condition is told about. */
function neededRules(rule: NamedRule, expressions: readonly CheckedExpression[], context: BlockContext) {
  const { needed, asked } = usesOf(expressions);
  const name = (value: string) => bindingRule(value, context.rules)?.name ?? value;
  for (const value of needed) {
    const made = bindingRule(value, context.rules);
    const call = rule.node.action;
    if (made?.node.condition !== undefined && !asked.has(value) && call.kind === "Call") {
      context.scope.report(diagnostic("OS3004", call.callee, { name: value }));
    }
  }
  const waited: readonly CheckedDependency[] = [...asked].map((value) => ({
    rule: name(value),
    when: "ended",
  }));
  return { uses: [...needed].map(name), asked: waited };
}

function checkRule(rule: NamedRule, context: BlockContext): CheckedRule | undefined {
  const { node, name } = rule;
  const { scope } = context;
  const { report } = scope;
  const after = checkAfter(rule, context.rules, report);
  const closes = context.block.close !== undefined && context.rules[context.rules.length - 1] === rule;
  if (node.binding !== undefined && Object.hasOwn(scope.entity.entity.fields, node.binding.text)) {
    const { item } = scope.entity.entity;
    report(diagnostic("OS3005", node.binding, { name: node.binding.text, item }));
  }
  const condition = node.condition === undefined ? undefined : checkCondition(node.condition, scope, closes);
  if (node.action.kind === "Missing") return undefined;
  const action = actionOf(node.action, scope.world, report);
  if (action === undefined) return undefined;
  if (node.binding !== undefined && action.result.kind === "nothing") {
    report(diagnostic("OS2111", node.binding, { action: action.name }));
  }
  const known = new Set([...scope.known, ...(condition === undefined ? [] : knownFrom(condition))]);
  const args = checkArguments({ call: node.action, condition: node.condition }, action, { ...scope, known });
  const joint = join(context.header, condition);
  const expressions = [...args.map((argument) => argument.value), ...(joint === undefined ? [] : [joint])];
  const { uses, asked } = neededRules(rule, expressions, context);
  const isNew = (one: CheckedDependency) =>
    !uses.includes(one.rule) && !after.some((other) => other.rule === one.rule);
  return {
    node,
    name,
    action,
    args,
    ...(joint === undefined ? {} : { condition: joint }),
    after: [...after, ...asked.filter(isNew)],
    uses,
  };
}

/** Rules that can be read: the others are reported already, and nothing more is said of them. */
const isWhole = (rule: Rule): boolean => rule.broken !== true;

function checkUnused(rules: readonly NamedRule[], checked: readonly CheckedRule[], report: Report): void {
  const used = new Set(checked.flatMap((rule) => [...rule.uses, ...rule.after.map((one) => one.rule)]));
  for (const { node, name } of rules) {
    const made = checked.find((rule) => rule.name === name);
    if (node.binding === undefined || used.has(name) || made?.action.result.kind === "nothing") continue;
    report(diagnostic("OS3002", node.binding, { name: node.binding.text }));
  }
}

/**
 * Finds the meaning of a block: its stages, its rules, their actions, arguments, conditions and order.
 *
 * @returns the block as the emitter takes it, or undefined where its header means nothing
 */
export function checkBlock(block: StageBlock, world: World, report: Report): CheckedBlock | undefined {
  const entity = checkEntity(block, world, report);
  if (entity === undefined) return undefined;
  const places = checkPlaces(block, entity, report);
  if (block.rules.length === 0 && block.broken !== true && block.close !== undefined) {
    report(diagnostic("OS3001", { start: block.start, end: block.close.end }, {}));
  }
  const rules = nameRules(block.rules, report);
  const results = resultsOf(rules, world);
  const empty: RuleScope = { world, entity, places, results: new Map(), known: new Set(), report };
  const header = block.condition === undefined ? undefined : checkCondition(block.condition, empty);
  // A value made with `let` hides a field of its name, and what the header knows of the field.
  const isField = (path: string) => !results.has(path.split(".")[0] ?? "");
  const known = new Set(header === undefined ? [] : knownFrom(header).filter(isField));
  const checked = rules
    .filter((rule) => isWhole(rule.node))
    .map((rule) => {
      const own = rule.node.binding?.text;
      const others = new Map([...results].filter(([name]) => name !== own));
      return checkRule(rule, { block, rules, header, scope: { ...empty, results: others, known } });
    })
    .filter((rule) => rule !== undefined);
  if (checked.length === rules.length) {
    checkUnused(rules, checked, report);
    checkCircles(checked, report);
  }
  return places.length === 0 ? undefined : { node: block, entity, places, rules: checked };
}
