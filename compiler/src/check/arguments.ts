import { diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Argument, Call, Expression } from "../syntax/tree.ts";
import type { Parameter } from "../types/signatures.ts";
import { describeType, is, optional, type Type, unknownType } from "../types/types.ts";
import type { CheckedArgument, CheckedExpression } from "./checked.ts";
import { checkEntityName, dependentType, rankOf, writtenType } from "./entities.ts";
import { checkExpression } from "./expressions.ts";
import { checkFieldName } from "./fields.ts";
import { askWhetherSet, fit, type NeededFor } from "./fitting.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix } from "./suggestions.ts";

/** A call, and the condition that stands behind it. */
export interface CalledIn {
  readonly call: Call;
  readonly condition?: Expression | undefined;
  /** What is called; an action where nothing is said. Behind actions and groups a condition can stand. */
  readonly kind?: "action" | "group" | "function" | "event";
}

/** What is called: an action, a function, an event, a group of rules. */
export interface Callee {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

const namesOf = ({ parameters }: Callee): readonly string[] => parameters.map((parameter) => parameter.name);

/** Whether an argument by its place stands behind one by name. */
function isMisplaced(call: Call, index: number): boolean {
  if (call.args[index]?.name !== undefined) return false;
  const named = call.args.findIndex((other) => other.name !== undefined);
  return named >= 0 && named < index;
}

/** Which parameter an argument is for, or undefined where there is none, which is reported. */
function parameterOf(
  argument: Argument,
  index: number,
  call: Call,
  callee: Callee,
  scope: RuleScope,
): Parameter | undefined {
  if (argument.name !== undefined) {
    const name = argument.name.text;
    const found = callee.parameters.find((parameter) => parameter.name === name);
    if (found !== undefined || argument.broken === true) return found;
    const takes = namesOf(callee);
    const near = didYouMeanName(name, takes);
    const words = { action: callee.name, name, near, takes };
    scope.report(diagnostic("OS2104", argument.name, words, nearFix(near, argument.name)));
    return undefined;
  }
  if (argument.value.kind === "Missing") return callee.parameters[index];
  if (isMisplaced(call, index)) {
    scope.report(diagnostic("OS2106", argument, {}));
    return undefined;
  }
  const found = callee.parameters[index];
  // One sentence for all that are too many: at the first of them.
  if (found === undefined && index === callee.parameters.length) {
    scope.report(diagnostic("OS2103", argument, { action: callee.name, takes: namesOf(callee) }));
  }
  return found;
}

interface Given {
  readonly argument: Argument;
  readonly parameter: Parameter | undefined;
}

/** The type of the field that another argument names: a value for it is asked for. */
function fieldNamedBy(
  parameter: string,
  names: ReadonlyMap<string, CheckedExpression>,
  scope: RuleScope,
): Type {
  const given = names.get(parameter);
  const fields = scope.entity?.entity.fields ?? {};
  if (given?.kind !== "fieldName" || !Object.hasOwn(fields, given.name)) return unknownType;
  const field = fields[given.name];
  return field === undefined ? unknownType : writtenType(given.name, field);
}

/** Whether a type says who is reached: an address, a number, a person. */
const isRecipient = (type: Type): boolean =>
  type.kind === "union" ? type.of.some(isRecipient) : is(type, "Email", "Phone", "User");

/**
 * What a parameter asks for in this call. Who is written down as the recipient has to be there: without one, the action
 * would choose somebody else.
 */
function expectedFor(
  { type, optional: mayBeLeftOut, takesMissing = false }: Parameter,
  names: ReadonlyMap<string, CheckedExpression>,
  scope: RuleScope,
): Type {
  const wanted = type.kind === "fieldValue" ? fieldNamedBy(type.of, names, scope) : type;
  return mayBeLeftOut && (takesMissing || !isRecipient(type)) ? optional(wanted) : wanted;
}

/** The arguments that name fields. What is written into a field can be checked only when the field is known. */
function fieldNames(given: readonly Given[], scope: RuleScope): ReadonlyMap<string, CheckedExpression> {
  const names = new Map<string, CheckedExpression>();
  for (const { argument, parameter } of given) {
    if (parameter?.type.kind !== "fieldName" || names.has(parameter.name)) continue;
    names.set(parameter.name, checkFieldName(argument.value, scope));
  }
  return names;
}

/** What others are checked by comes first: the entity whose fields or stages they are. */
function inOrder(given: readonly Given[]): readonly Given[] {
  const rank = ({ parameter }: Given): number => (parameter === undefined ? 2 : rankOf(parameter));
  return given.every((one) => rank(one) === 2) ? given : given.toSorted((a, b) => rank(a) - rank(b));
}

function neededFor(parameter: Parameter, callee: Callee, { call, condition, kind }: CalledIn): NeededFor {
  const what = `\`${parameter.name}\` of ${callee.name}`;
  const takesCondition = kind === undefined || kind === "action" || kind === "group";
  return takesCondition ? { what, whenSet: (path) => askWhetherSet(path, call, condition) } : { what };
}

/**
 * Compares the arguments of a call with the parameters of what is called.
 *
 * @returns what was given, in the order of the parameters
 */
export function checkArguments(
  place: CalledIn,
  callee: Callee,
  scope: RuleScope,
): readonly CheckedArgument[] {
  const { call } = place;
  const given = call.args.map(
    (argument, index): Given => ({ argument, parameter: parameterOf(argument, index, call, callee, scope) }),
  );
  const names = fieldNames(given, scope);
  const checked = new Map<string, CheckedArgument>();
  for (const { argument, parameter } of inOrder(given)) {
    if (parameter !== undefined && checked.has(parameter.name)) {
      scope.report(diagnostic("OS2105", argument, { name: parameter.name }));
      continue;
    }
    const name = parameter?.type.kind === "fieldName" ? names.get(parameter.name) : undefined;
    if (parameter !== undefined && name !== undefined) {
      checked.set(parameter.name, { parameter, value: name });
      continue;
    }
    if (parameter?.type.kind === "entityName") {
      const { what } = neededFor(parameter, callee, place);
      checked.set(parameter.name, { parameter, value: checkEntityName(argument.value, what, scope) });
      continue;
    }
    const type = parameter && dependentType(parameter, argument.value, callee.parameters, checked, scope);
    const expected = parameter && type && expectedFor({ ...parameter, type }, names, scope);
    const value = checkExpression(argument.value, scope, expected);
    if (parameter === undefined || expected === undefined || argument.value.kind === "Missing") continue;
    const needed = neededFor(parameter, callee, place);
    checked.set(parameter.name, { parameter, value: fit(value, argument.value, expected, needed, scope) });
  }
  // Which parameter was meant is not known where one is broken, misplaced or not named rightly: nothing is said of what
  // is missing then.
  const broken = given.some(
    ({ argument, parameter }, index) =>
      argument.broken === true ||
      argument.value.kind === "Missing" ||
      (argument.name !== undefined && parameter === undefined) ||
      isMisplaced(call, index),
  );
  for (const parameter of callee.parameters) {
    if (parameter.optional || checked.has(parameter.name) || broken) continue;
    const expected = describeType(parameter.type);
    scope.report(
      diagnostic("OS2102", call.callee, { action: callee.name, parameter: parameter.name, expected }),
    );
  }
  return callee.parameters.flatMap((parameter) => checked.get(parameter.name) ?? []);
}
