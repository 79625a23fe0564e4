import type {
  CheckedExpression,
  CheckedFunction,
  CheckedPart,
  DeclaredName,
  PathStep,
} from "../../checked.ts";
import { childrenOf, someChild } from "../../children.ts";

/** Finds a function by where it is declared. */
export type FindFunction = (of: DeclaredName) => CheckedFunction | undefined;

/** An expression that grows beyond this many nodes is left with the calls that are in it. */
const mostNodes = 5000;

/** And one that nests deeper than this. */
const deepest = 300;

interface Expansion {
  readonly find: FindFunction;
  left: number;
  depth: number;
}

const sizes = new WeakMap<CheckedExpression, number>();

/** Of how many nodes an expression is made, counting what it holds twice twice. */
function sizeOf(value: CheckedExpression): number {
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = childrenOf(value).reduce((sum, child) => sum + sizeOf(child), 1);
  sizes.set(value, size);
  return size;
}

type Given = ReadonlyMap<string, CheckedExpression>;

const nothingGiven: Given = new Map();

/** Whether a constant is yes or no: somebody may change it by hand, so nothing is concluded from what it is. */
function isSwitch({ type }: CheckedExpression): boolean {
  return type.kind === "plain" && type.name === "Boolean";
}

/** What a path leads to from a value. */
function stepped(
  value: CheckedExpression,
  path: readonly PathStep[],
  whole: CheckedExpression,
): CheckedExpression {
  if (path.length === 0) return value;
  const { type, start, end } = whole;
  switch (value.kind) {
    case "this":
      return { kind: "field", path, type, start, end };
    case "field":
    case "previous":
    case "event":
    case "result":
      return { ...value, path: [...value.path, ...path], type, start, end };
    case "record": {
      const entry = value.entries.find((one) => one.name === path[0]?.name);
      return entry === undefined
        ? { kind: "member", operand: value, path, type, start, end }
        : stepped(entry.value, path.slice(1), whole);
    }
    default:
      return { kind: "member", operand: value, path, type, start, end };
  }
}

function expanded(value: CheckedExpression, given: Given, expansion: Expansion): CheckedExpression {
  expansion.left -= 1;
  if (expansion.depth > deepest) expansion.left = 0;
  if (expansion.left <= 0) return value;
  expansion.depth += 1;
  const found = expandedParts(value, given, expansion);
  expansion.depth -= 1;
  return found;
}

function expandedParts(value: CheckedExpression, given: Given, expansion: Expansion): CheckedExpression {
  const of = (one: CheckedExpression): CheckedExpression => expanded(one, given, expansion);
  switch (value.kind) {
    case "group":
      return of(value.inner);
    case "constant":
      return isSwitch(value) ? value : of(value.value);
    case "parameter": {
      const argument = given.get(value.name);
      if (argument !== undefined) expansion.left -= sizeOf(argument);
      return argument === undefined ? value : stepped(argument, value.path, value);
    }
    case "call": {
      const args = value.args.map(of);
      const found = expansion.find(value.of);
      if (found === undefined) return { ...value, args };
      const inner = new Map(found.parameters.map(({ name }, index) => [name, args[index]] as const));
      const known = new Map(
        [...inner].flatMap(([name, arg]) => (arg === undefined ? [] : [[name, arg] as const])),
      );
      return expanded(found.body, known, expansion);
    }
    case "member":
      return stepped(of(value.operand), value.path, value);
    case "text":
      return {
        ...value,
        parts: value.parts.map(
          (part): CheckedPart => (part.kind === "hole" ? { ...part, value: of(part.value) } : part),
        ),
      };
    case "list":
      return { ...value, items: value.items.map(of) };
    case "record":
      return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: of(entry.value) })) };
    case "part":
    case "not":
    case "present":
      return { ...value, operand: of(value.operand) };
    case "and":
    case "or":
    case "compute":
      return { ...value, operands: value.operands.map(of) };
    case "compare":
    case "test":
    case "orElse":
      return { ...value, left: of(value.left), right: of(value.right) };
    case "range":
      return { ...value, from: of(value.from), to: of(value.to) };
    case "if":
      return {
        ...value,
        condition: of(value.condition),
        then: of(value.then),
        otherwise: of(value.otherwise),
      };
    default:
      return value;
  }
}

/** Whether there is something in an expression that stands for something else. */
function standsForOther(value: CheckedExpression): boolean {
  switch (value.kind) {
    case "group":
    case "constant":
    case "parameter":
    case "call":
    case "member":
      return true;
    default:
      return someChild(value, standsForOther);
  }
}

/**
 * An expression with constants, functions and parentheses replaced by what they stand for.
 *
 * @param find finds the functions that it calls
 */
export function expand(value: CheckedExpression, find: FindFunction): CheckedExpression {
  if (!standsForOther(value)) return value;
  const expansion: Expansion = { find, left: mostNodes, depth: 0 };
  const found = expanded(value, nothingGiven, expansion);
  return expansion.left <= 0 ? value : found;
}
