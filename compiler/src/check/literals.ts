import { diagnostic } from "../diagnostics/diagnostic.ts";
import type { User } from "../schema/format.ts";
import { findOption, findUsers } from "../schema/lookups.ts";
import type { Expression, TextLiteral } from "../syntax/tree.ts";
import { is, plain, type Type } from "../types/types.ts";
import type { CheckedExpression } from "./checked.ts";
import { tellFormerName } from "./former.ts";
import { placeLiteral, placeTitles, stageLiteral, stageTitles } from "./places.ts";
import { quoted } from "./quoted.ts";
import type { RuleScope } from "./scope.ts";
import { nearFix, nearQuoted } from "./suggestions.ts";

/** The characters of a text without holes, or undefined. */
export function constantText(node: TextLiteral): string | undefined {
  let text = "";
  for (const part of node.parts) {
    if (part.kind === "hole") return undefined;
    text += part.value;
  }
  return text;
}

/** An expression without the parentheses around it. */
export function bare(node: Expression): Expression {
  let inner = node;
  while (inner.kind === "Group") inner = inner.inner;
  return inner;
}

/** Whether what an expression means depends on the type that its place asks for: it is text in quotes, or holds some. */
export function isOpen(node: Expression): boolean {
  const inner = bare(node);
  switch (inner.kind) {
    case "Text":
      return true;
    case "If":
      return isOpen(inner.then) || isOpen(inner.otherwise);
    case "List":
      return inner.items.every(isOpen);
    default:
      return false;
  }
}

/** What a text in quotes has turned out to be; undefined where it was looked up in vain. */
export type Found = CheckedExpression | undefined;

/** A text in quotes that is looked up. */
export interface Lookup {
  readonly node: TextLiteral;
  readonly value: string;
  readonly scope: RuleScope;
}

/** Where it stands. */
export const placeOf = ({ node }: Lookup) => ({ start: node.start, end: node.end });

const userNames = (users: readonly User[]): readonly string[] =>
  users.flatMap((user) => [user.name, ...(user.email === undefined ? [] : [user.email])]);

function userLiteral(lookup: Lookup): Found {
  const { node, value, scope } = lookup;
  const [user, ...others] = findUsers(scope.world.schema, value);
  if (user !== undefined) {
    tellFormerName("user", user, user.name, value, node, scope.report);
    if (others.length > 0) {
      const emails = [user, ...others].flatMap((one) => (one.email === undefined ? [] : [one.email]));
      scope.report(diagnostic("OS2027", node, { name: value, emails: emails.map(quoted) }));
    }
    return { kind: "user", user, type: plain("User"), ...placeOf(lookup) };
  }
  const near = nearQuoted(value, userNames(scope.world.schema.users ?? []));
  scope.report(diagnostic("OS2014", node, { name: value, near }, nearFix(near, node)));
  return undefined;
}

type OptionType = Extract<Type, { kind: "option" }>;

function optionLiteral(type: OptionType, lookup: Lookup): Found {
  const { node, value, scope } = lookup;
  const option = findOption(type.options, value);
  if (option !== undefined) {
    tellFormerName("option", option, option.title, value, node, scope.report);
    return { kind: "option", id: option.id, type, ...placeOf(lookup) };
  }
  const titles = type.options.map((one) => one.title);
  const near = nearQuoted(value, titles);
  const words = { option: value, field: type.field, near, known: titles.map(quoted) };
  scope.report(diagnostic("OS2015", node, words, nearFix(near, node)));
  return undefined;
}

type ChoiceType = Extract<Type, { kind: "choice" }>;

/** One of the fixed texts of an action or an event, letter for letter: it is handed over as it stands. */
function choiceLiteral(type: ChoiceType, lookup: Lookup): Found {
  const { node, value, scope } = lookup;
  if (type.texts.includes(value)) {
    return { kind: "text", parts: [{ kind: "chars", value }], type, ...placeOf(lookup) };
  }
  const near = nearQuoted(value, type.texts);
  const words = { text: value, near, known: type.texts.map(quoted) };
  scope.report(diagnostic("OS2132", node, words, nearFix(near, node)));
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

const isPhone = (text: string): boolean => /^\+?[\d\s()./-]{5,}$/.test(text);

/** Text that is of a kind of its own: an address that could be one. */
function addressAs(type: Type, value: string): boolean {
  if (type.kind !== "plain") return false;
  switch (type.name) {
    case "Email":
      return isEmailAddress(value);
    case "Url":
      return isWebAddress(value);
    case "Phone":
      return isPhone(value);
    default:
      return false;
  }
}

/** Whether texts in quotes are looked up where a type is expected. */
function isLookedUp(type: Type): boolean {
  return (
    type.kind === "option" || type.kind === "choice" || type.kind === "place" || is(type, "User", "Stage")
  );
}

/** Whether a text in quotes is known where a type is expected, without a word about it. */
function isFound(type: Type, lookup: Lookup): boolean {
  return (
    isLookedUp(type) &&
    literalOf(type, { ...lookup, scope: { ...lookup.scope, report: () => {} } }) !== undefined
  );
}

function literalOf(type: Type, lookup: Lookup): Found {
  if (type.kind === "option") return optionLiteral(type, lookup);
  if (type.kind === "choice") return choiceLiteral(type, lookup);
  if (type.kind === "place") return placeLiteral(type, lookup);
  return type.kind === "plain" && type.name === "User" ? userLiteral(lookup) : stageLiteral(lookup);
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
  const lookup: Lookup = { node, value, scope };
  switch (expected.kind) {
    case "optional":
      return literalAs(node, expected.of, scope);
    case "union": {
      const choices = expected.of;
      const type =
        choices.find((one) => isFound(one, lookup)) ??
        choices.find((one) => addressAs(one, value)) ??
        choices.find((one) => is(one, "Text")) ??
        choices.find(isLookedUp);
      return type === undefined ? "text" : literalAs(node, type, scope);
    }
    default:
      if (isLookedUp(expected)) {
        const isStage = expected.kind === "plain" && expected.name === "Stage";
        return isStage && scope.entity === undefined ? "text" : literalOf(expected, lookup);
      }
      return addressAs(expected, value)
        ? { kind: "text", parts: [{ kind: "chars", value }], type: expected, ...placeOf(lookup) }
        : "text";
  }
}

/** What could be written in quotes where a type is expected: titles of options and stages, names of users. */
export function titlesOf(expected: Type, scope: RuleScope): readonly string[] {
  switch (expected.kind) {
    case "optional":
      return titlesOf(expected.of, scope);
    case "option":
      return expected.options.map((option) => option.title);
    case "choice":
      return expected.texts;
    case "entityName": {
      const entities = Object.entries(scope.world.schema.entities);
      return [...new Set(entities.flatMap(([name, { title }]) => [name, title]))];
    }
    case "place":
      return placeTitles(expected, scope);
    case "union":
      return expected.of.flatMap((one) => titlesOf(one, scope));
    case "plain":
      if (expected.name === "User") return userNames(scope.world.schema.users ?? []);
      return expected.name === "Stage" ? stageTitles(scope) : [];
    default:
      return [];
  }
}
