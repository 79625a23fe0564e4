import type { CheckedExpression, DurationValue } from "../check/checked.ts";
import type { User } from "../schema/format.ts";
import { literal } from "./literals.ts";
import type { ExpressionScope } from "./scope.ts";

type Of<K extends CheckedExpression["kind"]> = Extract<CheckedExpression, { readonly kind: K }>;

/* Values that are always the same are made once, beside the rules, and not whenever a condition is looked at. */

/** A number, made where it stands. */
export function printNumber(value: string, { use }: ExpressionScope): string {
  return `${use("decimal")}(${literal(value)})`;
}

/** A number, by the name under which it is kept. */
export function keptNumber({ value }: Of<"number">, scope: ExpressionScope): string {
  return scope.keep(`n${value}`, printNumber(value, scope));
}

/** An amount, by the name under which it is kept. */
export function keptMoney({ value, currency }: Of<"money">, scope: ExpressionScope): string {
  const code = `${scope.use("money")}(${literal(value)}, ${literal(currency)})`;
  return scope.keep(`${currency.toLowerCase()}${value}`, code);
}

const parts = ["months", "days", "milliseconds", "workingDays", "workingMilliseconds"] as const;

/** A length of time, made where it stands. */
export function printDuration(value: DurationValue, { use }: ExpressionScope): string {
  const given = parts.filter((part) => value[part] !== 0).map((part) => `${part}: ${value[part]}`);
  return `${use("duration")}({ ${given.join(", ")} })`;
}

const minute = 60_000;

function clockName(milliseconds: number): string {
  if (milliseconds % (60 * minute) === 0) return `hours${milliseconds / (60 * minute)}`;
  return milliseconds % minute === 0 ? `minutes${milliseconds / minute}` : `seconds${milliseconds / 1000}`;
}

function durationName({
  months,
  days,
  milliseconds,
  workingDays,
  workingMilliseconds,
}: DurationValue): string {
  const names = [
    ...(months === 0 ? [] : [`months${months}`]),
    ...(days === 0 ? [] : [`days${days}`]),
    ...(milliseconds === 0 ? [] : [clockName(milliseconds)]),
    ...(workingDays === 0 ? [] : [`workingDays${workingDays}`]),
    ...(workingMilliseconds === 0 ? [] : [`working_${clockName(workingMilliseconds)}`]),
  ];
  return names.length === 0 ? "nothing" : names.join("_");
}

/** A length of time, by the name under which it is kept. */
export function keptDuration(value: DurationValue, scope: ExpressionScope): string {
  return scope.keep(durationName(value), printDuration(value, scope));
}

/** A user of the schema, by the name under which it is kept. */
export function keptUser({ id, name }: User, scope: ExpressionScope): string {
  return scope.keep(`user${id}`, `${scope.use("userOf")}(${scope.schema()}, ${id})`, name);
}

/** The characters of a text that is always the same; a constant stands for what it holds. */
function constantText(value: CheckedExpression): string {
  switch (value.kind) {
    case "text":
      return value.parts
        .map((part) => (part.kind === "chars" ? part.value : constantText(part.value)))
        .join("");
    case "group":
      return constantText(value.inner);
    case "constant":
      return constantText(value.value);
    default:
      throw new Error("a pattern that is no constant text was emitted");
  }
}

/** A pattern, read once. */
export function keptPattern(value: CheckedExpression, scope: ExpressionScope): string {
  return scope.keep("pattern", `${scope.use("pattern")}(${literal(constantText(value))})`);
}
