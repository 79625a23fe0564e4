import { blocksOf, type Program } from "@onstage/compiler";
import { missingSettings } from "@onstage/stdlib";
import { findings } from "../output/found.ts";
import { UsageError } from "../usage-error.ts";
import { type BuildResult, buildProject, printBuildFindings } from "../verbs/build.ts";
import type { BuildReport } from "./build-report.ts";
import { readProjectFile } from "./open.ts";

/** A process that builds a project once, tells what came of it, and ends: the compiler goes with it. */

const [folder = ".", printed] = process.argv.slice(2);

/** What the environment lacks for the actions that rules use. */
function lacking(program: Program): readonly string[] {
  const actions = program.files
    .flatMap(blocksOf)
    .flatMap((block) => block.rules.map((rule) => rule.action.name));
  const secrets = program.project.config.secrets.filter((name) => (process.env[name] ?? "") === "");
  return [
    ...missingSettings(actions, process.env),
    ...secrets.map((name) => `${name} is not set, so actions that read this secret will fail; set it`),
  ];
}

function reportOf({ program, build, problems }: BuildResult): BuildReport {
  if (build !== undefined) {
    return { kind: "built", folder: build.folder, rules: build.rules, lacks: lacking(program) };
  }
  if (problems.length > 0) {
    const errors = problems.map(({ text }) => ({ code: "OS5306", message: text }));
    const detail = "The actions cannot be bundled; the running rule set goes on.";
    return { kind: "wrong", detail, errors };
  }
  const errors = findings(program, folder, readProjectFile(program))
    .filter(({ diagnostic }) => diagnostic.severity === "error")
    .map(({ diagnostic, file, start, end }) => ({
      code: diagnostic.code,
      message: diagnostic.message,
      help: diagnostic.help,
      file,
      range: { start: { ...start }, end: { ...end } },
    }));
  return { kind: "wrong", detail: "The rules have errors; the running rule set goes on.", errors };
}

function failed(error: unknown): BuildReport {
  if (error instanceof UsageError) return { kind: "usage", message: error.message, help: error.help };
  if (!(error instanceof Error)) return { kind: "broke", message: String(error) };
  const { message, stack } = error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const path = "path" in error && typeof error.path === "string" ? error.path : undefined;
  return {
    kind: "broke",
    message,
    ...(stack !== undefined && { stack }),
    ...(code !== undefined && { code }),
    ...(path !== undefined && { path }),
  };
}

async function build(): Promise<BuildReport> {
  try {
    const result = await buildProject(folder);
    if (result.build === undefined && printed === "printed") printBuildFindings(result, process.cwd());
    return reportOf(result);
  } catch (error) {
    return failed(error);
  }
}

// Nobody is there any more to take what it builds.
const alone = (): void => process.exit(1);
process.once("disconnect", alone);
const report = await build();
process.send?.(report, () => {
  process.off("disconnect", alone);
  process.disconnect();
});
