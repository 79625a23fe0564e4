import { createProgram, type FileDiagnostic, loadProject, type Program } from "@onstage/compiler";
import { schemaText } from "./expression-support.ts";
import { library, memoryHost } from "./support.ts";

/** Files of rules by their path in the project: text, or bytes that are none. */
export type RulesFiles = Readonly<Record<string, string | Uint8Array>>;

const settings = { schema: "crm.schema.json", rules: ["rules/**/*.rules"], timezone: "Europe/Berlin" };

/** A program of rules, against the schema of the documentation. */
export async function programOf(
  rules: string | RulesFiles,
  more: Readonly<Record<string, unknown>> = {},
  schema: string = schemaText,
): Promise<Program> {
  const named = typeof rules === "string" ? { "rules/a.rules": rules } : rules;
  const files = Object.fromEntries(Object.entries(named).map(([name, text]) => [`/p/${name}`, text]));
  const config = JSON.stringify({ ...settings, ...more });
  const host = memoryHost({ ...files, "/p/onstage.json": config, "/p/crm.schema.json": schema });
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, library, host));
}

/** The same program with other texts, checked with what the older one knows. */
export function edited(before: Program, texts: Readonly<Record<string, string>>): Program {
  const files = before.project.files.map((file) => ({ ...file, text: texts[file.path] ?? file.text }));
  return createProgram({ ...before.project, files }, before);
}

/** Findings over the whole funnel have tests of their own. */
const isOfFunnel = ({ code }: FileDiagnostic): boolean => code >= "OS3010" && code < "OS3050";

/** What was found, as code and marked text: `OS2003 "Wait"`. */
export function shown(program: Program): readonly string[] {
  const texts = new Map(program.project.files.map((file) => [file.path, file.text]));
  return program.diagnostics
    .filter((one) => !isOfFunnel(one))
    .map((one) => `${one.code} ${texts.get(one.file)?.slice(one.start, one.end)}`);
}

/** What is found in rules. */
export async function found(rules: string | RulesFiles): Promise<readonly string[]> {
  return shown(await programOf(rules));
}

/** The one finding of rules; the test fails where there is none, or another. */
export async function onlyFound(rules: string | RulesFiles): Promise<FileDiagnostic> {
  const { diagnostics } = await programOf(rules);
  const [first, ...others] = diagnostics.filter((one) => !isOfFunnel(one));
  if (first === undefined) throw new Error("nothing was found");
  if (others.length > 0) throw new Error(`found as well: ${others.map((one) => one.message).join("; ")}`);
  return first;
}

/** The text of a file after the first fix of a finding. */
export function mended(text: string, found: FileDiagnostic): string {
  const edits = found.fixes[0]?.edits().toSorted((a, b) => b.start - a.start) ?? [];
  return edits.reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
}

/** Rules in a block of deals that enter “New”. */
export const inNew = (rules: string): string => `on stage "New" in deals <\n${rules}\n>\n`;
