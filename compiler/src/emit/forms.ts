import type { CheckedDeclaration, DeclaredName, PlacedDeclaration } from "../check/checked.ts";
import { unknownType } from "../types/types.ts";
import { emitExpression } from "./expressions.ts";
import { keyOf } from "./names.ts";
import type { ExpressionScope, Form } from "./scope.ts";

/** A checked file, as the emitter takes it. */
export interface RulesToEmit {
  /** Path in the project, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly declarations: readonly PlacedDeclaration[];
}

/** How the constants and functions of a whole program are written. */
export type Forms = (of: DeclaredName) => Form;

interface Found {
  readonly value: boolean;
  readonly parameters: Form["parameters"];
  readonly needs: readonly string[];
}

function nameOf(declaration: CheckedDeclaration): string | undefined {
  if (declaration.kind === "const") return declaration.constant.name;
  return declaration.kind === "function" ? declaration.function.name : undefined;
}

/** What a constant or a function stands on, found out by writing it down once. */
function lookInto(
  file: RulesToEmit,
  offset: number,
  declaration: CheckedDeclaration,
): Found & { looks: boolean } {
  const needs = new Set<string>();
  let looks = false;
  const form: Form = { value: false, looks: false, parameters: [] };
  const scope: ExpressionScope = {
    origin: { file: file.path, source: file.text, offset },
    use: (helper) => helper,
    looking: () => {
      looks = true;
      return "s";
    },
    keep: (_wanted, code) => code,
    declared: (of) => {
      needs.add(keyOf(of));
      return { code: of.name, form };
    },
    resultType: () => unknownType,
    eventType: unknownType,
    schema: () => "schema",
  };
  if (declaration.kind === "function") emitExpression(declaration.function.body, scope);
  else if (declaration.kind === "const") emitExpression(declaration.constant.value, scope);
  const value = declaration.kind === "const" && !looks && needs.size === 0;
  const parameters =
    declaration.kind === "function" ? declaration.function.parameters.map((one) => one.type) : [];
  return { value, parameters, needs: [...needs], looks };
}

/**
 * Finds out how each constant and function is written. One that stands on nothing but literals is a value. One that
 * stands on others is a function, so that it does not matter in which order files are loaded, and one that depends on
 * the moment of looking, directly or not, takes the scope.
 */
export function formsOf(files: readonly RulesToEmit[]): Forms {
  const found = new Map<string, Found>();
  const users = new Map<string, string[]>();
  const looking: string[] = [];
  for (const file of files) {
    for (const { offset, declaration } of file.declarations) {
      const name = nameOf(declaration);
      if (name === undefined) continue;
      const key = keyOf({ file: file.path, name });
      const { looks, ...one } = lookInto(file, offset, declaration);
      found.set(key, one);
      if (looks) looking.push(key);
      for (const need of one.needs) users.set(need, [...(users.get(need) ?? []), key]);
    }
  }
  const looks = new Set(looking);
  for (let key = looking.pop(); key !== undefined; key = looking.pop()) {
    for (const user of users.get(key) ?? []) {
      if (looks.has(user)) continue;
      looks.add(user);
      looking.push(user);
    }
  }
  return (of) => {
    const key = keyOf(of);
    const one = found.get(key);
    return { value: one?.value ?? false, looks: looks.has(key), parameters: one?.parameters ?? [] };
  };
}
