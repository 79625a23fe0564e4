import type { ConstDeclaration, FunctionDeclaration } from "../syntax/tree.ts";
import type { CheckedDeclaration, CheckedExpression } from "./checked.ts";
import type { Report, World } from "./context.ts";
import { fixedDuration } from "./durations.ts";
import { checkExpression } from "./expressions.ts";
import { nothingKnown } from "./known.ts";
import { checkOwnName } from "./names.ts";
import { checkParameters } from "./parameters.ts";
import type { Meaning, RuleScope } from "./scope.ts";
import type { Visibility, Visible } from "./visible.ts";

/** A constant or a function: its checked form, and what others see of it. */
export interface CheckedValue {
  readonly declaration: CheckedDeclaration;
  readonly visible: Visible;
}

function scopeOf(
  world: World,
  visible: Visibility,
  own: ReadonlyMap<string, Meaning>,
  report: Report,
): RuleScope {
  return {
    world,
    pipelines: [],
    names: (name) => own.get(name) ?? visible.find(name)?.meaning,
    declared: () => new Set([...own.keys(), ...visible.names()]),
    previous: false,
    known: nothingKnown,
    report,
  };
}

/** What a constant stands for. Other constants in it are followed, and a computed length of time is one. */
function plainValue(value: CheckedExpression): CheckedExpression {
  switch (value.kind) {
    case "group":
      return plainValue(value.inner);
    case "constant":
      return value.value;
    default: {
      const duration = value.kind === "compute" ? fixedDuration(value) : undefined;
      const { type, start, end } = value;
      return duration === undefined ? value : { kind: "duration", value: duration, type, start, end };
    }
  }
}

/** Finds the meaning of a constant. */
export function checkConst(
  node: ConstDeclaration,
  file: string,
  world: World,
  visible: Visibility,
  report: Report,
): CheckedValue | undefined {
  if (node.name.kind === "Missing" || node.broken === true) return undefined;
  const name = node.name.text;
  checkOwnName(node.name, report);
  const value = checkExpression(node.value, scopeOf(world, visible, new Map(), report));
  const { type } = value;
  return {
    declaration: { kind: "const", constant: { node, name, value } },
    visible: { meaning: { kind: "constant", of: { file, name }, type, value: plainValue(value) } },
  };
}

/** Finds the meaning of a function. */
export function checkFunction(
  node: FunctionDeclaration,
  file: string,
  world: World,
  visible: Visibility,
  report: Report,
): CheckedValue | undefined {
  if (node.name.kind === "Missing" || node.broken === true) return undefined;
  const name = node.name.text;
  checkOwnName(node.name, report);
  const parameters = checkParameters(node.parameters, undefined, world, report);
  const own = new Map(
    parameters.map((parameter): [string, Meaning] => [
      parameter.name,
      { kind: "parameter", type: parameter.type },
    ]),
  );
  const body = checkExpression(node.body, scopeOf(world, visible, own, report));
  const typed = parameters.map((parameter) => ({ name: parameter.name, type: parameter.type }));
  return {
    declaration: { kind: "function", function: { node, name, parameters: typed, body } },
    visible: { meaning: { kind: "function", of: { file, name }, parameters, result: body.type } },
  };
}
