import type { Diagnostic, FileDiagnostic } from "../diagnostics/diagnostic.ts";

/** A path below a folder; an absolute one stays as it is. */
export function join(folder: string, path: string): string {
  const isAbsolute = /^([A-Za-z]:)?\//.test(path);
  return isAbsolute ? path : `${folder.replace(/\/$/, "")}/${path.replace(/^\.\//, "")}`;
}

/** Puts the file to a diagnostic. */
export function inFile(file: string): (found: Diagnostic) => FileDiagnostic {
  return (found) => ({ ...found, file });
}

/** A path without `.` and `..`, as far as they can be taken away. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") {
      const above = parts[parts.length - 1];
      if (above === undefined || above === "..") parts.push(part);
      else parts.pop();
    } else if (part !== "." && (part !== "" || parts.length === 0)) parts.push(part);
  }
  return parts.join("/");
}

/** The folder of a file; nothing where its path names none. */
export const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");

/** The plain path of what an import names; undefined where it does not count from its file. */
export function importedPath(file: string, named: string): string | undefined {
  if (!/^\.\.?\//.test(named)) return undefined;
  const folder = folderOf(file);
  return plainPath(folder === "" && !file.startsWith("/") ? named : `${folder}/${named}`);
}
