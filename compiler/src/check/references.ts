import { diagnostic, diagnosticLater, replace } from "../diagnostics/diagnostic.ts";
import { listed } from "../diagnostics/entry.ts";
import { didYouMeanName } from "../near.ts";
import type { Name, Reference, Span } from "../syntax/tree.ts";
import { describeType, itemType, optional, plain, present, type Type, unknownType } from "../types/types.ts";
import type { CheckedExpression, PathStep } from "./checked.ts";
import { withParts } from "./elsewhere.ts";
import { isKnown, keyOf, nothingKnown } from "./known.ts";
import { titlesOf } from "./literals.ts";
import { memberNames, memberOf } from "./members.ts";
import { partOf } from "./parts.ts";
import { quoted } from "./quoted.ts";
import type { Meaning, RuleScope } from "./scope.ts";
import { nearFix, nearQuoted, reportFormerField } from "./suggestions.ts";

/** What people write for “nothing” in other languages. The rules have no word for it. */
const wordsForNothing: ReadonlySet<string> = new Set([
  "null",
  "none",
  "nil",
  "undefined",
  "nothing",
  "empty",
]);

/** Names that people give to days and times of day, and what the rules have for them. */
const meantWords: ReadonlyMap<string, string> = new Map([
  ["tomorrow", "(today + 1 day)"],
  ["yesterday", "(today - 1 day)"],
  ["noon", "12:00"],
  ["midday", "12:00"],
  ["midnight", "00:00"],
  ["current_date", "today"],
  ["current_timestamp", "now"],
  ["yes", "true"],
  ["no", "false"],
]);

/** Whether a name is that of “nothing” in other languages, and means nothing here. */
export function isWordForNothing(name: string, scope: RuleScope): boolean {
  return wordsForNothing.has(name.toLowerCase()) && meaningOf(name, scope) === undefined;
}

/** Names of the language itself. Anything declared, and any field, hides them. */
const builtIn: ReadonlyMap<string, Type> = new Map([
  ["now", plain("DateTime")],
  ["today", plain("Date")],
]);

type NameMeaning =
  | Meaning
  | { readonly kind: "field"; readonly name: string; readonly type: Type }
  | { readonly kind: "previous" | "event" }
  | { readonly kind: "now" | "today"; readonly type: Type };

/** The type of a field of the item itself, which stands in one of the pipelines that the block is for. */
function ownType(type: Type, { pipelines }: RuleScope): Type {
  return type.kind === "place" && pipelines.length > 0 ? { ...type, pipelines } : type;
}

/** What a name stands for by itself. */
export function meaningOf(name: string, scope: RuleScope): NameMeaning | undefined {
  const declared = scope.names(name);
  if (declared !== undefined) return declared;
  if (scope.entity !== undefined) {
    const field = memberOf(itemType(scope.entity.name), name, scope.world.schema);
    if (field !== undefined) return { kind: "field", name: field.name, type: ownType(field.type, scope) };
  }
  if (name === "previous" || name === "event") return { kind: name };
  const type = builtIn.get(name);
  if (type !== undefined && (name === "now" || name === "today")) return { kind: name, type };
  return undefined;
}

/** All names that stand for something, for “did you mean”. */
function namesIn(scope: RuleScope): readonly string[] {
  const fields =
    scope.entity === undefined ? [] : memberNames(itemType(scope.entity.name), scope.world.schema);
  return [...scope.declared(), ...fields, ...builtIn.keys()];
}

/** Reports a name that stands for nothing. An option or a user may have been written without its quotes. */
function reportUnknown(name: Name, expected: Type | undefined, scope: RuleScope): void {
  const item = scope.entity?.entity.item;
  if (wordsForNothing.has(name.text.toLowerCase())) {
    const help = "ask whether there is a value: `x is empty`, or `x is set`";
    scope.report(diagnostic("OS2007", name, { name: name.text, item, near: undefined, help }));
    return;
  }
  const meant = meantWords.get(name.text.toLowerCase());
  if (meant !== undefined) {
    const fix = replace(`Write \`${meant}\``, name, meant, false);
    const help = `write \`${meant}\``;
    scope.report(diagnostic("OS2007", name, { name: name.text, item, near: undefined, help }, [fix]));
    return;
  }
  const names = namesIn(scope);
  const say = () => {
    const titles = expected === undefined ? [] : titlesOf(expected, scope);
    const near = nearQuoted(name.text, titles) ?? didYouMeanName(name.text, names);
    const inQuotes = `what has a name in the CRM stands in quotes here: ${listed(titles.map(quoted))}`;
    const help = near === undefined && titles.length > 0 ? { help: inQuotes } : {};
    return { parameters: { name: name.text, item, near, ...help }, fixes: nearFix(near, name) };
  };
  scope.report(diagnosticLater("OS2007", name, say));
}

/** `deal.amount`: the item before its own field. Tells whether that was it. */
function reportNeedlessItem({ path }: Reference, scope: RuleScope): boolean {
  const [first, second] = path;
  if (first === undefined || second === undefined || scope.entity === undefined) return false;
  const { name, entity } = scope.entity;
  const called = [name, entity.item, "item", "record", "self", "it"].map((one) => one.toLowerCase());
  const isItem = called.includes(first.text.toLowerCase());
  if (!isItem || memberOf(itemType(name), second.text, scope.world.schema) === undefined) return false;
  const rest = { start: first.start, end: second.start };
  const help = `the fields of the item stand by themselves: \`${second.text}\``;
  const words = { name: first.text, item: entity.item, near: undefined, help };
  scope.report(diagnostic("OS2007", first, words, [replace(`Remove \`${first.text}.\``, rest, "", false)]));
  return true;
}

