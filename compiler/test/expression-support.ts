import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type ActionSignature,
  type CheckedExpression,
  createProgram,
  loadProject,
  type Parameter,
  type Program,
  printType,
  type Type,
} from "@onstage/compiler";
import { library, memoryHost } from "./support.ts";

/** The CRM schema of the documentation: it has a field of every type. */
export const schemaText = readFileSync(
  path.resolve(import.meta.dirname, "../../docs/diagnostics/crm.schema.json"),
  "utf8",
);

const config = JSON.stringify({
  schema: "crm.schema.json",
  rules: ["rules/*.rules"],
  timezone: "Europe/Berlin",
  rates: { USD: 0.9 },
});

function action(name: string, parameters: readonly Parameter[]): ActionSignature {
  return {
    name,
    module: "./actions/own.ts",
    file: "actions/own.ts",
    line: 1,
    parameters,
    result: { kind: "nothing" },
    repeatable: true,
    effects: { messagesClient: false },
  };
}

/** A parameter that has to be given. */
export const needed = (name: string, type: Type): Parameter => ({ name, type, optional: false });

/** Takes whatever it is given, so that an expression says by itself what it is. */
const take = action("take", [needed("value", { kind: "unknown" })]);

/** Rules against the schema of the documentation, with actions made for a test. */
export async function programOf(
  text: string,
  actions: Readonly<Record<string, readonly Parameter[]>> = {},
  schema: string = schemaText,
): Promise<Program> {
  const host = memoryHost({
    "/p/onstage.json": config,
    "/p/crm.schema.json": schema,
    "/p/rules/a.rules": text,
  });
  const own = Object.entries(actions).map(([name, parameters]) => action(name, parameters));
  const signatures = { ...library, actions: [...library.actions, take, ...own] };
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, signatures, host));
}

/** Findings about the expressions themselves, and not about what is declared around them, or about the whole funnel. */
const aboutExpressions = /^OS[12]|^OS3003|^OS3006/;

/** What was found in expressions, as code and marked text: `OS2108 amount == "x"`. */
export function shown(program: Program, text: string): readonly string[] {
  return program.diagnostics
    .filter((one) => aboutExpressions.test(one.code))
    .map((one) => `${one.code} ${text.slice(one.start, one.end)}`);
}

const inBlock = (rule: string, declarations: string): string =>
  `${declarations}on stage "New" in deals < ${rule} >`;

/** What an expression is checked to be, as the only argument of a rule. */
export async function checkedAs(expression: string, declarations = ""): Promise<CheckedExpression> {
  const text = inBlock(`take(${expression});`, declarations);
  const program = await programOf(text);
  const found = shown(program, text);
  if (found.length > 0)
    throw new Error(`${expression}: ${program.diagnostics[0]?.message} (${found.join("; ")})`);
  if (program.emit().length === 0) throw new Error(`${expression} was not written as TypeScript`);
  for (const { declaration } of program.files[0]?.declarations ?? []) {
    const value = declaration.kind === "block" ? declaration.block.rules[0]?.args[0]?.value : undefined;
    if (value !== undefined) return value;
  }
  throw new Error(`${expression} was not checked`);
}

/** The type of an expression, as code writes it. */
export async function typeOf(expression: string, declarations = ""): Promise<string> {
  return printType((await checkedAs(expression, declarations)).type);
}

/** What is found in an expression, as code and marked text. */
export async function foundIn(expression: string, declarations = ""): Promise<readonly string[]> {
  const text = inBlock(`take(${expression});`, declarations);
  return shown(await programOf(text), text);
}

/** What is found in a rule, as code and marked text. */
export async function foundInRule(
  rule: string,
  actions: Readonly<Record<string, readonly Parameter[]>> = {},
): Promise<readonly string[]> {
  const text = inBlock(rule, "");
  return shown(await programOf(text, actions), text);
}

/** A rule with the first fix of its first finding made. */
export async function mended(rule: string, index = 0): Promise<string> {
  const text = inBlock(rule, "");
  const [first] = (await programOf(text)).diagnostics;
  const fix = first?.fixes[index];
  if (fix === undefined) throw new Error(`nothing mends ${rule}`);
  const edits = fix.edits().toSorted((a, b) => b.start - a.start);
  const after = edits.reduce(
    (done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end),
    text,
  );
  return after.slice('on stage "New" in deals < '.length, -" >".length);
}

/** What is said about a rule. */
export async function saidOf(rule: string): Promise<readonly string[]> {
  const program = await programOf(inBlock(rule, ""));
  return program.diagnostics.flatMap((one) => [one.message, one.help]);
}
