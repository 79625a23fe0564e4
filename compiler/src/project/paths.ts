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
