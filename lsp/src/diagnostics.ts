import { type Diagnostic, type Host, type Program, parse, readText } from "@onstage/compiler";
import { DiagnosticSeverity, type Diagnostic as Told } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { OpenDocuments } from "./open-documents.ts";
import { type RangeOf, rangesIn } from "./places.ts";
import type { Shown } from "./publisher.ts";
import { inFolder, uriOfPath } from "./uris.ts";

const severities: Readonly<Record<Diagnostic["severity"], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A diagnostic of the compiler as the protocol says it. */
export function tell(found: Diagnostic, rangeOf: RangeOf): Told {
  return {
    range: rangeOf(found),
    severity: severities[found.severity],
    code: found.code,
    source: "onstage",
    message: `${found.message}\n${found.help}`,
  };
}

function show(
  uri: string,
  document: TextDocument | undefined,
  text: string,
  found: readonly Diagnostic[],
): Shown {
  const rangeOf = rangesIn(text);
  const diagnostics = found.map((one) => tell(one, rangeOf));
  return { uri, diagnostics, ...(document === undefined ? {} : { version: document.version }) };
}

/** What is wrong with a document that belongs to no project: what its text alone shows. */
export function showDocument(document: TextDocument): Shown {
  const text = document.getText();
  return show(document.uri, document, text, parse(text).diagnostics);
}

/** What is wrong in each file of a project, and in those that it is made from. Files without a fault are among them. */
export function showProgram(
  program: Program,
  documents: OpenDocuments,
  host: Host,
): readonly { readonly path: string; readonly shown: Shown }[] {
  const texts = new Map(program.files.map((file) => [file.path, file.text]));
  const byFile = Map.groupBy(program.diagnostics, (one) => one.file);
  return [...new Set([...texts.keys(), ...byFile.keys()])].map((file) => {
    const path = inFolder(program.project.folder, file);
    const document = documents.byPath(path);
    const found = byFile.get(file) ?? [];
    const read = texts.has(file) ? undefined : readText(file, host.read(path));
    const text = texts.get(file) ?? (read?.ok ? read.text : "");
    return { path, shown: show(document?.uri ?? uriOfPath(path), document, text, found) };
  });
}

/** Says that the check itself broke, so that nobody takes the silence for praise. */
export function showBreak(document: TextDocument, error: unknown): Shown {
  const reason = error instanceof Error ? error.message : String(error);
  const start = { line: 0, character: 0 };
  return {
    uri: document.uri,
    version: document.version,
    diagnostics: [
      {
        range: { start, end: start },
        severity: DiagnosticSeverity.Error,
        source: "onstage",
        message: `this project could not be checked: ${reason}\nthis is a mistake of Onstage; its log tells more`,
      },
    ],
  };
}
