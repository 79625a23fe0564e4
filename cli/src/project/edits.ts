import type { Edit, FileDiagnostic, Fix } from "@onstage/compiler";

/** A fix that is to be applied, and what it mends. */
export interface ChosenFix {
  readonly diagnostic: FileDiagnostic;
  readonly fix: Fix;
  readonly edits: readonly Edit[];
}

function isSound(edits: readonly Edit[], length: number): boolean {
  const inOrder = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  return (
    edits.length > 0 &&
    inOrder.every(
      (edit, at) => edit.start >= (inOrder[at - 1]?.end ?? 0) && edit.end >= edit.start && edit.end <= length,
    )
  );
}

/** Two edits that touch are not made together: which comes first would be a guess. */
function touch(a: Edit, b: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/**
 * The safe fixes that can be applied to a file together: of those that touch each other only the first, which leaves
 * the others for another look at the mended text.
 *
 * @param text the text that was checked
 * @param found what was found in it
 */
export function chooseFixes(text: string, found: readonly FileDiagnostic[]): readonly ChosenFix[] {
  const chosen: ChosenFix[] = [];
  for (const diagnostic of found.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const fix = diagnostic.fixes.find((one) => one.safe);
    if (fix === undefined) continue;
    const edits = fix.edits();
    const isFree = !chosen.some((other) => other.edits.some((one) => edits.some((edit) => touch(edit, one))));
    if (isFree && isSound(edits, text.length)) chosen.push({ diagnostic, fix, edits });
  }
  return chosen;
}

/** The line ends that a text is written with: those of most of its lines. */
function lineEnd(text: string): string {
  const windows = text.split("\r\n").length - 1;
  return windows > text.split("\n").length - 1 - windows ? "\r\n" : "\n";
}

/** Makes edits in a text that do not overlap. Lines that they bring get the line ends of the text. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const end = lineEnd(text);
  let done = "";
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    done += text.slice(from, edit.start) + edit.text.replace(/\r\n|\n/g, end);
    from = edit.end;
  }
  return done + text.slice(from);
}
