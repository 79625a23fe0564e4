import { type Diagnostic, diagnostic, replace, shifted } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { folderOf, importedPath, plainPath } from "../project/paths.ts";
import type { Quoted } from "../syntax/tree.ts";
import type { Declared, FileNames } from "./file-names.ts";
import { quoted } from "./quoted.ts";

/** The path that leads from a folder to a file, as an import writes it. Both are plain. */
function pathBetween(from: string, to: string): string {
  const folder = from.split("/").filter(Boolean);
  const parts = to.split("/");
  let same = 0;
  while (same < folder.length && same < parts.length - 1 && folder[same] === parts[same]) same += 1;
  const up = "../".repeat(folder.length - same);
  return `${up === "" ? "./" : up}${parts.slice(same).join("/")}`;
}

/** The names of all files of a program, by their plain path. */
export interface ProgramNames {
  readonly files: ReadonlyMap<string, { readonly path: string; readonly names: FileNames }>;
  /** Plain paths of files that are there but could not be read, which is reported. */
  readonly unread: ReadonlySet<string>;
  /** Paths of all files, as an import in a folder writes them. */
  readonly pathsFrom: (folder: string) => readonly string[];
}

/** Finds files by their plain path. */
export function programNames(
  files: Iterable<{ readonly path: string; readonly names: FileNames }>,
  unread: Iterable<string>,
): ProgramNames {
  const byPath = new Map(Array.from(files, (file) => [plainPath(file.path), file]));
  const known = new Map<string, readonly string[]>();
  const pathsFrom = (folder: string): readonly string[] => {
    const paths = known.get(folder) ?? Array.from(byPath.keys(), (to) => pathBetween(folder, to)).toSorted();
    known.set(folder, paths);
    return paths;
  };
  return { files: byPath, unread: new Set(Array.from(unread, plainPath)), pathsFrom };
}

/** What the imports of a file lead to. */
export interface ResolvedImports {
  readonly targets: ReadonlyMap<string, Declared>;
  /** Places count from the start of the file. */
  readonly problems: readonly Diagnostic[];
}

function unknownFile(path: string, from: Quoted, program: ProgramNames): Diagnostic {
  const file = plainPath(path);
  const own = `./${file.slice(file.lastIndexOf("/") + 1)}`;
  const known = program.pathsFrom(folderOf(file)).filter((one) => one !== own);
  const near = didYouMeanName(from.value, known);
  const fixes = near === undefined ? [] : [replace(`Write ${quoted(near)}`, from, quoted(near), false)];
  return diagnostic("OS2031", from, { path: from.value, near, known }, fixes);
}

/**
 * Follows the imports of a file.
 *
 * @param path the file
 * @param names what it imports
 * @param program the files that there are
 */
export function resolveImports(path: string, names: FileNames, program: ProgramNames): ResolvedImports {
  const targets = new Map<string, Declared>();
  const problems: Diagnostic[] = [];
  for (const { offset, section } of names.imports) {
    const { node } = section;
    if (node?.kind !== "Import" || node.from.kind === "Missing" || node.from.broken === true) continue;
    const report = (found: Diagnostic): void => void problems.push(shifted(found, offset));
    const { from } = node;
    const wanted = importedPath(path, from.value);
    if (wanted !== undefined && program.unread.has(wanted)) continue;
    const file = wanted === undefined ? undefined : program.files.get(wanted);
    if (file === undefined) {
      report(unknownFile(path, from, program));
      continue;
    }
    if (file.path === path) {
      report(diagnostic("OS2034", node, {}));
      continue;
    }
    for (const name of node.names) {
      const found = file.names.own.get(name.text);
      if (found !== undefined) {
        if (names.imported.get(name.text)?.name === name) targets.set(name.text, found);
        continue;
      }
      const known = [...file.names.own.keys()];
      const near = didYouMeanName(name.text, known);
      const fixes = near === undefined ? [] : [replace(`Write \`${near}\``, name, near, false)];
      report(diagnostic("OS2032", name, { name: name.text, file: from.value, near, known }, fixes));
    }
  }
  return { targets, problems };
}
