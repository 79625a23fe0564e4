import path from "node:path";
import type { Program } from "@onstage/compiler";
import { printBundleProblems } from "../output/bundle-problems.ts";
import { type Build, type BundleProblem, writeBuild } from "../project/bundle.ts";
import { openProgram, projectRequest } from "../project/open.ts";
import { watchFiles } from "../watch.ts";
import { findingsOf, printFindings } from "./check.ts";

export interface BuildOptions {
  readonly watch?: true;
}

/** A checked program, and its build where nothing was in the way. */
export interface BuildResult {
  readonly program: Program;
  readonly build?: Build;
  /** What keeps the project's own actions from being bundled. */
  readonly problems: readonly BundleProblem[];
}

/** Checks a project and, where nothing is wrong, writes it into its `dist/`. The build that is there stays otherwise. */
export async function buildProject(folder: string, previous?: Program): Promise<BuildResult> {
  const program = await openProgram({ kind: "folder", folder }, previous);
  if (!program.ok) return { program, problems: [] };
  const outcome = await writeBuild(program, path.join(folder, "dist"));
  return outcome.ok
    ? { program, build: outcome.build, problems: [] }
    : { program, problems: outcome.problems };
}

/** Prints everything that a build has found, to standard error. */
export function printBuildFindings({ program, build, problems }: BuildResult, cwd: string): void {
  const found = findingsOf(program, cwd);
  const isClean = found.every(
    (one) => one.diagnostic.severity === "hint" || one.diagnostic.severity === "info",
  );
  if (!program.ok || !isClean || (build === undefined && problems.length === 0)) {
    printFindings(found, program.untold, program.files.length, "pretty");
  }
  printBundleProblems(problems);
}

/** `onstage build`: TypeScript and a bundle with source maps into `dist/`. Answers the exit code. */
export async function build(options: BuildOptions): Promise<number> {
  const cwd = process.cwd();
  const { folder } = projectRequest([], cwd);
  const look = async (previous?: Program): Promise<BuildResult> => {
    const result = await buildProject(folder, previous);
    printBuildFindings(result, cwd);
    if (result.build !== undefined) {
      const { rules, files, hash } = result.build;
      const place = path.relative(cwd, result.build.folder) || ".";
      process.stderr.write(
        `built ${rules} rules from ${files.length} files into ${place}/ (${hash.slice(0, 12)})\n`,
      );
    }
    return result;
  };
  let result = await look();
  if (options.watch === true) {
    await watchFiles(path.resolve(folder), async () => {
      result = await look(result.program);
    });
  }
  return result.build === undefined ? 1 : 0;
}
