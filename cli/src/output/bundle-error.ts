import path from "node:path";
import { catalogue } from "@onstage/compiler";
import { BundleError } from "../project/bundle.ts";
import { colorsFor } from "./colors.ts";

/** Says what keeps the project's own actions from being bundled, as other findings are said. */
export function printBundleError(error: Error): void {
  if (!(error instanceof BundleError)) throw error;
  const colors = colorsFor(process.stderr);
  const entry = catalogue.OS5306;
  for (const { text, file, line, column } of error.problems) {
    const place =
      file === undefined
        ? []
        : [`  ${colors.dim("at")} ${path.relative(process.cwd(), file)}:${line}:${column}`];
    const lines = [
      `${colors.red("error OS5306")}: ${colors.bold(entry.message({ reason: text }))}`,
      ...place,
      `  ${colors.dim("=")} ${entry.help({ reason: text })}`,
    ];
    process.stderr.write(`${lines.join("\n")}\n`);
  }
}
