import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Call, Include } from "../syntax/tree.ts";
import { checkArguments } from "./arguments.ts";
import type { CheckedDependency, CheckedRule } from "./checked.ts";
import { elsewhere } from "./elsewhere.ts";
import { checkCondition } from "./expressions.ts";
import { both, type Frame } from "./frame.ts";
import { knowing, knownFrom, nothingKnown } from "./known.ts";
import type { NamedEntry } from "./names.ts";
import { distinct, usesOf } from "./order.ts";
import type { RuleContext } from "./rule.ts";
import { checkRules } from "./rules.ts";
import { checkOrder } from "./schedule.ts";
import type { Meaning, RuleScope } from "./scope.ts";
import { isOfSchema, soften } from "./soften.ts";
import { type CheckedGroup, problemKey } from "./visible.ts";

const whats: Partial<Record<Meaning["kind"], string>> = { constant: "a constant", function: "a function" };

/** The group that an `include` names. */
function groupOf(call: Call, { visible, scope }: Frame): CheckedGroup | undefined {
  const name = call.callee.text;
  const found = visible.find(name);
  if (found?.group !== undefined) return found.group;
  if (found?.meaning.kind === "broken") return undefined;
  const known = visible.names().filter((one) => visible.find(one)?.group !== undefined);
  const near = didYouMeanName(name, known);
  const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, call.callee, near, false)];
  const what = found && whats[found.meaning.kind];
  scope.report(diagnostic("OS2039", call.callee, { name, what, near, known }, fixes));
  return undefined;
}

/** Checks what is written at an `include` about when its rules run: their order. */
function orderOf(entry: NamedEntry<Include>, { ordered, scope }: RuleContext): readonly CheckedDependency[] {
  const { after, times } = checkOrder(entry, ordered, scope);
  for (const clause of times) scope.report(diagnostic("OS1031", clause, { found: "after …" }));
  return after;
}

/**
 * What is wrong with the rules of a group only here, with these arguments or at these stages: told at the `include`,
 * once.
 */
function problemHere(
  found: readonly Diagnostic[],
  group: CheckedGroup,
  call: Call,
  { world }: RuleScope,
): Diagnostic | undefined {
  const own = found.find((one) => one.severity === "error" && !group.errors.has(problemKey(one)));
  if (own === undefined) return undefined;
  const words = { group: group.declared.name.text, message: own.message, help: own.help };
  const problem = diagnostic("OS2042", call, words);
  return world.softSchema && isOfSchema(own) ? soften(problem) : problem;
}

/** What names mean in the rules of a group where it is included: its parameters are what they are given. */
function scopeInside(
  group: CheckedGroup,
  values: ReadonlyMap<string, Meaning>,
  frame: Frame,
  report: RuleScope["report"],
): RuleScope {
  const visible = frame.visibleIn(group.declared.file);
  return {
    world: frame.scope.world,
    ...(group.entity === undefined ? {} : { entity: group.entity }),
    pipelines: frame.scope.pipelines,
    names: (name) => values.get(name) ?? visible.find(name)?.meaning,
    declared: () => [...values.keys(), ...visible.names()],
    previous: false,
    known: nothingKnown,
    report,
  };
}

/**
 * Checks an `include`, and puts the rules of its group in its place.
 *
 * @param handedOn takes the names of the rules whose results are handed to the group
 */
export function checkInclude(
  entry: NamedEntry<Include>,
  context: RuleContext,
  handedOn: Set<string>,
): readonly CheckedRule[] {
  const { node } = entry;
  const { frame, scope } = context;
  const after = orderOf(entry, context);
  const condition = node.condition && checkCondition(node.condition, scope, context.closes);
  if (node.group.kind === "Missing") return [];
  const group = groupOf(node.group, frame);
  if (group === undefined || group.declared.node.kind !== "RuleGroup") return [];
  const { name, section } = group.declared;
  const known = condition === undefined ? scope.known : knowing(scope.known, knownFrom(condition));
  const signature = { name: name.text, parameters: group.parameters };
  const args = checkArguments({ call: node.group, condition: node.condition }, signature, {
    ...scope,
    known,
  });
  const isGivenResults = frame.isGivenResults || context.usesResults();
  const given = args.map((argument) => argument.value);
  const uses = isGivenResults ? usesOf(condition === undefined ? given : [...given, condition]) : undefined;
  for (const rule of [...(uses?.needed ?? []), ...(uses?.asked ?? [])]) handedOn.add(rule);
  if (group.entity === undefined) return [];
  if (group.entity.name !== scope.entity?.name) {
    const words = { name: name.text, group: group.entity.name, block: scope.entity?.name ?? "" };
    scope.report(diagnostic("OS2040", node.group.callee, words));
    return [];
  }
  if (args.length < group.parameters.length || group.rules === undefined) return [];
  const values = new Map(
    args.map(({ parameter, value }): [string, Meaning] => [
      parameter.name,
      { kind: "value", value: elsewhere(value, frame.text, name) },
    ]),
  );
  const found: Diagnostic[] = [];
  const inside = scopeInside(group, values, frame, (one) => found.push(one));
  const outer = both(frame.condition, condition);
  const header = group.declared.node.condition;
  const own = header && checkCondition(header, inside);
  const joint = both(outer && elsewhere(outer, frame.text, name), own);
  const rules = checkRules(group.declared.node, {
    visibleIn: frame.visibleIn,
    originOf: frame.originOf,
    scope: own === undefined ? inside : { ...inside, known: knowing(nothingKnown, knownFrom(own)) },
    visible: frame.visibleIn(group.declared.file),
    text: section.text,
    ...(joint === undefined ? {} : { condition: joint }),
    isGivenResults,
    after: distinct([...frame.after, ...after]),
    prefix: `${frame.prefix}${entry.name}.`,
    origin: frame.originOf(group.declared),
  });
  const problem = problemHere(found, group, node.group, scope);
  if (problem !== undefined) scope.report(problem);
  return rules;
}
