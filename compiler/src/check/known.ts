import type { CheckedExpression, PathStep } from "./checked.ts";

/** Which values have been shown to be there, by their key. A place knows what the places around it know. */
export interface Known {
  readonly within?: Known;
  readonly keys: ReadonlySet<string>;
}

export const nothingKnown: Known = { keys: new Set() };

/** What a condition shows that means nothing: all that it may have been meant to. That it is wrong is told once. */
const everything = "*";

/** Whether the value of a key has been shown to be there. */
export function isKnown(known: Known, key: string): boolean {
  for (let place: Known | undefined = known; place !== undefined; place = place.within) {
    if (place.keys.has(key) || place.keys.has(everything)) return true;
  }
  return false;
}

/** What is known in a place where these values are there as well. */
export function knowing(known: Known, keys: readonly string[]): Known {
  return keys.length === 0 ? known : { within: known, keys: new Set(keys) };
}

/** The key of what a path leads to from a value. */
export function stepKey(key: string, steps: readonly PathStep[]): string {
  return steps.reduce((owner, step) => `${owner}.${step.name}`, key);
}

/** The key of a value that is read and not computed. Fields are their path; the others have a word before it. */
export function keyOf(value: CheckedExpression): string | undefined {
  switch (value.kind) {
    case "field":
      return stepKey(value.path[0]?.name ?? "", value.path.slice(1));
    case "result":
      return stepKey(`let ${value.rule}`, value.path);
    case "parameter":
      return stepKey(`parameter ${value.name}`, value.path);
    case "previous":
      return stepKey("previous ", value.path);
    case "event":
      return stepKey("event ", value.path);
    case "constant":
      return `const ${value.of.file} ${value.of.name}`;
    case "part": {
      const owner = keyOf(value.operand);
      return owner === undefined ? undefined : `${owner}.${value.part}`;
    }
    case "member": {
      const owner = keyOf(value.operand);
      return owner === undefined ? undefined : stepKey(owner, value.path);
    }
    case "group":
      return keyOf(value.inner);
    default:
      return undefined;
  }
}

/** Collects a value and everything that it cannot be there without: where `contact.email` is set, so is `contact`. */
function addKeys(value: CheckedExpression, keys: string[]): void {
  if (value.kind === "broken") keys.push(everything);
  // What is always there tells nothing new.
  if (value.type.kind !== "optional") return;
  switch (value.kind) {
    case "field":
      for (let length = value.path.length; length > 0; length -= 1) {
        keys.push(stepKey(value.path[0]?.name ?? "", value.path.slice(1, length)));
      }
      break;
    case "result":
    case "parameter": {
      const start = value.kind === "result" ? `let ${value.rule}` : `parameter ${value.name}`;
      for (let length = value.path.length; length >= 0; length -= 1) {
        keys.push(stepKey(start, value.path.slice(0, length)));
      }
      break;
    }
    case "previous":
    case "event":
      for (let length = value.path.length; length > 0; length -= 1) {
        keys.push(stepKey(`${value.kind} `, value.path.slice(0, length)));
      }
      break;
    case "constant": {
      const key = keyOf(value);
      if (key !== undefined) keys.push(key);
      break;
    }
    case "part": {
      const key = keyOf(value);
      if (key !== undefined) keys.push(key);
      addKeys(value.operand, keys);
      break;
    }
    case "member": {
      const owner = keyOf(value.operand);
      if (owner !== undefined) {
        for (let length = value.path.length; length > 0; length -= 1) {
          keys.push(stepKey(owner, value.path.slice(0, length)));
        }
      }
      addKeys(value.operand, keys);
      break;
    }
    case "group":
      addKeys(value.inner, keys);
      break;
    case "compute":
      // Computing with a missing value gives a missing value. Texts are joined without what is missing.
      if (value.operation !== "join") for (const operand of value.operands) addKeys(operand, keys);
      break;
    default:
      break;
  }
}

function keysOf(...values: readonly CheckedExpression[]): readonly string[] {
  const keys: string[] = [];
  for (const value of values) addKeys(value, keys);
  return keys;
}

/** What each of several conditions shows. */
function inEach(conditions: readonly CheckedExpression[], outcome: boolean): readonly string[] {
  const [first, ...others] = conditions;
  if (first === undefined) return [];
  let common = knownFrom(first, outcome);
  for (const other of others) {
    if (common.length === 0) break;
    const keys = new Set(knownFrom(other, outcome));
    common = common.filter((key) => keys.has(key));
  }
  return common;
}

/**
 * The keys of the values that are there wherever a condition holds, or wherever it does not. Comparing a missing
 * value is false.
 */
export function knownFrom(condition: CheckedExpression, outcome = true): readonly string[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return (condition.kind === "and") === outcome
        ? condition.operands.flatMap((operand) => knownFrom(operand, outcome))
        : inEach(condition.operands, outcome);
    case "not":
      return knownFrom(condition.operand, !outcome);
    case "group":
      return knownFrom(condition.inner, outcome);
    case "broken":
      return [everything];
    case "present":
      return (condition.wanted === "set") === outcome ? keysOf(condition.operand) : [];
    case "compare":
      return outcome ? keysOf(condition.left, condition.right) : [];
    case "test": {
      const { left, right } = condition;
      if (!outcome) return [];
      return right.kind === "range" ? keysOf(left, right.from, right.to) : keysOf(left, right);
    }
    default:
      return outcome ? keysOf(condition) : [];
  }
}
