import { diagnostic, type FileDiagnostic } from "../diagnostics/diagnostic.ts";
import { emptySchema } from "../schema/format.ts";
import { type LoadedSchema, loadSchema } from "../schema/load.ts";
import type { ActionSignature, SignatureSet, TriggerSignature } from "../types/signatures.ts";
import { type Config, defaultConfig, loadConfig } from "./config.ts";
import type { Host } from "./host.ts";
import { readOwnSignatures } from "./own-signatures.ts";
import { inFile, join } from "./paths.ts";
import { readText } from "./read-text.ts";

/** A file of rules as text. */
export interface RulesFile {
  /** As people know it: relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** Everything a program is made from, and what went wrong in getting it. */
export interface Project {
  /** Absolute path of the project's folder. */
  readonly folder: string;
  readonly config: Config;
  readonly schema: LoadedSchema;
  readonly actions: readonly ActionSignature[];
  /** Events from outside; those of the engine itself are known to the language. */
  readonly triggers: readonly TriggerSignature[];
  readonly files: readonly RulesFile[];
  readonly diagnostics: readonly FileDiagnostic[];
}

/** What to load. */
export type ProjectRequest =
  /** A folder with an `onstage.json`; `only` names the files or patterns of rules to look at. */
  | { readonly kind: "folder"; readonly folder: string; readonly only?: readonly string[] }
  /** Files without a project, against a schema. Paths are relative to the folder. */
  | {
      readonly kind: "files";
      readonly folder: string;
      readonly files: readonly string[];
      readonly schema: string;
    };

function readRules(
  request: ProjectRequest,
  config: Config,
  host: Host,
): { readonly files: readonly RulesFile[]; readonly diagnostics: readonly FileDiagnostic[] } {
  const patterns = request.kind === "files" ? request.files : (request.only ?? config.rules);
  const paths = patterns.flatMap((pattern) => {
    const isPattern = /[*?[{]/.test(pattern) && !host.read(join(request.folder, pattern)).ok;
    return isPattern ? host.find(request.folder, [pattern]) : [pattern];
  });
  if (paths.length === 0) {
    const found = diagnostic("OS5007", { start: 0, end: 0 }, { patterns });
    return { files: [], diagnostics: [{ ...found, file: "onstage.json" }] };
  }
  const files: RulesFile[] = [];
  const diagnostics: FileDiagnostic[] = [];
  for (const path of new Set(paths)) {
    const read = readText(path, host.read(join(request.folder, path)));
    if (read.ok) files.push({ path, text: read.text });
    else diagnostics.push(inFile(path)(read.diagnostic));
  }
  return { files, diagnostics };
}

/** What is left where there is no project: one sentence, and not a second about its schema and its rules. */
function withoutProject(folder: string): Project {
  const found = diagnostic("OS5201", { start: 0, end: 0 }, { folder });
  const schema: LoadedSchema = { text: "", schema: emptySchema, usable: false, diagnostics: [] };
  const diagnostics = [{ ...found, file: "onstage.json" }];
  return { folder, config: defaultConfig, schema, actions: [], triggers: [], files: [], diagnostics };
}

/**
 * Reads everything that a program is made from. Whatever is missing or wrong is a diagnostic, and the rest is read.
 *
 * @param request the folder of a project, or single files and their schema
 * @param library the actions and events that come with Onstage
 * @param host how to reach files
 */
export async function loadProject(
  request: ProjectRequest,
  library: SignatureSet,
  host: Host,
): Promise<Project> {
  const { folder } = request;
  const diagnostics: FileDiagnostic[] = [];
  let config = defaultConfig;
  if (request.kind === "files") config = { ...defaultConfig, schema: request.schema, rules: request.files };
  else {
    const bytes = host.read(join(folder, "onstage.json"));
    if (!bytes.ok && bytes.problem.kind === "missing") return withoutProject(folder);
    const read = readText("onstage.json", bytes);
    if (read.ok) {
      const loaded = loadConfig(read.text);
      config = loaded.config;
      diagnostics.push(...loaded.diagnostics.map(inFile("onstage.json")));
      if (loaded.diagnostics.length > 0) return { ...withoutProject(folder), diagnostics };
    } else diagnostics.push(inFile("onstage.json")(read.diagnostic));
  }
  const schemaText = readText(config.schema, host.read(join(folder, config.schema)));
  const schema: LoadedSchema = schemaText.ok
    ? loadSchema(schemaText.text)
    : { text: "", schema: emptySchema, usable: false, diagnostics: [schemaText.diagnostic] };
  diagnostics.push(...schema.diagnostics.map(inFile(config.schema)));
  const rules = readRules(request, config, host);
  const { actions, triggers, ...own } = await readOwnSignatures(folder, config, library, host);
  diagnostics.push(...rules.diagnostics, ...own.diagnostics);
  return { folder, config, schema, actions, triggers, files: rules.files, diagnostics };
}
