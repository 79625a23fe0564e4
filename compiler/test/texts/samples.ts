import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(import.meta.dirname, "../samples");

/** The texts of the samples by their file names. */
export const samples: ReadonlyMap<string, string> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".rules"))
    .map((name) => [name, readFileSync(path.join(folder, name), "utf8")]),
);
