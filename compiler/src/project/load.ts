import { type Diagnostic, diagnostic, type FileDiagnostic } from "../diagnostics/diagnostic.ts";
import { emptySchema } from "../schema/format.ts";
import { type LoadedSchema, loadSchema } from "../schema/load.ts";
import type { ActionSignature, SignatureProblem, SignatureSet } from "../types/signatures.ts";
import { type Config, defaultConfig, loadConfig } from "./config.ts";
import type { Host } from "./host.ts";
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

const join = (folder: string, path: string): string =>
  /^([A-Za-z]:)?\//.test(path) ? path : `${folder.replace(/\/$/, "")}/${path.replace(/^\.\//, "")}`;

function inFile(file: string): (found: Diagnostic) => FileDiagnostic {
  return (found) => ({ ...found, file });
}

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

function describeProblem({ problem, file, start, end }: SignatureProblem): FileDiagnostic {
  const span = { start, end };
  switch (problem.kind) {
    case "parameter":
      return inFile(file)(diagnostic("OS5301", span, problem));
    case "result":
      return inFile(file)(diagnostic("OS5307", span, problem));
    case "context":
      return inFile(file)(diagnostic("OS5303", span, problem));
    case "syntax":
      return inFile(file)(diagnostic("OS5304", span, problem));
    case "none":
      return inFile(file)(diagnostic("OS5305", span, {}));
  }
}

/** Reads the project's own actions, and reports names that stand twice. */
async function readActions(
  folder: string,
  config: Config,
  library: SignatureSet,
  host: Host,
): Promise<{
  readonly actions: readonly ActionSignature[];
  readonly diagnostics: readonly FileDiagnostic[];
}> {
  const paths = config.actions.length === 0 ? [] : host.find(folder, config.actions);
  const foreign = paths.filter((path) => !/\.m?ts$/.test(path));
  const reason = "an action is written in a file whose name ends in .ts";
  const refused = foreign.map((path) => inFile(path)(diagnostic("OS5304", { start: 0, end: 0 }, { reason })));
  const readable = paths
    .filter((path) => !foreign.includes(path))
    .map((path) => ({ path, read: readText(path, host.read(join(folder, path))) }));
  const unread = readable.flatMap(({ path, read }) => (read.ok ? [] : [inFile(path)(read.diagnostic)]));
  const diagnostics = [...refused, ...unread];
  const sources = readable.flatMap(({ path, read }) =>
    read.ok ? [{ path: join(folder, path), shown: `./${path.replace(/^\.\//, "")}` }] : [],
  );
  const own = sources.length === 0 ? { actions: [], problems: [] } : await host.signatures(folder, sources);
  diagnostics.push(...own.problems.map(describeProblem));
  const byName = new Map(library.actions.map((action) => [action.name, action]));
  for (const action of own.actions) {
    const other = byName.get(action.name);
    if (other !== undefined) {
      const found = diagnostic("OS5302", { start: 0, end: 0 }, { action: action.name, other: other.file });
      diagnostics.push({ ...found, file: action.file.replace(/^\.\//, "") });
    } else byName.set(action.name, action);
  }
  return { actions: [...byName.values()], diagnostics };
}

/** What is left where there is no project: one sentence, and not a second about its schema and its rules. */
function withoutProject(folder: string): Project {
  const found = diagnostic("OS5201", { start: 0, end: 0 }, { folder });
  const schema: LoadedSchema = { text: "", schema: emptySchema, usable: false, diagnostics: [] };
  const diagnostics = [{ ...found, file: "onstage.json" }];
  return { folder, config: defaultConfig, schema, actions: [], files: [], diagnostics };
}

/**
 * Reads everything that a program is made from. Whatever is missing or wrong is a diagnostic, and the rest is read.
 *
 * @param request the folder of a project, or single files and their schema
 * @param library the actions that come with Onstage
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
  const actions = await readActions(folder, config, library, host);
  diagnostics.push(...rules.diagnostics, ...actions.diagnostics);
  return { folder, config, schema, actions: actions.actions, files: rules.files, diagnostics };
}
