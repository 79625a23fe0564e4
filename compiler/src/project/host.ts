import type { SignatureKind, SignatureSet } from "../types/signatures.ts";

/** Why a file cannot be had. */
export type FileProblem =
  | { readonly kind: "missing" }
  | { readonly kind: "folder" }
  | { readonly kind: "too-large"; readonly bytes: number }
  | { readonly kind: "unreadable"; readonly reason: string };

export type FileBytes =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: FileProblem };

/** A file with actions or events, and what emitted code imports it from. */
export interface SignatureSource {
  /** Absolute. */
  readonly path: string;
  /** As people know it, and as emitted code imports it: `./actions/x.ts`. */
  readonly shown: string;
  readonly holds: SignatureKind;
}

/** How the compiler reaches files: by Node, by an editor's open documents, by a test's memory. Paths are absolute, with `/`. */
export interface Host {
  readonly read: (path: string) => FileBytes;
  /** Files that match patterns below a folder, sorted. Folders whose names match are listed as well. */
  readonly find: (folder: string, patterns: readonly string[]) => readonly string[];
  /** Signatures of the project's own actions and events. */
  readonly signatures: (project: string, files: readonly SignatureSource[]) => Promise<SignatureSet>;
}

/** The most that is read of one file, in bytes: 16 MiB, about 250,000 lines of rules. */
export const maximumFileBytes = 16 * 1024 * 1024;
