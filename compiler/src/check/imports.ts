import { type Diagnostic, diagnostic, replace, shifted } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import { folderOf, importedPath, plainPath } from "../project/paths.ts";
import type { Quoted } from "../syntax/tree.ts";
import type { Declared, FileNames } from "./file-names.ts";
import { quoted } from "./quoted.ts";

/** The path that leads from one file to another, as an import writes it. */
function pathBetween(from: string, to: string): string {
  const folder = folderOf(plainPath(from)).split("/").filter(Boolean);
  const parts = plainPath(to).split("/");
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
}

/** Finds files by their plain path. */
export function programNames(
  files: Iterable<{ readonly path: string; readonly names: FileNames }>,
  unread: Iterable<string>,
): ProgramNames {
  return {
    files: new Map(Array.from(files, (file) => [plainPath(file.path), file])),
    unread: new Set(Array.from(unread, plainPath)),
  };
}

/** What the imports of a file lead to. */
export interface ResolvedImports {
  readonly targets: ReadonlyMap<string, Declared>;
  /** Places count from the start of the file. */
  readonly problems: readonly Diagnostic[];
}

function unknownFile(path: string, from: Quoted, program: ProgramNames): Diagnostic {
  const others = [...program.files.values()].filter((file) => file.path !== path);
  const known = others.map((file) => pathBetween(path, file.path)).toSorted();
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
