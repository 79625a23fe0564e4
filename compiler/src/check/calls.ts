import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Call } from "../syntax/tree.ts";
import { optional, unknownType } from "../types/types.ts";
import { checkArguments } from "./arguments.ts";
import type { CheckedExpression } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { valueParts } from "./parts.ts";
import { meaningOf } from "./references.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix } from "./suggestions.ts";

/** What other languages have functions for, and this one says behind a dot or in a text. */
const saidOtherwise: ReadonlyMap<string, string> = new Map([
  ...valueParts.map(({ part }) => [part, `ask behind a dot: \`value.${part}\``] as const),
  ...["len", "size"].map((name) => [name, "ask behind a dot: `title.length`, `observers.count`"] as const),
  ...["upper", "lower", "trim"].map((name) => [name, `say it in a text: \`"{title:${name}}"\``] as const),
  ...["contains", "includes", "instr"].map(
    (name) => [name, 'ask with a word: `title contains "x"`'] as const,
  ),
  ...["startswith", "starts_with"].map((name) => [name, 'ask with words: `title starts with "x"`'] as const),
  ...["endswith", "ends_with"].map((name) => [name, 'ask with words: `title ends with "x"`'] as const),
  ...["isnull", "isempty", "isblank", "empty"].map(
    (name) => [name, "ask behind it: `contact is empty`"] as const,
  ),
  ...["isset", "exists", "isnotnull", "defined"].map(
    (name) => [name, "ask behind it: `contact is set`"] as const,
  ),
  ...["coalesce", "ifnull", "nvl"].map(
    (name) => [name, "write `??` between the two: `contact.email ?? company.email`"] as const,
  ),
  ...["max", "min"].map(
    (name) => [name, "choose with `if … then … else …`: `if a > b then a else b`"] as const,
  ),
  ...["datediff", "dateadd", "adddays", "days"].map(
    (name) => [name, "compute with days and lengths of time: `closeDate - today < 7 days`"] as const,
  ),
  ...["now", "getdate", "date"].map((name) => [name, "write `now` or `today`"] as const),
  ...["and", "or", "not"].map(
    (name) => [name, "write the word between the two: `isTest and amount > 5`"] as const,
  ),
  ...["concat", "concatenate"].map(
    (name) => [name, 'put the values into a text: `"{title}: {amount}"`'] as const,
  ),
  ["round", 'say it in a text: `"{amount:2}"`'],
]);

/** Says of a name before parentheses what it is instead of a function. */
function reportNoFunction(call: Call, scope: RuleScope): void {
  const { callee } = call;
  const name = callee.text;
  const meaning = meaningOf(name, scope);
  if (meaning?.kind === "broken") return;
  if (meaning !== undefined) {
    const rest = { start: callee.end, end: call.end };
    const fixes =
      call.args.length === 0 && meaning.kind !== "group" ? [replace("Remove `()`", rest, "", false)] : [];
    const what = meaning.kind === "group" ? ("group" as const) : ("value" as const);
    scope.report(diagnostic("OS2020", callee, { name, what }, fixes));
    return;
  }
  const isAction = scope.world.actions.has(name);
  const functions = [...scope.declared()].filter((one) => scope.names(one)?.kind === "function");
  const near = isAction ? undefined : didYouMeanName(name, functions);
  const help = near === undefined ? saidOtherwise.get(name.toLowerCase()) : undefined;
  const words = { name, isAction, near, known: functions, ...(help === undefined ? {} : { help }) };
  scope.report(diagnostic("OS2017", callee, words, nearFix(near, callee)));
}

/** `net(amount)`: a call of a function. Actions are no expressions. */
export function checkCall(call: Call, scope: RuleScope): CheckedExpression {
  const span = { start: call.start, end: call.end };
  const meaning = scope.names(call.callee.text);
  if (meaning?.kind !== "function") {
    reportNoFunction(call, scope);
    for (const argument of call.args) checkExpression(argument.value, scope);
    return { kind: "broken", type: unknownType, ...span };
  }
  // A function is given all that it takes, also what may be missing: it has no other way to know of it.
  const parameters = meaning.parameters.map((one) =>
    one.optional ? { ...one, optional: false, type: optional(one.type) } : one,
  );
  const callee = { name: call.callee.text, parameters };
  const args = checkArguments({ call, kind: "function" }, callee, scope);
  if (args.length < parameters.length) return { kind: "broken", type: meaning.result, ...span };
  return { kind: "call", of: meaning.of, args: args.map((one) => one.value), type: meaning.result, ...span };
}
