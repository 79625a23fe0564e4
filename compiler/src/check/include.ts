import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Pipeline } from "../schema/format.ts";
import type { Call, GroupDeclaration, Include } from "../syntax/tree.ts";
import { checkArguments } from "./arguments.ts";
import type { CheckedArgument, CheckedDependency, CheckedExpression, CheckedRule } from "./checked.ts";
import { elsewhere, partsOf } from "./elsewhere.ts";
import { checkCondition } from "./expressions.ts";
import { both, type Frame } from "./frame.ts";
import { nothingKnown } from "./known.ts";
import type { NamedEntry } from "./names.ts";
import { distinct, usesOf } from "./order.ts";
import type { RuleContext } from "./rule.ts";
import { checkRules } from "./rules.ts";
import { checkOrder } from "./schedule.ts";
import type { Meaning, RuleScope } from "./scope.ts";
import { isOfSchema, soften } from "./soften.ts";
import { whereHolds } from "./standing.ts";
import { type CheckedGroup, problemKey } from "./visible.ts";

/** How many parts the values and the condition may have that a group is given: as many as a rule may have words. */
const mostParts = 2000;

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
  if (own.code === "OS1011") return { ...own, start: call.start, end: call.end };
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

/** What an `include` says by itself. */
interface Inclusion {
  readonly call: Call;
  readonly group: CheckedGroup;
  readonly after: readonly CheckedDependency[];
  readonly args: readonly CheckedArgument[];
  readonly condition: CheckedExpression | undefined;
  readonly standing?: readonly Pipeline[];
}

/** Whether a group can stand in a block: it is for the same items, and everything that it needs is given. */
function fits({ call, group, args }: Inclusion, { scope }: RuleContext): boolean {
  if (group.entity === undefined || group.rules === undefined) return false;
  const block = scope.entity?.name ?? "";
  if (group.entity.name === block) return args.length === group.parameters.length;
  const words = { name: group.declared.name.text, group: group.entity.name, block };
  scope.report(diagnostic("OS2040", call.callee, words));
  return false;
}

/** Reads an `include`. Undefined where it names no group, which is reported. */
function inclusionOf(entry: NamedEntry<Include>, context: RuleContext): Inclusion | undefined {
  const { node } = entry;
  const { frame, scope } = context;
  const after = orderOf(entry, context);
  const condition = node.condition && checkCondition(node.condition, scope, context.closes);
  const call = node.group;
  const group = call.kind === "Call" ? groupOf(call, frame) : undefined;
  if (call.kind === "Missing" || group === undefined) return undefined;
  const inside = whereHolds(scope, condition);
  const signature = { name: group.declared.name.text, parameters: group.parameters };
  const args = checkArguments({ call, condition: node.condition }, signature, inside);
  const { standing } = inside;
  return { call, group, after, args, condition, ...(standing && { standing }) };
}

/** The rules of a group, put in the place of an `include`. */
function expand(
  { group, args, condition, after, standing }: Inclusion,
  node: GroupDeclaration,
  name: string,
  isGivenResults: boolean,
  frame: Frame,
  report: RuleScope["report"],
): readonly CheckedRule[] {
  const { declared } = group;
  const values = new Map(
    args.map(({ parameter, value }): [string, Meaning] => [
      parameter.name,
      { kind: "value", value: elsewhere(value, frame.text, declared.name) },
    ]),
  );
  const outside = scopeInside(group, values, frame, report);
  const inside = standing === undefined ? outside : { ...outside, standing };
  const outer = both(frame.condition, condition);
  const own = node.condition && checkCondition(node.condition, inside);
  const joint = both(outer && elsewhere(outer, frame.text, declared.name), own);
  return checkRules(node, {
    visibleIn: frame.visibleIn,
    originOf: frame.originOf,
    scope: whereHolds(inside, own),
    visible: frame.visibleIn(declared.file),
    text: declared.section.text,
    ...(joint === undefined ? {} : { condition: joint }),
    isGivenResults,
    after: distinct([...frame.after, ...after]),
    prefix: `${frame.prefix}${name}.`,
    origin: frame.originOf(declared),
  });
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
  const inclusion = inclusionOf(entry, context);
  if (inclusion === undefined) return [];
  const { call, group, args, condition } = inclusion;
  const { frame, scope } = context;
  const isGivenResults = context.usesResults();
  if (isGivenResults) {
    const given = [...args.map((one) => one.value), condition].filter((one) => one !== undefined);
    const { needed, asked } = usesOf(given);
    for (const rule of [...needed, ...asked]) handedOn.add(rule);
  }
  const { node } = group.declared;
  if (!fits(inclusion, context) || node.kind !== "RuleGroup") return [];
  const joint = both(frame.condition, condition);
  const given = args.map((one) => one.value);
  if (partsOf(joint === undefined ? given : [...given, joint], mostParts) > mostParts) {
    const what = `values that grow from group to group to over ${mostParts} parts`;
    const help = "give the inner groups less to work out, or include fewer of them";
    scope.report(diagnostic("OS1011", call, { what, limit: mostParts, help }));
    return [];
  }
  const found: Diagnostic[] = [];
  const rules = expand(inclusion, node, entry.name, isGivenResults, frame, (one) => found.push(one));
  const problem = problemHere(found, group, call, scope);
  if (problem !== undefined) scope.report(problem);
  return rules;
}
