import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Code } from "@onstage/compiler";

/** The pages lie beside the bundle once built. */
const pages = path.resolve(import.meta.dirname, "..", "diagnostics");

/** The page of a diagnostic as Markdown; undefined where it is not installed. */
export function pageOf(code: Code): string | undefined {
  const page = path.join(pages, `${code}.md`);
  return existsSync(page) ? readFileSync(page, "utf8") : undefined;
}
