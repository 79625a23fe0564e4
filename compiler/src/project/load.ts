import { diagnostic, type FileDiagnostic } from "../diagnostics/diagnostic.ts";
import { emptySchema } from "../schema/format.ts";
import { type LoadedSchema, loadSchema } from "../schema/load.ts";
import type { ActionSignature, SignatureSet, TriggerSignature } from "../types/signatures.ts";
import { type Config, defaultConfig, loadConfig } from "./config.ts";
import type { Host } from "./host.ts";
import { limitProblems } from "./limits.ts";
import { readOwnSignatures } from "./own-signatures.ts";
import { inFile, join } from "./paths.ts";
import { type RulesFile, readRules } from "./read-rules.ts";
import { readText } from "./read-text.ts";

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
  /** Files that are there for the sake of others: nobody asked what is wrong in them. */
  readonly unasked: ReadonlySet<string>;
  /** False where only some of the project's files are there: rules in others could concern these. */
  readonly isWhole: boolean;
  readonly diagnostics: readonly FileDiagnostic[];
}

/** What to load. */
export type ProjectRequest =
  /**
   * A folder with an `onstage.json`. `only` names the files or patterns of rules to tell of; the others are looked at as
   * well. `rules` names what is loaded in place of what the configuration says, with what it imports.
   */
  | {
      readonly kind: "folder";
      readonly folder: string;
      readonly only?: readonly string[];
      readonly rules?: readonly string[];
    }
  /** Files without a project, against a schema, and what they import. Paths are relative to the folder. */
  | {
      readonly kind: "files";
      readonly folder: string;
      readonly files: readonly string[];
      readonly schema: string;
    };

/** What is left where there is no project: one sentence, and not a second about its schema and its rules. */
function withoutProject(folder: string): Project {
  const found = diagnostic("OS5201", { start: 0, end: 0 }, { folder });
  const schema: LoadedSchema = { text: "", schema: emptySchema, usable: false, diagnostics: [] };
  const diagnostics = [{ ...found, file: "onstage.json" }];
  return {
    folder,
    config: defaultConfig,
    schema,
    actions: [],
    triggers: [],
    files: [],
    unasked: new Set(),
    isWhole: true,
    diagnostics,
  };
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
  let configText = "";
  if (request.kind === "files") config = { ...defaultConfig, schema: request.schema, rules: request.files };
  else {
    const bytes = host.read(join(folder, "onstage.json"));
    if (!bytes.ok && bytes.problem.kind === "missing") return withoutProject(folder);
    const read = readText("onstage.json", bytes);
    if (read.ok) {
      const loaded = loadConfig(read.text);
      config = loaded.config;
      configText = read.text;
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
  diagnostics.push(...limitProblems(config.limits, configText, actions).map(inFile("onstage.json")));
  const isWhole = request.kind === "files" || request.rules === undefined;
  const { files, unasked } = rules;
  return { folder, config, schema, actions, triggers, files, unasked, isWhole, diagnostics };
}
