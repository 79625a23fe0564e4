import path from "node:path";
import type { Program, Untold } from "@onstage/compiler";
import { colorsFor } from "../output/colors.ts";
import type { checkFormats } from "../output/format-names.ts";
import { count, type Found, findings } from "../output/found.ts";
import { githubReport } from "../output/github.ts";
import { jsonReport } from "../output/json.ts";
import { prettyFinding, prettyFix, prettySummary } from "../output/pretty.ts";
import { sarifReport } from "../output/sarif.ts";
import { type Applied, mend } from "../project/mend.ts";
import { openProgram, projectRequest, readProjectFile } from "../project/open.ts";
import { pageOf } from "../project/pages.ts";
import { version } from "../version.ts";
import { watchFiles } from "../watch.ts";

export interface CheckOptions {
  readonly format: (typeof checkFormats)[number];
  readonly schema?: string;
  readonly maxWarnings?: number;
  readonly fix?: true;
  readonly watch?: true;
}

/**
 * Prints what was found: words for people to standard error, everything else to standard output.
 *
 * @param untold what was found beyond those
 * @param applied what `--fix` has done; left out without it
 */
export function printFindings(
  found: readonly Found[],
  untold: Untold,
  files: number,
  format: CheckOptions["format"],
  applied?: readonly Applied[],
): void {
  switch (format) {
    case "pretty": {
      const colors = colorsFor(process.stderr);
      const summary = prettySummary(found, untold, files, colors);
      const parts = [...found.map((one) => prettyFinding(one, colors)), summary];
      process.stderr.write(`${parts.join("\n\n")}\n`);
      break;
    }
    case "json":
      process.stdout.write(`${jsonReport(found, untold, applied)}\n`);
      break;
    case "sarif":
      process.stdout.write(`${sarifReport(found, version, pageOf)}\n`);
      break;
    case "github": {
      const report = githubReport(found);
      process.stdout.write(report === "" ? "" : `${report}\n`);
      break;
    }
  }
}

/** What a program has found, with the place of each. */
export function findingsOf(program: Program, cwd: string): readonly Found[] {
  return findings(program, cwd, readProjectFile(program));
}

function exitCode(found: readonly Found[], untold: Untold, options: CheckOptions): number {
  const { errors, warnings } = count(found, untold);
  return errors > 0 || warnings > (options.maxWarnings ?? Number.POSITIVE_INFINITY) ? 1 : 0;
}

/** Says what was mended, with paths as they are seen from where the command runs. */
function printFixes(applied: readonly Applied[], folder: string, cwd: string): readonly Applied[] {
  const colors = colorsFor(process.stderr);
  const shown = applied.map((one) => ({
    ...one,
    file: path.relative(cwd, path.resolve(folder, one.file)).split(path.sep).join("/"),
  }));
  const lines = shown.map((one) => `${prettyFix(one, colors)}\n`);
  process.stderr.write(lines.length === 0 ? "" : `${lines.join("")}\n`);
  return shown;
}

/** `onstage check`: everything the compiler knows to be wrong. Answers the exit code. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const cwd = process.cwd();
  const request = projectRequest(paths, cwd, options.schema);
  const isLast = options.watch !== true && options.fix !== true;
  const open = (previous?: Program): Promise<Program> => openProgram(request, previous, isLast);
  const look = async (previous?: Program): Promise<{ readonly program: Program; readonly code: number }> => {
    const mended = options.fix === true ? await mend(open) : undefined;
    const program = mended?.program ?? (await open(previous));
    const applied = mended && printFixes(mended.applied, program.project.folder, cwd);
    const found = findingsOf(program, cwd);
    const asked = program.files.filter((file) => !program.project.unasked.has(file.path));
    printFindings(found, program.untold, asked.length, options.format, applied);
    return { program, code: exitCode(found, program.untold, options) };
  };
  const first = await look();
  if (options.watch !== true) return first.code;
  let { program } = first;
  let code = first.code;
  await watchFiles(path.resolve(request.folder), async () => {
    ({ program, code } = await look(program));
  });
  return code;
}
