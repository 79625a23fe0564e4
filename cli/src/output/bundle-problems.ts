import path from "node:path";
import { catalogue } from "@onstage/compiler";
import type { BundleProblem } from "../project/bundle.ts";
import { colorsFor } from "./colors.ts";

/** Says what keeps the project's own actions from being bundled, as other findings are said. */
export function printBundleProblems(problems: readonly BundleProblem[]): void {
  const colors = colorsFor(process.stderr);
  const { message, help } = catalogue.OS5306;
  for (const { text, place } of problems) {
    const at =
      place === undefined
        ? []
        : [`  ${colors.dim("at")} ${path.relative(process.cwd(), place.file)}:${place.line}:${place.column}`];
    const sentence = `${colors.red("error OS5306")}: ${colors.bold(message({ reason: text }))}`;
    process.stderr.write(
      `${[sentence, ...at, `  ${colors.dim("=")} ${help({ reason: text })}`].join("\n")}\n`,
    );
  }
}
