import { format } from "@onstage/compiler";
import type { TextEdit } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";

/** The lines of a text, each with its end. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const differing = a.findIndex((line, index) => line !== b[index]);
  return differing < 0 ? a.length : differing;
}

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length, 0);

/**
 * Formats a document. Only the lines from the first to the last change are replaced, so that cursors and folds
 * elsewhere stay where they are.
 */
export function formatDocument(document: TextDocument): readonly TextEdit[] {
  const text = document.getText();
  const formatted = format(text);
  if (formatted === text) return [];
  const before = linesOf(text);
  const after = linesOf(formatted);
  const head = commonLength(before, after);
  const tail = commonLength(before.slice(head).toReversed(), after.slice(head).toReversed());
  const start = lengthOf(before.slice(0, head));
  const end = text.length - lengthOf(before.slice(before.length - tail));
  const range = { start: document.positionAt(start), end: document.positionAt(end) };
  return [{ range, newText: after.slice(head, after.length - tail).join("") }];
}
