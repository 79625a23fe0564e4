import type { ErrorObject, ValidateFunction } from "ajv";
import {
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { didYouMeanName } from "../near.ts";
import type { Span } from "../syntax/tree.ts";

/** JSON with the place of every value in its text. */
export interface JsonText {
  readonly value: unknown;
  /** Where the value at a path stands, or its nearest owner that exists. */
  readonly placeOf: (path: readonly (string | number)[]) => Span;
  /** Where the name of a value stands; that of the value where it has none. */
  readonly nameOf: (path: readonly (string | number)[]) => Span;
}

export type JsonResult =
  | { readonly ok: true; readonly json: JsonText }
  | { readonly ok: false; readonly reason: string; readonly span: Span };

const reasons: Readonly<Record<string, string>> = {
  InvalidSymbol: "this word has no place in JSON",
  InvalidNumberFormat: "this is no number",
  PropertyNameExpected: 'a name in `"` is expected here',
  ValueExpected: "a value is missing here",
  ColonExpected: "a `:` is missing here",
  CommaExpected: "a `,` is missing here",
  CloseBraceExpected: "a `}` is missing here",
  CloseBracketExpected: "a `]` is missing here",
  EndOfFileExpected: "the text goes on behind its end",
  UnexpectedEndOfString: 'this text lacks its closing `"`',
  InvalidCommentToken: "JSON has no comments",
};

/** How deep lists and objects may lie in each other: nothing that is read here needs more. */
const deepest = 100;

/** Where a text is nested too deep to be read. */
function tooDeep(text: string): Span | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const sign = scanner.getTokenLength() === 1 ? text[start] : undefined;
    if (sign === "{" || sign === "[") depth += 1;
    if (sign === "}" || sign === "]") depth -= 1;
    if (depth > deepest) return { start, end: start + 1 };
  }
  return undefined;
}

/** A name that an object has twice: only the last would count, and nobody would see it. */
function doubledName(tree: Node): Node | undefined {
  const names = new Set<unknown>();
  for (const child of tree.children ?? []) {
    const name = child.type === "property" ? child.children?.[0] : undefined;
    if (name !== undefined && names.has(name.value)) return name;
    if (name !== undefined) names.add(name.value);
    const inside = doubledName(child);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** Reads JSON. What is wrong is answered in words, with its place; nothing is thrown. */
export function readJson(text: string): JsonResult {
  const deep = tooDeep(text);
  if (deep !== undefined) {
    return { ok: false, reason: `it is nested deeper than ${deepest} levels`, span: deep };
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text.replace(/^\uFEFF/, " "), errors, {
    disallowComments: true,
    allowTrailingComma: false,
  });
  const [error] = errors;
  if (error !== undefined || tree === undefined) {
    const start = Math.min(error?.offset ?? 0, Math.max(0, text.length - 1));
    const reason =
      error === undefined ? "it is empty" : (reasons[printParseErrorCode(error.error)] ?? "it is cut off");
    return {
      ok: false,
      reason,
      span: { start, end: Math.min(text.length, start + Math.max(1, error?.length ?? 1)) },
    };
  }
  const doubled = doubledName(tree);
  if (doubled !== undefined) {
    const span = { start: doubled.offset, end: doubled.offset + doubled.length };
    return { ok: false, reason: `\`${String(doubled.value)}\` stands twice in one object`, span };
  }
  const place = (node: Node): Span => ({ start: node.offset, end: node.offset + node.length });
  const placeOf = (path: readonly (string | number)[]): Span => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = findNodeAtLocation(tree, path.slice(0, length));
      if (node !== undefined) return place(node);
    }
    return { start: tree.offset, end: Math.min(tree.offset + tree.length, tree.offset + 1) };
  };
  const nameOf = (path: readonly (string | number)[]): Span => {
    const owner = findNodeAtLocation(tree, [...path])?.parent;
    const name = owner?.type === "property" ? owner.children?.[0] : undefined;
    return name === undefined ? placeOf(path) : place(name);
  };
  return { ok: true, json: { value: getNodeValue(tree), placeOf, nameOf } };
}

/** Something that a value lacks or has too much, in words. */
export interface ShapeProblem {
  /** `entities.deals.fields.amount` */
  readonly path: string;
  readonly problem: string;
  readonly span: Span;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object `{ … }`",
  array: "a list `[ … ]`",
};

function text(value: unknown): string {
  return String(value);
}

function describe(error: ErrorObject): string {
  const parameters: Record<string, unknown> = error.params;
  switch (error.keyword) {
    case "required":
      return `\`${text(parameters.missingProperty)}\` is missing`;
    case "additionalProperties": {
      const known = Object.keys(
        (error.parentSchema?.properties as Record<string, unknown> | undefined) ?? {},
      );
      const near = didYouMeanName(text(parameters.additionalProperty), known);
      const hint = near === undefined ? `known are ${known.join(", ")}` : `did you mean \`${near}\`?`;
      return `\`${text(parameters.additionalProperty)}\` is not known here; ${hint}`;
    }
    case "enum":
      return `it has to be one of ${(parameters.allowedValues as readonly unknown[]).map(text).join(", ")}`;
    case "type": {
      const types = [parameters.type].flat().map((type) => typeNames[text(type)] ?? text(type));
      return `it has to be ${types.join(" or ")}`;
    }
    case "minItems":
    case "minProperties":
    case "minLength":
      return "it must not be empty";
    case "minimum":
      return `it has to be at least ${text(parameters.limit)}`;
    case "propertyNames":
      return `\`${text(parameters.propertyName)}\` cannot be a name here: letters, digits and \`_\`, and none of the names that every item has (id, stage, pipeline, visits)`;
    case "pattern": {
      const form: unknown = error.parentSchema?.form;
      return typeof form === "string"
        ? `it has to be ${form}`
        : `it does not have the form \`${text(parameters.pattern)}\``;
    }
    default:
      return error.message ?? "it is wrong";
  }
}

/** Compares JSON with a JSON Schema, and says what is wrong in words, each with its place. */
export function shapeProblems(json: JsonText, validate: ValidateFunction): readonly ShapeProblem[] {
  if (validate(json.value)) return [];
  const seen = new Set<string>();
  return (validate.errors ?? [])
    .filter((error) => error.keyword !== "if" && error.propertyName === undefined)
    .flatMap((error) => {
      const path = error.instancePath
        .split("/")
        .slice(1)
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
      const extra: unknown = error.params.additionalProperty ?? error.params.propertyName;
      const place =
        typeof extra === "string" ? json.nameOf([...indexed(path), extra]) : json.placeOf(indexed(path));
      const shown = path.join(".") || "the top level";
      const key = `${shown} ${error.keyword} ${JSON.stringify(error.params)}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ path: shown, problem: describe(error), span: place }];
    });
}

function indexed(path: readonly string[]): readonly (string | number)[] {
  return path.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
