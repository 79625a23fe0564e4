import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { NamedEntity } from "../schema/lookups.ts";
import type { Name, Reference } from "../syntax/tree.ts";
import { describeType, fieldType, optional, plain, present, type Type, unknownType } from "../types/types.ts";
import type { CheckedExpression, PathStep, Place } from "./checked.ts";
import type { Report, World } from "./context.ts";

/** What names mean inside one rule. */
export interface RuleScope {
  readonly world: World;
  readonly entity: NamedEntity;
  readonly places: readonly Place[];
  /** What `let` names hold, by name. */
  readonly results: ReadonlyMap<string, Type>;
  /** Paths that the condition has shown to have a value. */
  readonly known: ReadonlySet<string>;
  readonly report: Report;
}

/** A path as it stands in `known`. */
export function pathText(path: readonly { readonly name: string }[] | readonly Name[]): string {
  return path.map((step) => ("text" in step ? step.text : step.name)).join(".");
}

/** The parts of a value that can be named behind a dot. */
function membersOf(type: Type, world: World): ReadonlyMap<string, Type> {
  switch (type.kind) {
    case "item": {
      const entity = world.schema.entities[type.entity];
      const fields = Object.entries(entity?.fields ?? {}).map(
        ([name, field]) => [name, fieldType(name, field)] as const,
      );
      return new Map<string, Type>([["id", plain("Integer")], ...fields]);
    }
    case "record":
      return new Map(Object.entries(type.fields));
    case "plain":
      if (type.name === "User") {
        return new Map<string, Type>([
          ["id", plain("Integer")],
          ["name", plain("Text")],
          ["email", optional(plain("Email"))],
        ]);
      }
      return new Map();
    default:
      return new Map();
  }
}

interface Walked {
  readonly steps: readonly PathStep[];
  readonly type: Type;
}

/** Follows the names of a path behind its first. */
function follow(start: Walked, names: readonly Name[], scope: RuleScope): Walked | undefined {
  let { steps, type } = start;
  for (const name of names) {
    const narrowed = scope.known.has(pathText(steps)) ? present(type) : type;
    const owner = present(narrowed);
    if (owner.kind === "unknown") return undefined;
    const members = membersOf(owner, scope.world);
    const member = members.get(name.text);
    if (member === undefined) {
      const near = didYouMeanName(name.text, members.keys());
      const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, name, near, false)];
      const known = [...members.keys()];
      scope.report(
        diagnostic("OS2008", name, { name: name.text, owner: describeType(owner), near, known }, fixes),
      );
      return undefined;
    }
    const ownerMayBeMissing = narrowed.kind === "optional";
    steps = [...steps, { name: name.text, ownerMayBeMissing }];
    type = ownerMayBeMissing ? optional(member) : member;
  }
  return { steps, type };
}

/** What a name, or a path of names, stands for. */
export function resolve(reference: Reference, scope: RuleScope): CheckedExpression {
  const span = { start: reference.start, end: reference.end };
  const broken: CheckedExpression = { kind: "broken", type: unknownType, ...span };
  const [first, ...rest] = reference.path;
  if (first === undefined) return broken;
  const result = scope.results.get(first.text);
  const { item } = scope.entity.entity;
  const field = membersOf({ kind: "item", entity: scope.entity.name }, scope.world).get(first.text);
  const type = result ?? field;
  if (type === undefined) {
    const known = [...scope.results.keys(), ...Object.keys(scope.entity.entity.fields)];
    const near = didYouMeanName(first.text, known);
    const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, first, near, false)];
    const isNothing = ["null", "none", "nil", "undefined", "nothing"].includes(first.text.toLowerCase());
    const words = isNothing ? { help: "ask whether there is a value: `x is empty`, or `x is set`" } : {};
    scope.report(
      diagnostic("OS2007", first, { name: first.text, item, near, ...words }, isNothing ? [] : fixes),
    );
    return broken;
  }
  const walked = follow({ steps: [{ name: first.text, ownerMayBeMissing: false }], type }, rest, scope);
  if (walked === undefined) return broken;
  const narrowed = scope.known.has(pathText(walked.steps)) ? present(walked.type) : walked.type;
  return result === undefined
    ? { kind: "field", path: walked.steps, type: narrowed, ...span }
    : { kind: "result", rule: first.text, path: walked.steps.slice(1), type: narrowed, ...span };
}
