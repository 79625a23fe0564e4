import { existsSync } from "node:fs";
import path from "node:path";

/** The nearest folder with an `onstage.json`, from a folder upwards. */
export function projectFolder(from: string): string | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "onstage.json"))) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}
