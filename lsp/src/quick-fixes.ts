import type { Diagnostic, Fix } from "@onstage/compiler";
import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Range,
  type TextEdit,
} from "vscode-languageserver";
import { tell } from "./diagnostics.ts";
import { type RangeOf, rangesIn } from "./places.ts";
import type { CheckedDocument } from "./workspace.ts";

const isBehind = (a: Range["start"], b: Range["start"]): boolean =>
  a.line > b.line || (a.line === b.line && a.character > b.character);

function touches(a: Range, b: Range): boolean {
  return !isBehind(a.start, b.end) && !isBehind(b.start, a.end);
}

function actionOf(
  { document }: CheckedDocument,
  found: Diagnostic,
  fix: Fix,
  index: number,
  rangeOf: RangeOf,
  versioned: boolean,
): CodeAction {
  const edits: TextEdit[] = fix.edits().map((edit) => ({ range: rangeOf(edit), newText: edit.text }));
  const { uri, version } = document;
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [tell(found, rangeOf)],
    isPreferred: index === 0 && fix.safe,
    edit: versioned
      ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
      : { changes: { [uri]: edits } },
  };
}

/**
 * The fixes that diagnostics bring along, for those that the asked range touches.
 *
 * @param versioned whether the editor can check that an edit is meant for the text it has
 */
export function quickFixes(
  checked: CheckedDocument,
  { range, context }: CodeActionParams,
  versioned: boolean,
): readonly CodeAction[] {
  const wanted = context.only;
  const kind: string = CodeActionKind.QuickFix;
  if (wanted !== undefined && !wanted.some((one) => one === "" || kind === one || kind.startsWith(`${one}.`)))
    return [];
  const rangeOf = rangesIn(checked.document.getText());
  return checked.diagnostics
    .filter((found) => touches(rangeOf(found), range))
    .flatMap((found) =>
      found.fixes.map((fix, index) => actionOf(checked, found, fix, index, rangeOf, versioned)),
    );
}
