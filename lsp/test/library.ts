import { globSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readSignatures } from "@onstage/compiler/signatures";

const actions = path.resolve(import.meta.dirname, "../../stdlib/src/actions");

/** Writes the signatures of the actions that come with Onstage into a folder, and returns the path of the file. */
export function writeLibrary(folder: string): string {
  const files = globSync("*.ts", { cwd: actions })
    .filter((name) => name !== "index.ts")
    .map((name) => ({
      path: path.join(actions, name),
      module: "@onstage/stdlib/actions",
      shown: `@onstage/stdlib/actions/${path.basename(name, ".ts")}`,
    }));
  const file = path.join(folder, "signatures.json");
  writeFileSync(file, JSON.stringify(readSignatures(files)));
  return file;
}
