import { diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Name, Reference, Span } from "../syntax/tree.ts";
import { describeType, optional, plain, present, type Type, unknownType } from "../types/types.ts";
import type { CheckedExpression, PathStep } from "./checked.ts";
import { withParts } from "./elsewhere.ts";
import { isKnown, keyOf, stepKey } from "./known.ts";
import { titlesOf } from "./literals.ts";
import { memberNames, memberOf } from "./members.ts";
import { partOf } from "./parts.ts";
import { quoted } from "./quoted.ts";
import type { Meaning, RuleScope } from "./scope.ts";
import { nearFix, reportFormerField } from "./suggestions.ts";

/** What people write for “nothing” in other languages. The rules have no word for it. */
const wordsForNothing: ReadonlySet<string> = new Set([
  "null",
  "none",
  "nil",
  "undefined",
  "nothing",
  "empty",
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

/** What a name stands for by itself. */
export function meaningOf(name: string, scope: RuleScope): NameMeaning | undefined {
  const declared = scope.names(name);
  if (declared !== undefined) return declared;
  if (scope.entity !== undefined) {
    const field = memberOf({ kind: "item", entity: scope.entity.name }, name, scope.world.schema);
    if (field !== undefined) return { kind: "field", name: field.name, type: field.type };
  }
  if (name === "previous" || name === "event") return { kind: name };
  const type = builtIn.get(name);
  if (type !== undefined && (name === "now" || name === "today")) return { kind: name, type };
  return undefined;
}

/** All names that stand for something, for “did you mean”. */
function namesIn(scope: RuleScope): readonly string[] {
  const fields =
    scope.entity === undefined
      ? []
      : memberNames({ kind: "item", entity: scope.entity.name }, scope.world.schema);
  return [...scope.declared(), ...fields, ...builtIn.keys()];
}

const broken = (span: Span): CheckedExpression => ({
  kind: "broken",
  type: unknownType,
  start: span.start,
  end: span.end,
});

/** Reports a name that stands for nothing. An option or a user may have been written without its quotes. */
function reportUnknown(name: Name, isWhole: boolean, expected: Type | undefined, scope: RuleScope): void {
  const item = scope.entity?.entity.item;
  if (wordsForNothing.has(name.text.toLowerCase())) {
    const help = "ask whether there is a value: `x is empty`, or `x is set`";
    scope.report(diagnostic("OS2007", name, { name: name.text, item, near: undefined, help }));
    return;
  }
  const title =
    isWhole && expected !== undefined ? didYouMeanName(name.text, titlesOf(expected, scope)) : undefined;
  const near = title === undefined ? didYouMeanName(name.text, namesIn(scope)) : quoted(title);
  scope.report(diagnostic("OS2007", name, { name: name.text, item, near }, nearFix(near, name)));
}

/** Gives a value, and everything in it, the place of the name that it stands for. */
function placedAt(value: CheckedExpression, span: Span): CheckedExpression {
  return { ...withParts(value, (part) => placedAt(part, span)), start: span.start, end: span.end };
}

/** A path as far as it has been followed: what it starts from, the steps behind that, and the type they lead to. */
interface Walk {
  readonly base: CheckedExpression;
  readonly steps: readonly PathStep[];
  readonly type: Type;
  readonly key: string | undefined;
}

function narrowed(type: Type, key: string | undefined, scope: RuleScope): Type {
  return key !== undefined && type.kind === "optional" && isKnown(scope.known, key) ? present(type) : type;
}

/** The value that a path leads to. */
function valueAt({ base, steps, type }: Walk, span: Span): CheckedExpression {
  const place = { type, start: span.start, end: span.end };
  switch (base.kind) {
    case "field":
    case "previous":
    case "event":
    case "result":
    case "parameter":
      return { ...base, path: [...base.path, ...steps], ...place };
    default:
      return steps.length === 0
        ? { ...base, ...place }
        : { kind: "member", operand: base, path: steps, ...place };
  }
}

/** Takes one more step of a path; undefined where it leads to nothing, which is reported. */
function step(walk: Walk, name: Name, scope: RuleScope): Walk | undefined {
  const owner = present(walk.type);
  if (owner.kind === "unknown") return undefined;
  const ownerMayBeMissing = walk.type.kind === "optional";
  const typed = (type: Type): Type => (ownerMayBeMissing ? optional(type) : type);
  const member = memberOf(owner, name.text, scope.world.schema);
  if (member !== undefined) {
    if (member.name !== name.text) reportFormerField(name, member.name, scope);
    const one = { name: member.name, ownerMayBeMissing };
    const key = walk.key === undefined ? undefined : stepKey(walk.key, [one]);
    return { ...walk, steps: [...walk.steps, one], type: narrowed(typed(member.type), key, scope), key };
  }
  const found = partOf(owner, name.text);
  if (found !== undefined) {
    const operand = valueAt(walk, { start: walk.base.start, end: name.start });
    const part: CheckedExpression = {
      kind: "part",
      part: found.part,
      operand,
      type: typed(found.type),
      start: operand.start,
      end: name.end,
    };
    const key = keyOf(part);
    return { base: part, steps: [], type: narrowed(part.type, key, scope), key };
  }
  const known = memberNames(owner, scope.world.schema);
  const near = didYouMeanName(name.text, known);
  const words = { name: name.text, owner: describeType(owner), near, known };
  scope.report(diagnostic("OS2008", name, words, nearFix(near, name)));
  return undefined;
}

/** What a path starts from; undefined where that means nothing, which is reported. */
function startOf(
  reference: Reference,
  first: Name,
  scope: RuleScope,
  expected: Type | undefined,
): Walk | undefined {
  const isWhole = reference.path.length === 1;
  const place = { start: first.start, end: first.end };
  const from = (base: CheckedExpression): Walk => {
    const key = keyOf(base);
    return { base, steps: [], type: narrowed(base.type, key, scope), key };
  };
  const meaning = meaningOf(first.text, scope);
  switch (meaning?.kind) {
    case undefined:
      reportUnknown(first, isWhole, expected, scope);
      return undefined;
    case "broken":
      return undefined;
    case "field": {
      if (meaning.name !== first.text) reportFormerField(first, meaning.name, scope);
      const path = [{ name: meaning.name, ownerMayBeMissing: false }];
      return from({ kind: "field", path, type: meaning.type, ...place });
    }
    case "result":
      return from({ kind: "result", rule: meaning.rule, path: [], type: meaning.type, ...place });
    case "parameter":
      return from({ kind: "parameter", name: first.text, path: [], type: meaning.type, ...place });
    case "value":
      return from(placedAt(meaning.value, first));
    case "constant":
      return from({ kind: "constant", of: meaning.of, value: meaning.value, type: meaning.type, ...place });
    case "function":
    case "group":
      scope.report(diagnostic("OS2018", first, { name: first.text, what: meaning.kind }));
      return undefined;
    case "previous":
    case "event":
      return outside(meaning.kind, reference, first, scope);
    case "now":
    case "today":
      return {
        base: { kind: meaning.kind, type: meaning.type, ...place },
        steps: [],
        type: meaning.type,
        key: undefined,
      };
  }
}

/** The item as it was before, or what an event brought: only some blocks know them, and only their parts are values. */
function outside(
  kind: "previous" | "event",
  reference: Reference,
  first: Name,
  scope: RuleScope,
): Walk | undefined {
  const type: Type | undefined =
    kind === "event"
      ? scope.event
      : scope.previous && scope.entity !== undefined
        ? { kind: "item", entity: scope.entity.name }
        : undefined;
  if (type === undefined) {
    scope.report(diagnostic("OS2022", first, { name: kind }));
    return undefined;
  }
  if (reference.path.length === 1) {
    const known = memberNames(type, scope.world.schema);
    scope.report(diagnostic("OS2019", first, { name: kind, known }));
    return undefined;
  }
  const base: CheckedExpression = { kind, path: [], type, start: first.start, end: first.end };
  // Two words: no field can be called so.
  return { base, steps: [], type, key: `${kind} ` };
}

/**
 * What a name, or a path of names, stands for.
 *
 * @param expected the type its place asks for, by which an option or a user without quotes is recognised
 */
export function resolve(reference: Reference, scope: RuleScope, expected?: Type): CheckedExpression {
  const [first, ...rest] = reference.path;
  if (first === undefined) return broken(reference);
  let walk = startOf(reference, first, scope, expected);
  for (const name of rest) {
    if (walk === undefined) return broken(reference);
    walk = step(walk, name, scope);
  }
  return walk === undefined ? broken(reference) : valueAt(walk, reference);
}
