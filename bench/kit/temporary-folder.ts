import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A new folder that is gone at the end of its scope, or of the process where that comes first. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "onstage-bench-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once("exit", remove);
  return {
    path: folder,
    [Symbol.dispose]: () => {
      process.off("exit", remove);
      remove();
    },
  };
}
