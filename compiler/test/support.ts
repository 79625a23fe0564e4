import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  createProgram,
  type FileDiagnostic,
  type Host,
  loadProject,
  noSignatures,
  type Program,
  type SignatureSet,
} from "@onstage/compiler";
import { readSignatures } from "@onstage/compiler/signatures";

const root = path.resolve(import.meta.dirname, "..", "..");
const stdlib = path.join(root, "stdlib", "src");

/** The actions and events of the standard library, read from their source once for a test file. */
export const library: SignatureSet = readSignatures(
  globSync("{actions,triggers}/*.ts", { cwd: stdlib })
    .toSorted()
    .filter((file) => path.basename(file) !== "index.ts")
    .map((file) => {
      const folder = path.dirname(file);
      const module = `@onstage/stdlib/${folder}`;
      const shown = `${module}/${path.basename(file, ".ts")}`;
      return {
        path: path.join(stdlib, file),
        module,
        shown,
        holds: folder === "triggers" ? "event" : "action",
      };
    }),
);

/** The CRM schema of the payments example. */
export const schemaText = readFileSync(path.join(root, "examples", "payments", "crm.schema.json"), "utf8");

/** A host over files in memory. A value that is no text stands for a problem with the file. */
export function memoryHost(files: Readonly<Record<string, string | Uint8Array>>): Host {
  return {
    read: (file) => {
      const content = files[file];
      if (content === undefined) return { ok: false, problem: { kind: "missing" } };
      return { ok: true, bytes: typeof content === "string" ? new TextEncoder().encode(content) : content };
    },
    find: (folder, patterns) =>
      Object.keys(files)
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1))
        .filter((file) => patterns.some((pattern) => path.matchesGlob(file, pattern))),
    signatures: async () => noSignatures,
  };
}

const config = JSON.stringify({
  schema: "crm.schema.json",
  rules: ["rules/*.rules"],
  timezone: "Europe/Berlin",
});

/** A program of files in memory, against the schema of the payments example. */
export async function programOf(
  rules: string | Readonly<Record<string, string>>,
  schema: string = schemaText,
): Promise<Program> {
  const named = typeof rules === "string" ? { "rules/pay.rules": rules } : rules;
  const files = Object.fromEntries(Object.entries(named).map(([name, text]) => [`/p/${name}`, text]));
  const host = memoryHost({ ...files, "/p/onstage.json": config, "/p/crm.schema.json": schema });
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, library, host));
}

/** What was found in one file of rules, as code and marked text: `OS2003 "Wait"`. */
export async function found(text: string, schema?: string): Promise<readonly string[]> {
  const program = await programOf(text, schema);
  return program.diagnostics.map((one) => `${one.code} ${text.slice(one.start, one.end)}`);
}

/** The first finding of a text; the test fails where there is none. */
export async function firstFound(text: string): Promise<FileDiagnostic> {
  const [first] = (await programOf(text)).diagnostics;
  if (first === undefined) throw new Error("nothing was found");
  return first;
}

/** A rule put into a block of the payments example. */
export const inBlock = (rules: string): string => `on stage "Wait for payment" in deals <\n${rules}\n>\n`;

/** The user's line, by which everything is judged. */
export const theLine =
  'on stage "Wait for payment" in deals < let link = createPaymentLink(); after previous sendEmail(link) when amount > 50000 >';
