import { createHash } from "node:crypto";
import path from "node:path";
import { type Program, shapesOf } from "@onstage/compiler";
import type { Imported } from "./imported.ts";

/** Characters of a digest that are kept: enough to tell what is written in one project apart. */
const LENGTH = 24;

/**
 * A digest of what each rule and trigger of a program says, by its id: of its meaning, of the functions that it uses,
 * and of the file of its action, with all that it imports, where that is the project's own.
 *
 * @param imported knows what the actions of the bundle import
 */
export function ruleShapes(
  { files, project }: Program,
  imported: Imported,
): Readonly<Record<string, string>> {
  const sources = new Map<string, string>();
  const sourceOf = (module: string): string => {
    const known = sources.get(module);
    if (known !== undefined) return known;
    // A package has a version of its own, and its path does not lead into the project.
    const isOwn = module.startsWith(".") || path.isAbsolute(module) || module.endsWith(".ts");
    const read = isOwn ? imported.digestOf(path.resolve(project.folder, module)) : "";
    sources.set(module, read);
    return read;
  };
  return Object.fromEntries(
    [...shapesOf(files)].map(([id, { text, action }]) => {
      const hash = createHash("sha256").update(text).update("\n");
      if (action !== undefined) hash.update(sourceOf(action.module));
      return [id, hash.digest("hex").slice(0, LENGTH)];
    }),
  );
}
