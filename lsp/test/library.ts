import { globSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readSignatures } from "@onstage/compiler/signatures";

const stdlib = path.resolve(import.meta.dirname, "../../stdlib/src");

/** Writes the signatures of the actions and events that come with Onstage into a folder, and returns the path of the file. */
export function writeLibrary(folder: string): string {
  const files = globSync("{actions,triggers}/*.ts", { cwd: stdlib })
    .filter((name) => path.basename(name) !== "index.ts")
    .map((name) => {
      const holds = path.dirname(name) === "triggers" ? ("event" as const) : ("action" as const);
      const module = `@onstage/stdlib/${path.dirname(name)}`;
      const shown = `${module}/${path.basename(name, ".ts")}`;
      return { path: path.join(stdlib, name), module, shown, holds };
    });
  const file = path.join(folder, "signatures.json");
  writeFileSync(file, JSON.stringify(readSignatures(files)));
  return file;
}
