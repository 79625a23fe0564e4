import path from "node:path";
import type { Program } from "@onstage/compiler";
import { type Build, writeBuild } from "../project/bundle.ts";
import { openProgram, projectRequest } from "../project/open.ts";
import { watchFiles } from "../watch.ts";
import { findingsOf, printFindings } from "./check.ts";

export interface BuildOptions {
  readonly watch?: true;
}

/** A build, or the program whose errors stand in its way. */
export type BuildResult = { readonly program: Program; readonly build?: Build };

/** Checks a project and, where nothing is wrong, writes it into its `dist/`. The build that is there stays otherwise. */
export async function buildProject(folder: string, previous?: Program): Promise<BuildResult> {
  const program = await openProgram({ kind: "folder", folder }, previous);
  if (!program.ok) return { program };
  return { program, build: await writeBuild(program, path.join(folder, "dist")) };
}

/** `onstage build`: TypeScript and a bundle with source maps into `dist/`. Answers the exit code. */
export async function build(options: BuildOptions): Promise<number> {
  const cwd = process.cwd();
  const { folder } = projectRequest([], cwd);
  const look = async (previous?: Program): Promise<BuildResult> => {
    const result = await buildProject(folder, previous);
    const found = findingsOf(result.program, cwd);
    const isClean = found.every(
      (one) => one.diagnostic.severity === "hint" || one.diagnostic.severity === "info",
    );
    if (result.build === undefined || !isClean) printFindings(found, result.program.files.length, "pretty");
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
