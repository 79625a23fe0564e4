import { actionTypes, librarySignatures } from "../project/packages.ts";

/** `onstage lsp --stdio`: the language server, for any editor. */
export async function lsp(): Promise<number> {
  const { runStdioServer } = await import("@onstage/lsp");
  runStdioServer({ library: librarySignatures(), packages: actionTypes() });
  return 0;
}
