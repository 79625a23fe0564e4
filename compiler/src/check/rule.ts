import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Call, Rule } from "../syntax/tree.ts";
import type { ActionSignature } from "../types/signatures.ts";
import { checkArguments } from "./arguments.ts";
import type { CheckedDependency, CheckedExpression, CheckedRule, CheckedSchedule } from "./checked.ts";
import type { Report, World } from "./context.ts";
import { checkClears, checkServes, checkWrites } from "./effects.ts";
import { checkCondition } from "./expressions.ts";
import { both, type Frame } from "./frame.ts";
import { checkModifiers } from "./modifiers.ts";
import type { NamedRule } from "./names.ts";
import { distinct, type Ordered, usesOf } from "./order.ts";
import { checkTiming, scheduleExpressions } from "./schedule.ts";
import type { RuleScope } from "./scope.ts";
import { whereHolds } from "./standing.ts";
import { checkLimits } from "./text-limits.ts";

/** What a rule shares with the others of its block. */
export interface RuleContext {
  readonly frame: Frame;
  /** With the names of the block's values. */
  readonly scope: RuleScope;
  /** Whether anything that was checked in this scope stands on the result of another rule. */
  readonly usesResults: () => boolean;
  readonly ordered: Ordered;
  /** What `let` calls the results that are made only under a condition, by the names of their rules. */
  readonly conditional: ReadonlyMap<string, string>;
  /** Whether the rule's text ends where the block does. */
  readonly closes: boolean;
}

/** What other languages have actions for, and this one says in other ways. */
const saidOtherwise: ReadonlyMap<string, string> = new Map([
  ...["wait", "delay", "sleep", "pause"].map(
    (name) => [name, "a delay stands before the action that waits: `after 2 days sendEmail(…)`"] as const,
  ),
  ...["if", "when"].map(
    (name) => [name, "a condition stands behind the action: `sendEmail(…) when …`"] as const,
  ),
  ...["log", "print", "alert", "message"].map(
    (name) => [name, 'tell a user: `notify(responsible, "…")`'] as const,
  ),
]);

function actionOf(call: Call, world: World, report: Report): ActionSignature | undefined {
  const name = call.callee.text;
  const found = world.actions.get(name);
  if (found !== undefined) return found;
  const known = [...world.actions.keys()].toSorted();
  const near = didYouMeanName(name, known);
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, call.callee, near, false)];
  const help = near === undefined ? saidOtherwise.get(name.toLowerCase()) : undefined;
  const words = { name, near, known, ...(help === undefined ? {} : { help }) };
  report(diagnostic("OS2006", call.callee, words, fixes));
  return undefined;
}

interface Needs {
  /** Names of rules whose results are used. */
  readonly uses: readonly string[];
  /** Rules whose results are asked for, and can be done without. */
  readonly asked: readonly CheckedDependency[];
}

const noNeeds: Needs = { uses: [], asked: [] };

/** What a rule needs of the others; a value made only under a condition is told about. */
function needsOf(
  expressions: readonly (CheckedExpression | undefined)[],
  call: Call,
  { scope, conditional, usesResults }: RuleContext,
): Needs {
  if (!usesResults()) return noNeeds;
  const { needed, asked } = usesOf(expressions.filter((one) => one !== undefined));
  for (const rule of needed) {
    const name = conditional.get(rule);
    if (name !== undefined && !asked.has(rule)) scope.report(diagnostic("OS3004", call.callee, { name }));
  }
  return { uses: [...needed], asked: [...asked].map((rule) => ({ rule, when: "ended" })) };
}

const noDependencies: readonly CheckedDependency[] = [];

/** Everything that a rule waits for: what all of its block do, what it says, and what it asks for. */
function waitsFor(frame: Frame, own: readonly CheckedDependency[], { uses, asked }: Needs) {
  if (frame.after.length + own.length + asked.length === 0) return noDependencies;
  const said = distinct([...frame.after, ...own]);
  const isNew = (one: CheckedDependency): boolean =>
    !uses.includes(one.rule) && !said.some((other) => other.rule === one.rule);
  return [...said, ...asked.filter(isNew)];
}

/** Tells that a rule which can never be late says what happens then. */
function checkLate(node: Rule, { at }: CheckedSchedule, report: Report): void {
  if (at?.anchor !== undefined) return;
  const isKnown = node.schedule.every((clause) => clause.kind !== "At" || at !== undefined);
  const place = node.modifiers.find((modifier) => modifier.kind === "SkipIfLate");
  if (isKnown && place !== undefined) report(diagnostic("OS3056", place, {}));
}

/** Finds the meaning of one rule. Undefined where it has none, which is reported. */
export function checkRule(rule: NamedRule, context: RuleContext): CheckedRule | undefined {
  const { node } = rule;
  const { frame, scope, ordered } = context;
  const { report } = scope;
  const { after, schedule } = checkTiming(rule, ordered, scope);
  const own =
    node.condition === undefined ? undefined : checkCondition(node.condition, scope, context.closes);
  if (node.action.kind === "Missing") return undefined;
  const action = actionOf(node.action, scope.world, report);
  if (action === undefined) return undefined;
  checkServes(action, node.action, scope);
  checkWrites(action, node.action, scope);
  if (node.binding !== undefined && action.result.kind === "nothing") {
    report(diagnostic("OS2111", node.binding, { action: action.name }));
  }
  const inside = whereHolds(scope, own);
  const args = checkArguments({ call: node.action, condition: node.condition }, action, inside);
  checkClears(action, args, scope);
  checkLimits(action, args, scope);
  const modifiers = checkModifiers(node, inside);
  if (modifiers.skipIfLate) checkLate(node, schedule, report);
  const condition = both(frame.condition, own);
  const values = [...args.map((one) => one.value), ...scheduleExpressions(schedule), modifiers.as, condition];
  const needs = needsOf(values, node.action, context);
  const name = frame.prefix + rule.name;
  const { uses } = needs;
  const waits = waitsFor(frame, after, needs);
  const checked = { node, name, action, args, after: waits, uses, schedule, modifiers };
  const { origin } = frame;
  if (origin !== undefined) {
    return condition === undefined ? { ...checked, origin } : { ...checked, origin, condition };
  }
  return condition === undefined ? checked : { ...checked, condition };
}
