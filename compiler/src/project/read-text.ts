import { type Diagnostic, diagnostic } from "../diagnostics/diagnostic.ts";
import { type FileBytes, type FileProblem, maximumFileBytes } from "./host.ts";

/** The text of a file, or the one reason why there is none. */
export type TextResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

const start = { start: 0, end: 0 };
const megabyte = 1024 * 1024;

function problemDiagnostic(path: string, problem: FileProblem): Diagnostic {
  switch (problem.kind) {
    case "missing":
      return diagnostic("OS5001", start, { path });
    case "folder":
      return diagnostic("OS5003", start, { path });
    case "too-large":
      return diagnostic("OS5004", start, {
        megabytes: Math.round(problem.bytes / megabyte),
        limit: maximumFileBytes / megabyte,
      });
    case "unreadable":
      return diagnostic("OS5005", start, { path, reason: problem.reason });
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Offset of the first byte that is not UTF-8, found by halving. */
function firstWrongByte(bytes: Uint8Array): number {
  const isFine = (length: number): boolean => {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  };
  let fine = 0;
  let wrong = bytes.length;
  while (wrong - fine > 1) {
    const middle = (fine + wrong) >> 1;
    if (isFine(middle)) fine = middle;
    else wrong = middle;
  }
  return fine;
}

/**
 * Bytes as text, or why not.
 *
 * @param path the path as people know it, for the message
 * @param file what the host answered
 */
export function readText(path: string, file: FileBytes): TextResult {
  if (!file.ok) return { ok: false, diagnostic: problemDiagnostic(path, file.problem) };
  const text = decode(file.bytes);
  if (text !== undefined) return { ok: true, text };
  return { ok: false, diagnostic: diagnostic("OS5002", start, { offset: firstWrongByte(file.bytes) }) };
}
