import { RE2JS, RE2JSException } from "re2js";
import { diagnostic, type Fix } from "../diagnostics/diagnostic.ts";
import type { Expression } from "../syntax/tree.ts";
import { describeType, isTextLike, present } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { checkExpression } from "./expressions.ts";
import { bare } from "./literals.ts";
import type { RuleScope } from "./scope.ts";
import { isBroken } from "./soften.ts";

/** Longer patterns, and more repetitions in one, are slow to make ready, and nobody could read them. */
const mostCharacters = 500;
const mostRepetitions = 1000;

/** The text that an expression always is; undefined where it is known only when a rule runs. */
export function fixedText(value: CheckedExpression): string | undefined {
  switch (value.kind) {
    case "text": {
      let text = "";
      for (const part of value.parts) {
        if (part.kind === "hole") return undefined;
        text += part.value;
      }
      return text;
    }
    case "group":
      return fixedText(value.inner);
    case "constant":
      return fixedText(value.value);
    default:
      return undefined;
  }
}

/** What is wrong with a pattern, in the words of whoever reads it; undefined where nothing is. */
function problemOf(pattern: string): string | undefined {
  if (pattern.length > mostCharacters) return `it is longer than ${mostCharacters} characters`;
  const counts = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map(([, least, most]) =>
    Math.max(Number(least), Number(most ?? 0)),
  );
  if (counts.reduce((sum, count) => sum + count, 0) > mostRepetitions) {
    return `it repeats more than ${mostRepetitions} times`;
  }
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message.replace(/^error parsing regexp: /, "");
    throw error;
  }
}

/** Patterns come again and again, in one file and from one check to the next. */
const problems = new Map<string, string | undefined>();

function knownProblem(pattern: string): string | undefined {
  if (!problems.has(pattern)) {
    if (problems.size >= 1000) problems.clear();
    problems.set(pattern, problemOf(pattern));
  }
  return problems.get(pattern);
}

/** Writes the braces around the numbers in a pattern twice: whoever wrote `a{3}` meant to repeat. */
function doubledBraces(node: Expression): readonly Fix[] {
  const text = bare(node);
  if (text.kind !== "Text") return [];
  const holes = text.parts.flatMap((part) => (part.kind === "hole" ? [part.value] : []));
  const [first] = holes;
  if (first === undefined || holes.some(({ kind }) => kind !== "Number")) return [];
  const edits = holes.flatMap(({ start, end }) => [
    { start, end: start, text: "{" },
    { start: end, end, text: "}" },
  ]);
  return [{ title: "Write the braces twice", safe: false, edits: () => edits }];
}

/** The right side of `matches`: a text that is known beforehand, and is a pattern. */
export function checkPattern(node: Expression, scope: RuleScope): CheckedExpression {
  const value = checkExpression(node, scope);
  const type = present(value.type);
  if (type.kind === "unknown") return value;
  const pattern = isTextLike(type) ? fixedText(value) : undefined;
  if (pattern === undefined) {
    // Braces that hold nothing to be read have been told.
    if (isBroken(value)) return value;
    const found = isTextLike(type) ? undefined : describeType(type);
    const isOpen = bare(node).kind === "Text";
    const words = { found, hasHoles: isOpen && found === undefined };
    scope.report(diagnostic("OS2124", node, words, doubledBraces(node)));
    return value;
  }
  const problem = knownProblem(pattern);
  if (problem !== undefined) scope.report(diagnostic("OS2125", node, { problem }));
  return value;
}
