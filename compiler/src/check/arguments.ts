import { type Diagnostic, diagnostic, type Fix, insert, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Argument, Call, Expression } from "../syntax/tree.ts";
import type { ActionSignature, Parameter } from "../types/signatures.ts";
import { accepts, describeType, is, present, type Type } from "../types/types.ts";
import type { CheckedArgument, CheckedExpression } from "./checked.ts";
import { asMoney, checkExpression } from "./expressions.ts";
import type { RuleScope } from "./scope.ts";

/** A call, and the condition of the rule that it stands in. */
export interface CalledIn {
  readonly call: Call;
  readonly condition: Expression | undefined;
}

/** Whether an argument by its place stands behind one by name. */
function isMisplaced(call: Call, index: number): boolean {
  return (
    call.args[index]?.name === undefined &&
    call.args.slice(0, index).some((other) => other.name !== undefined)
  );
}

/** Which parameter an argument is for, or undefined where there is none, which is reported. */
function parameterOf(
  argument: Argument,
  index: number,
  call: Call,
  action: ActionSignature,
  scope: RuleScope,
): Parameter | undefined {
  const takes = action.parameters.map((parameter) => parameter.name);
  if (argument.name !== undefined) {
    const name = argument.name.text;
    const found = action.parameters.find((parameter) => parameter.name === name);
    if (found !== undefined) return found;
    const near = didYouMeanName(name, takes);
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, argument.name, near, false)];
    scope.report(diagnostic("OS2104", argument.name, { action: action.name, name, near, takes }, fixes));
    return undefined;
  }
  if (argument.value.kind === "Missing") return action.parameters[index];
  if (isMisplaced(call, index)) {
    scope.report(diagnostic("OS2106", argument, {}));
    return undefined;
  }
  const found = action.parameters[index];
  // One sentence for all that are too many: at the first of them.
  if (found === undefined && index === takes.length) {
    scope.report(diagnostic("OS2103", argument, { action: action.name, takes }));
  }
  return found;
}

function sourceOf(value: CheckedExpression): string | undefined {
  switch (value.kind) {
    case "field":
      return value.path.map((step) => step.name).join(".");
    case "result":
      return [value.rule, ...value.path.map((step) => step.name)].join(".");
    case "group":
      return sourceOf(value.inner);
    default:
      return undefined;
  }
}

/** Puts `path is set` into a rule's condition, or gives it one. */
function askWhetherSet(path: string, { call, condition }: CalledIn): Fix {
  const title = `Run it only when ${path} is set`;
  if (condition === undefined) return insert(title, call.end, ` when ${path} is set`, false);
  if (condition.kind !== "Or") return insert(title, condition.end, ` and ${path} is set`, false);
  return {
    title,
    safe: false,
    edits: () => [
      { start: condition.start, end: condition.start, text: "(" },
      { start: condition.end, end: condition.end, text: `) and ${path} is set` },
    ],
  };
}

function missingValue(
  value: CheckedExpression,
  parameter: Parameter,
  action: ActionSignature,
  place: CalledIn,
): Diagnostic {
  const path = sourceOf(value);
  const fixes = path === undefined ? [] : [askWhetherSet(path, place)];
  const words = { text: path ?? "this", for: `\`${parameter.name}\` of ${action.name}` };
  return diagnostic("OS2107", value, words, fixes);
}

function fit(
  value: CheckedExpression,
  parameter: Parameter,
  action: ActionSignature,
  place: CalledIn,
  scope: RuleScope,
): CheckedExpression {
  const expected: Type = parameter.optional ? { kind: "optional", of: parameter.type } : parameter.type;
  if (value.type.kind === "unknown" || accepts(expected, value.type)) {
    return is(parameter.type, "Money") && !is(present(value.type), "Money") ? asMoney(value, scope) : value;
  }
  if (accepts(expected, present(value.type))) {
    scope.report(missingValue(value, parameter, action, place));
    return value;
  }
  const found = describeType(present(value.type));
  const words = {
    action: action.name,
    parameter: parameter.name,
    expected: describeType(parameter.type),
    found,
  };
  scope.report(diagnostic("OS2101", value, words));
  return value;
}

/** Compares the arguments of a call with the parameters of its action. */
export function checkArguments(
  place: CalledIn,
  action: ActionSignature,
  scope: RuleScope,
): readonly CheckedArgument[] {
  const { call } = place;
  const given = new Map<string, CheckedArgument>();
  for (const [index, argument] of call.args.entries()) {
    const parameter = parameterOf(argument, index, call, action, scope);
    const value = checkExpression(argument.value, scope, parameter?.type);
    if (parameter === undefined || argument.value.kind === "Missing") continue;
    if (given.has(parameter.name)) {
      scope.report(diagnostic("OS2105", argument, { name: parameter.name }));
      continue;
    }
    given.set(parameter.name, { parameter, value: fit(value, parameter, action, place, scope) });
  }
  // Which parameter was meant is not known where one is misplaced or broken: nothing is said of what is missing then.
  const broken = call.args.some(
    (argument, index) =>
      argument.broken === true || argument.value.kind === "Missing" || isMisplaced(call, index),
  );
  for (const parameter of action.parameters) {
    if (parameter.optional || given.has(parameter.name) || broken) continue;
    const words = { action: action.name, parameter: parameter.name, expected: describeType(parameter.type) };
    scope.report(diagnostic("OS2102", call.callee, words));
  }
  return action.parameters.flatMap((parameter) => given.get(parameter.name) ?? []);
}
