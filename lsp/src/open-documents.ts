import type { TextDocument } from "vscode-languageserver-textdocument";
import { pathOfUri } from "./uris.ts";

/** The documents that stand open in the editor, with their unsaved text. */
export interface OpenDocuments {
  readonly all: () => readonly TextDocument[];
  readonly byUri: (uri: string) => TextDocument | undefined;
  /** The document of an absolute path. */
  readonly byPath: (path: string) => TextDocument | undefined;
}

/** Looks documents up in what the connection keeps. */
export function openDocuments(kept: {
  readonly all: () => TextDocument[];
  readonly get: (uri: string) => TextDocument | undefined;
}): OpenDocuments {
  const paths = new WeakMap<TextDocument, string>();
  const pathOf = (document: TextDocument): string => {
    const path = paths.get(document) ?? pathOfUri(document.uri) ?? "";
    paths.set(document, path);
    return path;
  };
  return {
    all: () => kept.all(),
    byUri: (uri) => kept.get(uri),
    byPath: (path) => kept.all().find((document) => pathOf(document) === path),
  };
}

/** Whether a document holds rules, by what the editor takes it for. */
export function holdsRules(document: TextDocument): boolean {
  return document.languageId === "rules" || document.uri.endsWith(".rules");
}
