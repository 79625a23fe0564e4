import { type Diagnostic, diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { findStage, findUser } from "../schema/lookups.ts";
import type { TextLiteral } from "../syntax/tree.ts";
import { plain, type Type } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { stageOwner } from "./header.ts";
import { quoted } from "./quoted.ts";
import type { RuleScope } from "./scope.ts";

/** The characters of a text without holes, or undefined. */
export function constantText(node: TextLiteral): string | undefined {
  const parts = node.parts.map((part) => (part.kind === "chars" ? part.value : undefined));
  return parts.includes(undefined) ? undefined : parts.join("");
}

function nearFix(near: string | undefined, node: TextLiteral): Diagnostic["fixes"] {
  return near === undefined ? [] : [replace(`Write ${near}`, node, near, false)];
}

/** The known name that was most likely meant, in quotes. */
function nearQuoted(value: string, known: readonly string[]): string | undefined {
  const near = didYouMeanName(value, known);
  return near === undefined ? undefined : quoted(near);
}

function userLiteral(node: TextLiteral, value: string, scope: RuleScope): CheckedExpression | undefined {
  const user = findUser(scope.world.schema, value);
  if (user !== undefined)
    return { kind: "user", user, type: plain("User"), start: node.start, end: node.end };
  const names = (scope.world.schema.users ?? []).flatMap((one) => [
    one.name,
    ...(one.email ? [one.email] : []),
  ]);
  const near = nearQuoted(value, names);
  scope.report(diagnostic("OS2014", node, { name: value, near }, nearFix(near, node)));
  return undefined;
}

/**
 * A stage of the pipelines that the block is for. Where there are several, it has to stand in each of them, and is
 * handed on by its title, since its id differs.
 */
function stageLiteral(node: TextLiteral, value: string, scope: RuleScope): CheckedExpression | undefined {
  const places = scope.places.map((place) => place.pipeline);
  const pipelines = places.length > 0 ? places : (scope.entity.entity.pipelines ?? []);
  const found = pipelines.map((pipeline) => findStage(pipeline, value));
  const [stage] = found;
  const isIn =
    places.length > 0 ? found.every((one) => one !== undefined) : found.some((one) => one !== undefined);
  if (isIn) {
    const id = found.length === 1 && stage !== undefined ? stage.id : value;
    return { kind: "stage", id, type: plain("Stage"), start: node.start, end: node.end };
  }
  const titles = [...new Set(pipelines.flatMap((pipeline) => pipeline.stages.map((one) => one.title)))];
  const others = titles.filter((title) => title !== value);
  const near = titles.includes(value) ? undefined : nearQuoted(value, others);
  const known = others.map(quoted);
  const owner = stageOwner(scope.entity, pipelines);
  scope.report(diagnostic("OS2003", node, { stage: value, owner, near, known }, nearFix(near, node)));
  return undefined;
}

function optionLiteral(
  node: TextLiteral,
  value: string,
  type: Extract<Type, { kind: "option" }>,
  scope: RuleScope,
): CheckedExpression | undefined {
  const option =
    type.options.find((one) => one.title === value) ?? type.options.find((one) => one.id === value);
  if (option !== undefined) return { kind: "option", id: option.id, type, start: node.start, end: node.end };
  const titles = type.options.map((one) => one.title);
  const near = nearQuoted(value, titles);
  const known = titles.map(quoted);
  scope.report(
    diagnostic("OS2015", node, { option: value, field: type.field, near, known }, nearFix(near, node)),
  );
  return undefined;
}

/** The addresses that mail servers take without quoting; the standard library asks the same when it sends. */
function isEmailAddress(text: string): boolean {
  const [, local = "", domain = ""] = /^([^@]{1,64})@([^@]{1,253})$/.exec(text) ?? [];
  const isDotted = (part: string, word: RegExp) => part.split(".").every((piece) => word.test(piece));
  const isDomain =
    domain.includes(".") && isDotted(domain, /^[\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u);
  return isDomain && isDotted(local, /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/**
 * A text in quotes where a person, a stage, an option or an address is expected: it is looked up, not only compared.
 *
 * @returns the value it stands for; `undefined` where it was looked up in vain, which is reported; `"text"` where
 * plain text is meant
 */
export function literalAs(
  node: TextLiteral,
  expected: Type,
  scope: RuleScope,
): CheckedExpression | "text" | undefined {
  const value = constantText(node);
  if (value === undefined) return "text";
  const span = { start: node.start, end: node.end };
  const parts = [{ kind: "chars", value }] as const;
  switch (expected.kind) {
    case "optional":
      return literalAs(node, expected.of, scope);
    case "option":
      return optionLiteral(node, value, expected, scope);
    case "plain":
      switch (expected.name) {
        case "User":
          return userLiteral(node, value, scope);
        case "Stage":
          return stageLiteral(node, value, scope);
        case "Email":
          return isEmailAddress(value) ? { kind: "text", parts, type: plain("Email"), ...span } : "text";
        case "Url":
          return isWebAddress(value) ? { kind: "text", parts, type: plain("Url"), ...span } : "text";
        case "Phone":
          return /^\+?[\d\s()./-]{5,}$/.test(value)
            ? { kind: "text", parts, type: plain("Phone"), ...span }
            : "text";
        default:
          return "text";
      }
    default:
      return "text";
  }
}
