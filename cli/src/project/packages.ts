import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isSignatureSet, type SignatureSet } from "@onstage/compiler";
import { UsageError } from "../usage-error.ts";

/** The absolute path that a package's entry has for this command, wherever the project lies. */
export function packageEntry(name: string): string {
  return fileURLToPath(import.meta.resolve(name));
}

/** The folder of a package that this command uses. */
function packageFolder(name: string): string {
  const entry = packageEntry(name);
  const at = entry.lastIndexOf(`${path.sep}dist${path.sep}`);
  return at < 0 ? path.dirname(path.dirname(entry)) : entry.slice(0, at);
}

/** The actions that come with Onstage, as the build of the standard library has written them down. */
export function librarySignatures(): SignatureSet {
  const file = path.join(packageFolder("@onstage/stdlib"), "dist", "signatures.json");
  try {
    const read: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isSignatureSet(read)) return read;
  } catch (error) {
    if (
      !(error instanceof Error && "code" in error && error.code === "ENOENT") &&
      !(error instanceof SyntaxError)
    )
      throw error;
  }
  throw new UsageError(
    "the standard library of this onstage is not built",
    "run `npm run build`, or install onstage again",
  );
}

/** Where TypeScript finds the types that actions are written with, installed beside the project or not. */
export function actionTypes(): Readonly<Record<string, readonly string[]>> {
  const types = (name: string, file: string) => path.join(packageFolder(name), "dist", file);
  return {
    "@onstage/runtime/actions": [types("@onstage/runtime", "actions/index.d.ts")],
    "@onstage/stdlib": [types("@onstage/stdlib", "index.d.ts")],
  };
}
