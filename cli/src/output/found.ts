import path from "node:path";
import { type Diagnostic, type FileDiagnostic, type Program, placesOf, type Untold } from "@onstage/compiler";

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
  /** The place of any other offset in the file. */
  readonly placeOf: (offset: number) => Position;
}

/** Texts of files beside the rules in which something may be wrong, by their path in the project. */
export type ReadFile = (file: string) => string | undefined;

const slashes = (file: string): string => file.split(path.sep).join("/");

/** Finds places in a text as people count them: a mark of the byte order at its beginning is no column. */
export function positionsOf(text: string): (offset: number) => Position {
  const placeOf = placesOf(text);
  const hidden = text.startsWith("\uFEFF") ? 1 : 0;
  return (offset) => {
    const { line, column } = placeOf(offset);
    return { line: line + 1, column: line === 0 ? Math.max(1, column + 1 - hidden) : column + 1 };
  };
}

/** A line of a text, counted from 1, without a mark of the byte order. */
export function lineAt(text: string, line: number): string {
  return (text.split(/\r\n|\n|\r/, line)[line - 1] ?? "").replace(/^\uFEFF/, "");
}

/** Everything that a finding says, in sentences. */
export function sentences({ message, help, witness }: Diagnostic): string {
  return [message, help, ...(witness === undefined ? [] : [`for example ${witness.text}`])].join(". ");
}

/**
 * Puts what a program has found in the words of a place: line, column, and a path relative to a folder.
 *
 * @param program the checked program
 * @param cwd the folder that the command runs in
 * @param readFile reads other files of the project, such as its schema
 */
export function findings(program: Program, cwd: string, readFile: ReadFile): readonly Found[] {
  const texts = new Map(program.files.map((file) => [file.path, file.text]));
  const places = new Map<string, Found["placeOf"]>();
  return program.diagnostics.map((diagnostic): Found => {
    const text = texts.get(diagnostic.file) ?? readFile(diagnostic.file);
    const placeOf = places.get(diagnostic.file) ?? positionsOf(text ?? "");
    places.set(diagnostic.file, placeOf);
    const file = slashes(path.relative(cwd, path.resolve(program.project.folder, diagnostic.file)));
    const [start, end] = [placeOf(diagnostic.start), placeOf(diagnostic.end)];
    return { diagnostic, file, start, end, text, placeOf };
  });
}

/**
 * How many errors and warnings there are.
 *
 * @param untold what was found beyond those that are told
 */
export function count(found: readonly Found[], untold: Untold): Untold {
  const of = (severity: string) => found.filter((one) => one.diagnostic.severity === severity).length;
  return { errors: of("error") + untold.errors, warnings: of("warning") + untold.warnings };
}
