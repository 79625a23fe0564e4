import path from "node:path";
import { type FileDiagnostic, type Program, placesOf, readText } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import { applyEdits, chooseFixes } from "./edits.ts";
import { replaceFile } from "./replace-file.ts";

/** A fix that was applied, with its place in the text as it was just before. Lines and columns count from 1. */
export interface Applied {
  readonly code: FileDiagnostic["code"];
  readonly title: string;
  /** As the project knows it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** How often a mended project is looked at again: a fix may bring to light what it covered. */
const mostRounds = 20;

const slashes = (file: string): string => file.split(path.sep).join("/");

/** The text of a file as it lies on the disk now. */
function textNow(file: string): string | undefined {
  const read = readText(file, nodeHost().read(slashes(file)));
  return read.ok ? read.text : undefined;
}

/** Applies the safe fixes of one look at a project. A file that has changed since it was checked is left alone. */
function mendOnce(program: Program): readonly Applied[] {
  const checked = new Map(program.files.map((file) => [file.path, file.text]));
  const byFile = Map.groupBy(program.diagnostics, (one) => one.file);
  return [...byFile].flatMap(([file, found]): readonly Applied[] => {
    const absolute = path.resolve(program.project.folder, file);
    const now = textNow(absolute);
    const text = checked.get(file) ?? now;
    if (text === undefined || text !== now) return [];
    const chosen = chooseFixes(text, found);
    if (chosen.length === 0) return [];
    replaceFile(
      absolute,
      applyEdits(
        text,
        chosen.flatMap((one) => one.edits),
      ),
    );
    const placeOf = placesOf(text);
    return chosen.map(({ diagnostic, fix }) => {
      const { line, column } = placeOf(diagnostic.start);
      return { code: diagnostic.code, title: fix.title, file, line: line + 1, column: column + 1 };
    });
  });
}

/**
 * Applies safe fixes to the files of a project, again and again until none is left.
 *
 * @param look checks the project as it lies on the disk
 * @returns the program as it is now, and what was applied
 */
export async function mend(
  look: (previous?: Program) => Promise<Program>,
): Promise<{ readonly program: Program; readonly applied: readonly Applied[] }> {
  let program = await look();
  const applied: Applied[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const more = mendOnce(program);
    if (more.length === 0) break;
    applied.push(...more);
    program = await look(program);
  }
  return { program, applied };
}
