import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Call } from "../syntax/tree.ts";
import type { ActionSignature } from "../types/signatures.ts";
import { checkArguments } from "./arguments.ts";
import type { CheckedDependency, CheckedExpression, CheckedRule } from "./checked.ts";
import type { Report, World } from "./context.ts";
import { checkWrites } from "./effects.ts";
import { checkCondition } from "./expressions.ts";
import { both, type Frame } from "./frame.ts";
import { knowing, knownFrom } from "./known.ts";
import { checkModifiers } from "./modifiers.ts";
import type { NamedRule } from "./names.ts";
import { distinct, type Ordered, usesOf } from "./order.ts";
import { checkTiming, scheduleExpressions } from "./schedule.ts";
import type { RuleScope } from "./scope.ts";

/** What a rule shares with the others of its block. */
export interface RuleContext {
  readonly frame: Frame;
  /** With the names of the block's values. */
  readonly scope: RuleScope;
  readonly ordered: Ordered;
  /** What `let` calls the results that are made only under a condition, by the names of their rules. */
  readonly conditional: ReadonlyMap<string, string>;
  /** Whether the rule's text ends where the block does. */
  readonly closes: boolean;
}

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

/** Rules whose results are used; a value made only under a condition is told about. */
function neededRules(
  expressions: readonly CheckedExpression[],
  call: Call,
  { scope, conditional }: RuleContext,
): { readonly uses: readonly string[]; readonly asked: readonly CheckedDependency[] } {
  const { needed, asked } = usesOf(expressions);
  for (const rule of needed) {
    const name = conditional.get(rule);
    if (name !== undefined && !asked.has(rule)) scope.report(diagnostic("OS3004", call.callee, { name }));
  }
  return { uses: [...needed], asked: [...asked].map((rule) => ({ rule, when: "ended" })) };
}

/** Finds the meaning of one rule. Undefined where it has none, which is reported. */
export function checkRule(rule: NamedRule, context: RuleContext): CheckedRule | undefined {
  const { node } = rule;
  const { frame, scope, ordered } = context;
  const { report } = scope;
  const timing = checkTiming(rule, ordered, scope);
  const own =
    node.condition === undefined ? undefined : checkCondition(node.condition, scope, context.closes);
  if (node.action.kind === "Missing") return undefined;
  const action = actionOf(node.action, scope.world, report);
  if (action === undefined) return undefined;
  checkWrites(action, node.action, scope);
  if (node.binding !== undefined && action.result.kind === "nothing") {
    report(diagnostic("OS2111", node.binding, { action: action.name }));
  }
  const known = own === undefined ? scope.known : knowing(scope.known, knownFrom(own));
  const inside: RuleScope = { ...scope, known };
  const args = checkArguments({ call: node.action, condition: node.condition }, action, inside);
  const modifiers = checkModifiers(node, inside);
  if (modifiers.skipIfLate && timing.schedule.at?.anchor === undefined) {
    const place = node.modifiers.find((modifier) => modifier.kind === "SkipIfLate") ?? node;
    const isKnown = node.schedule.every((clause) => clause.kind !== "At" || timing.schedule.at !== undefined);
    if (isKnown) report(diagnostic("OS3056", place, {}));
  }
  const condition = both(frame.condition, own);
  const { uses, asked } = neededRules(
    [
      ...args.map((argument) => argument.value),
      ...scheduleExpressions(timing.schedule),
      ...(modifiers.as === undefined ? [] : [modifiers.as]),
      ...(condition === undefined ? [] : [condition]),
    ],
    node.action,
    context,
  );
  const said = distinct([...frame.after, ...timing.after]);
  const isNew = (one: CheckedDependency): boolean =>
    !uses.includes(one.rule) && !said.some((other) => other.rule === one.rule);
  return {
    node,
    ...(frame.origin === undefined ? {} : { origin: frame.origin }),
    name: frame.prefix + rule.name,
    action,
    args,
    ...(condition === undefined ? {} : { condition }),
    after: [...said, ...asked.filter(isNew)],
    uses,
    schedule: timing.schedule,
    modifiers,
  };
}
