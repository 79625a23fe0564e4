import { diagnostic, type FileDiagnostic } from "../diagnostics/diagnostic.ts";
import type { Config } from "./config.ts";
import type { Host } from "./host.ts";
import type { ProjectRequest } from "./load.ts";
import { importedPath, inFile, join } from "./paths.ts";
import { readText } from "./read-text.ts";

/** A file of rules as text. */
export interface RulesFile {
  /** As people know it: relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** The files of rules of a project, and what is wrong with those that cannot be read. */
export interface ReadRules {
  readonly files: readonly RulesFile[];
  /** Files that were read for the sake of others: nobody asked what is wrong in them. */
  readonly unasked: ReadonlySet<string>;
  readonly diagnostics: readonly FileDiagnostic[];
}

/** Paths and patterns as paths. A file whose name looks like a pattern is that file. */
function found(patterns: readonly string[], folder: string, host: Host): readonly string[] {
  return patterns.flatMap((pattern) => {
    const isPattern = /[*?[{]/.test(pattern) && !host.read(join(folder, pattern)).ok;
    return isPattern ? host.find(folder, [pattern]) : [pattern];
  });
}

/** What a text seems to import; one that is only spoken of in a comment does no harm. */
function importsOf({ path, text }: RulesFile): readonly string[] {
  const named = text.matchAll(/\bimport\b[^"<>;]*"([^"\n]+\.rules)"/g);
  return Array.from(named, ([, name = ""]) => importedPath(path, name)).filter((one) => one !== undefined);
}

/** Files whose names some disks, and the bundler on every disk, take for one. */
function sameButForCapitals(files: readonly RulesFile[]): readonly FileDiagnostic[] {
  const known = new Map<string, string>();
  return files.flatMap(({ path }) => {
    const key = path.toLowerCase();
    const other = known.get(key);
    if (other === undefined) known.set(key, path);
    return other === undefined
      ? []
      : [inFile(path)(diagnostic("OS5009", { start: 0, end: 0 }, { path, other }))];
  });
}

/**
 * Reads the files of rules that a request is about.
 *
 * @param config names them, where the request is about a whole project
 * @param host how to reach files
 */
export function readRules(request: ProjectRequest, config: Config, host: Host): ReadRules {
  const { folder } = request;
  const named = request.kind === "files" ? request.files : request.rules;
  const only = request.kind === "folder" ? request.only : undefined;
  const asked = only && found(only, folder, host);
  const patterns = named ?? config.rules;
  const wanted = new Set([...found(patterns, folder, host), ...(asked ?? [])]);
  if ((asked ?? [...wanted]).length === 0) {
    const nothing = diagnostic("OS5007", { start: 0, end: 0 }, { patterns: only ?? patterns });
    return { files: [], unasked: new Set(), diagnostics: [inFile("onstage.json")(nothing)] };
  }
  const files: RulesFile[] = [];
  const diagnostics: FileDiagnostic[] = [];
  // A set goes on with what is added to it meanwhile.
  for (const path of wanted) {
    const bytes = host.read(join(folder, path));
    const read = readText(path, bytes);
    if (read.ok) {
      const file = { path, text: read.text };
      files.push(file);
      if (named !== undefined)
        for (const one of importsOf(file)) if (host.read(join(folder, one)).ok) wanted.add(one);
    } else diagnostics.push(inFile(path)(read.diagnostic));
  }
  const unasked = new Set(asked === undefined ? [] : [...wanted].filter((path) => !asked.includes(path)));
  return { files, unasked, diagnostics: [...diagnostics, ...sameButForCapitals(files)] };
}
