import path from "node:path";
import { type FileDiagnostic, type Program, placesOf } from "@onstage/compiler";

/** A place in a file; lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A diagnostic as it is shown: with lines and columns, and the path from where the command runs. */
export interface Found {
  readonly diagnostic: FileDiagnostic;
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
  /** The text of the file, where it could be read. */
  readonly text: string | undefined;
}

/** Texts of files beside the rules in which something may be wrong, by their path in the project. */
export type ReadFile = (file: string) => string | undefined;

const slashes = (file: string): string => file.split(path.sep).join("/");

/**
 * Puts what a program has found in the words of a place: line, column, and a path relative to a folder.
 *
 * @param program the checked program
 * @param cwd the folder that the command runs in
 * @param readFile reads other files of the project, such as its schema
 */
export function findings(program: Program, cwd: string, readFile: ReadFile): readonly Found[] {
  const texts = new Map(program.files.map((file) => [file.path, file.text]));
  const places = new Map<string, ReturnType<typeof placesOf>>();
  return program.diagnostics.map((diagnostic): Found => {
    const text = texts.get(diagnostic.file) ?? readFile(diagnostic.file);
    const placeOf = places.get(diagnostic.file) ?? placesOf(text ?? "");
    places.set(diagnostic.file, placeOf);
    const position = (offset: number): Position => {
      const { line, column } = placeOf(offset);
      return { line: line + 1, column: column + 1 };
    };
    const file = slashes(path.relative(cwd, path.resolve(program.project.folder, diagnostic.file)));
    return { diagnostic, file, start: position(diagnostic.start), end: position(diagnostic.end), text };
  });
}

/** How many errors and warnings there are. */
export function count(found: readonly Found[]): { readonly errors: number; readonly warnings: number } {
  const of = (severity: string) => found.filter((one) => one.diagnostic.severity === severity).length;
  return { errors: of("error"), warnings: of("warning") };
}
