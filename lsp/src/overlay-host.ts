import path from "node:path";
import { type FileBytes, type Host, maximumFileBytes } from "@onstage/compiler";
import type { OpenDocuments } from "./open-documents.ts";
import { fromFolder, pathOfUri } from "./uris.ts";

const encoder = new TextEncoder();

function bytesOf(text: string): FileBytes {
  const bytes = encoder.encode(text);
  if (bytes.length <= maximumFileBytes) return { ok: true, bytes };
  return { ok: false, problem: { kind: "too-large", bytes: bytes.length } };
}

/**
 * A host whose files are the open documents, and those of another host where none is open.
 *
 * @param disk reaches the files on disk
 * @param documents what is open
 */
export function overlayHost(disk: Host, documents: OpenDocuments): Host {
  const opened = (folder: string, patterns: readonly string[]): readonly string[] =>
    documents.all().flatMap((document) => {
      const file = pathOfUri(document.uri);
      const name = file === undefined ? undefined : fromFolder(folder, file);
      return name !== undefined && patterns.some((pattern) => path.posix.matchesGlob(name, pattern))
        ? [name]
        : [];
    });
  return {
    read: (file) => {
      const document = documents.byPath(path.posix.normalize(file));
      return document === undefined ? disk.read(file) : bytesOf(document.getText());
    },
    find: (folder, patterns) => [
      // A document that was never saved belongs to the project as well.
      ...new Set([...disk.find(folder, patterns), ...opened(folder, patterns)].toSorted()),
    ],
    signatures: disk.signatures,
  };
}