/** Gives a value, and everything in it, the place of the name that it stands for. */
function placedAt(value: CheckedExpression, span: Span): CheckedExpression {
  return { ...withParts(value, (part) => placedAt(part, span)), start: span.start, end: span.end };
}

/** A value without its `?` where a condition has shown that it is there. */
function narrowed(value: CheckedExpression, scope: RuleScope): CheckedExpression {
  if (value.type.kind !== "optional" || scope.known === nothingKnown) return value;
  const key = keyOf(value);
  return key !== undefined && isKnown(scope.known, key) ? { ...value, type: value.type.of } : value;
}

/** A field of a value: one step more of its path, or the first behind something that is computed. */
function withStep(value: CheckedExpression, step: PathStep, type: Type, end: number): CheckedExpression {
  switch (value.kind) {
    case "field":
    case "previous":
    case "event":
    case "result":
    case "parameter":
    case "member":
      return { ...value, path: [...value.path, step], type, end };
    default:
      return { kind: "member", operand: value, path: [step], type, start: value.start, end };
  }
}

/** What stands behind a dot; undefined where nothing of that name does, which is reported. */
function follow(value: CheckedExpression, name: Name, scope: RuleScope): CheckedExpression | undefined {
  const owner = present(value.type);
  if (owner.kind === "unknown") return undefined;
  const ownerMayBeMissing = value.type.kind === "optional";
  const typed = (type: Type): Type => (ownerMayBeMissing ? optional(type) : type);
  const member = memberOf(owner, name.text, scope.world.schema);
  if (member?.type.kind === "place" && value.kind === "previous" && value.path.length === 0) {
    const help = `only fields are known as they were before; \`${name.text}\` alone is where the item stands now`;
    const words = { name: name.text, owner: "`previous`", near: undefined, known: [], help };
    scope.report(diagnostic("OS2008", name, words));
    return undefined;
  }
  if (member !== undefined) {
    if (member.name !== name.text) reportFormerField(name, member.name, scope);
    const step = { name: member.name, ownerMayBeMissing };
    return narrowed(withStep(value, step, typed(member.type), name.end), scope);
  }
  const found = partOf(owner, name.text);
  if (found !== undefined) {
    const { part, type } = found;
    const { start } = value;
    return narrowed({ kind: "part", part, operand: value, type: typed(type), start, end: name.end }, scope);
  }
  const say = () => {
    const known = memberNames(owner, scope.world.schema);
    const near = didYouMeanName(name.text, known);
    const parameters = { name: name.text, owner: describeType(owner), near, known };
    return { parameters, fixes: nearFix(near, name) };
  };
  scope.report(diagnosticLater("OS2008", name, say));
  return undefined;
}

/** What a path starts from; undefined where that means nothing, which is reported. */
function startOf(
  reference: Reference,
  first: Name,
  scope: RuleScope,
  expected: Type | undefined,
): CheckedExpression | undefined {
  const meaning = meaningOf(first.text, scope);
  const { start, end } = first;
  switch (meaning?.kind) {
    case undefined:
      if (reportNeedlessItem(reference, scope)) return undefined;
      reportUnknown(first, reference.path.length === 1 ? expected : undefined, scope);
      return undefined;
    case "broken":
      return undefined;
    case "field": {
      const { name, type } = meaning;
      if (name !== first.text) reportFormerField(first, name, scope);
      return narrowed({ kind: "field", path: [{ name, ownerMayBeMissing: false }], type, start, end }, scope);
    }
    case "result": {
      const { rule, type } = meaning;
      return narrowed({ kind: "result", rule, path: [], type, start, end }, scope);
    }
    case "parameter":
      return narrowed(
        { kind: "parameter", name: first.text, path: [], type: meaning.type, start, end },
        scope,
      );
    case "value":
      return narrowed(placedAt(meaning.value, first), scope);
    case "constant": {
      const { of, value, type } = meaning;
      return narrowed({ kind: "constant", of, value, type, start, end }, scope);
    }
    case "function":
    case "group":
      scope.report(diagnostic("OS2018", first, { name: first.text, what: meaning.kind }));
      return undefined;
    case "previous":
    case "event":
      return outside(meaning.kind, reference, first, scope);
    case "now":
    case "today":
      return { kind: meaning.kind, type: meaning.type, start, end };
  }
}

/** The item as it was before, or what an event brought: only some blocks know them, and only their parts are values. */
function outside(
  kind: "previous" | "event",
  reference: Reference,
  first: Name,
  scope: RuleScope,
): CheckedExpression | undefined {
  const before = scope.previous && scope.entity !== undefined ? itemType(scope.entity.name) : undefined;
  const type = kind === "event" ? scope.event : before;
  if (type === undefined) {
    scope.report(diagnostic("OS2022", first, { name: kind }));
    return undefined;
  }
  if (reference.path.length === 1) {
    const known = memberNames(type, scope.world.schema);
    scope.report(diagnostic("OS2019", first, { name: kind, known }));
    return undefined;
  }
  return { kind, path: [], type, start: first.start, end: first.end };
}

/**
 * What a name, or a path of names, stands for.
 *
 * @param expected the type its place asks for, by which an option or a user without quotes is recognised
 */
export function resolve(reference: Reference, scope: RuleScope, expected?: Type): CheckedExpression {
  const { path } = reference;
  const [first] = path;
  let value = first && startOf(reference, first, scope, expected);
  for (let index = 1; index < path.length && value !== undefined; index += 1) {
    const name = path[index];
    value = name && follow(value, name, scope);
  }
  return value ?? { kind: "broken", type: unknownType, start: reference.start, end: reference.end };
}
