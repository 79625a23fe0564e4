import type { PathStep } from "../check/checked.ts";
import { is, isTextLike, plain, present, type Type, unknownType } from "../types/types.ts";
import { type Code, call } from "./code.ts";
import { key, literal, member, optionalMember } from "./literals.ts";
import type { ExpressionScope } from "./scope.ts";

/** What every object answers to, whether it holds it or not. */
const ofEveryObject = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A part of an object of JSON: only what it holds itself. */
function part(owner: Code, name: string, isThere: boolean, scope: ExpressionScope): Code {
  if (ofEveryObject.has(name)) return call(scope.use("own"), [owner, literal(name)]);
  return [owner, isThere ? member(name) : optionalMember(name)];
}

/** The type of what a name leads to, from a value of JSON. */
function partType(owner: Type, name: string): Type {
  if (owner.kind === "record") {
    return Object.hasOwn(owner.fields, name) ? present(owner.fields[name] ?? unknownType) : unknownType;
  }
  return plain(name === "id" ? "Integer" : "Text");
}

/** What reads a value of a type, as a function. */
function reader(type: Type, scope: ExpressionScope): Code {
  const one = present(type);
  const helper = is(one, "User", "Stage") ? undefined : helperFor(one, scope);
  return helper ?? ["(one: unknown) => ", readJson("one", one, scope)];
}

function helperFor(type: Type, scope: ExpressionScope): string | undefined {
  if (type.kind !== "plain") return undefined;
  if (isTextLike(type)) return scope.use("textFrom");
  switch (type.name) {
    case "Number":
    case "Integer":
      return scope.use("numberFrom");
    case "Boolean":
      return scope.use("flagFrom");
    case "Date":
      return scope.use("dateFrom");
    case "DateTime":
      return scope.use("momentFrom");
    case "Time":
      return scope.use("timeFrom");
    case "Money":
      return scope.use("moneyFrom");
    case "Duration":
      return scope.use("durationFrom");
    default:
      return scope.use("textFrom");
  }
}

/** A value of JSON as one of the language. */
export function readJson(code: Code, type: Type, scope: ExpressionScope): Code {
  switch (type.kind) {
    case "plain":
      if (type.name === "User") return call(scope.use("userFrom"), [code, scope.schema()]);
      if (type.name === "Stage") return call(scope.use("stageFrom"), [code, scope.looking()]);
      return call(helperFor(type, scope) ?? scope.use("textFrom"), [code]);
    case "option":
      return call(scope.use("textFrom"), [code]);
    case "choice":
      return call(scope.use("choiceFrom"), [code, ["[", type.texts.map(literal).join(", "), "]"]]);
    case "optional":
      return readJson(code, type.of, scope);
    case "list":
      return call(scope.use("listFrom"), [code, reader(type.of, scope)]);
    case "record": {
      const fields = Object.entries(type.fields).map(
        ([name, of]): Code => [`${key(name)}: `, reader(of, scope)],
      );
      const separated = fields.flatMap((field, index) => (index === 0 ? [field] : [", ", field]));
      return call(scope.use("recordFrom"), [code, ["{ ", separated, " }"]]);
    }
    case "union":
      return type.of.every(isTextLike) ? call(scope.use("textFrom"), [code]) : [code, " ?? undefined"];
    default:
      return [code, " ?? undefined"];
  }
}

/**
 * Follows names through JSON. A user is looked up as soon as one is reached.
 *
 * @param isThere whether what it starts from is always there
 */
export function readPath(
  start: Code,
  type: Type,
  path: readonly PathStep[],
  isThere: boolean,
  scope: ExpressionScope,
): { readonly code: Code; readonly type: Type; readonly isRead: boolean } {
  let code = start;
  let reached = present(type);
  let isRead = false;
  for (const [index, { name }] of path.entries()) {
    if (reached.kind === "plain" && reached.name === "User") {
      if (!isRead) code = readJson(code, reached, scope);
      isRead = true;
      code = [code, optionalMember(name)];
      reached = name === "manager" ? reached : partType(reached, name);
    } else {
      code = part(code, name, isThere && index === 0, scope);
      reached = partType(reached, name);
    }
  }
  return { code, type: reached, isRead };
}
