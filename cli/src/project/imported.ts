import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Metafile } from "esbuild";

/** Digests of source files together with all that they import. */
export interface Imported {
  /**
   * @param file absolute path of a file
   * @returns its digest; that of the file alone where the bundle does not hold it
   */
  readonly digestOf: (file: string) => string;
}

/**
 * Reads what a bundle was made of.
 *
 * @param inputs what the bundler says that it has read; its paths are relative to the folder
 * @param isOutside whether an import, by the name that it is written with, has a version of its own and is not followed
 */
export function importedBy(
  inputs: Metafile["inputs"],
  folder: string,
  isOutside: (name: string) => boolean,
): Imported {
  // The bundler follows links, so that it knows files by their real paths.
  const root = realpathSync(folder);
  const byPath = new Map(Object.keys(inputs).map((name) => [path.resolve(root, name), name]));
  const contents = new Map<string, string>();
  const contentOf = (file: string): string => {
    const known = contents.get(file) ?? createHash("sha256").update(readFileSync(file)).digest("hex");
    contents.set(file, known);
    return known;
  };

  /** A file and all that it imports, by the names that the bundler has for them. */
  function closureOf(first: string): readonly string[] {
    const found = new Set([first]);
    for (const name of found) {
      for (const { path: next, original = next, external } of inputs[name]?.imports ?? []) {
        if (external !== true && !isOutside(original)) found.add(next);
      }
    }
    return [...found];
  }

  return {
    digestOf: (file) => {
      const real = realpathSync(file);
      const name = byPath.get(real);
      const files = name === undefined ? [real] : closureOf(name).map((one) => path.resolve(root, one));
      // What the bundler has made up itself is no file.
      const own = files.filter((one) => existsSync(one)).map(contentOf);
      return createHash("sha256").update(own.toSorted().join("\n")).digest("hex");
    },
  };
}
