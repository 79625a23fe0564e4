import path from "node:path";
import { blocksOf } from "@onstage/compiler";
import { ServiceError, startService } from "@onstage/runtime/service";
import { missingSettings } from "@onstage/stdlib";
import { findings } from "../output/found.ts";
import { projectRequest, readProjectFile } from "../project/open.ts";
import { UsageError } from "../usage-error.ts";
import { buildProject, printBuildFindings } from "./build.ts";

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly durability: "full" | "relaxed";
  readonly keepDays?: number;
}

/** Builds the project anew for a running service; what is wrong goes back to whoever asked, and the old rules go on. */
export function reloadFrom(folder: string): NonNullable<Parameters<typeof startService>[0]["reload"]> {
  return async () => {
    const { program, build, problems } = await buildProject(folder);
    if (build !== undefined) return { ok: true, build: build.folder };
    if (problems.length > 0) {
      const errors = problems.map(({ text }) => ({ code: "OS5306", message: text }));
      return { ok: false, detail: "The actions cannot be bundled; the running rule set goes on.", errors };
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
    return { ok: false, detail: "The rules have errors; the running rule set goes on.", errors };
  };
}

function adminToken(): string {
  const token = process.env.ONSTAGE_TOKEN;
  if (token !== undefined && token !== "") return token;
  throw new UsageError(
    "no admin token is set, and without one nobody could call the service",
    "set ONSTAGE_TOKEN to a long random text, for instance: export ONSTAGE_TOKEN=$(openssl rand -hex 32)",
  );
}

/** How long the reader of the log has for the last lines, in milliseconds. */
const lastLinesLimit = 1000;

/** What the service needs of the project. */
interface Built {
  readonly folder: string;
  readonly rules: number;
  readonly hooks: Parameters<typeof startService>[0]["hooks"];
}

/**
 * Builds the project and says what is wrong with it. Nothing of the compiler is kept for as long as the service lives.
 *
 * @returns undefined where there is no build
 */
async function built(project: string, cwd: string): Promise<Built | undefined> {
  const result = await buildProject(project);
  const { build, program } = result;
  if (build === undefined) {
    printBuildFindings(result, cwd);
    return undefined;
  }
  const actions = program.files
    .flatMap(blocksOf)
    .flatMap((block) => block.rules.map((rule) => rule.action.name));
  for (const sentence of missingSettings(actions, process.env))
    process.stderr.write(`warning: ${sentence}\n`);
  for (const name of program.project.config.secrets) {
    if ((process.env[name] ?? "") !== "") continue;
    process.stderr.write(`warning: ${name} is not set, so actions that read this secret will fail; set it\n`);
  }
  return { folder: build.folder, rules: build.rules, hooks: program.project.config.hooks };
}

/** `onstage serve`: the service, until SIGTERM or Ctrl-C. Answers the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const cwd = process.cwd();
  const token = adminToken();
  const { folder } = projectRequest([], cwd);
  const build = await built(folder, cwd);
  if (build === undefined) return 1;
  const data = path.resolve(cwd, options.data);
  const stopped = Promise.withResolvers<void>();
  // Listened to until the end: npm passes a Ctrl-C on that the service has had already, and a second one must not cut off
  // what is ending. A signal brings its name along, which is no reason to have stopped.
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stopped.resolve());
  // Verbs that print end with their reader; the service outlives whoever has started it.
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeAllListeners("error");
    stream.on("error", () => undefined);
  }
  try {
    const service = await startService({
      data,
      host: options.host,
      port: options.port,
      token,
      durability: options.durability,
      keepDays: options.keepDays,
      build: build.folder,
      reload: reloadFrom(folder),
      hooks: build.hooks,
    });
    process.stderr.write(`onstage serves ${build.rules} rules at ${service.url}; Ctrl-C ends it\n`);
    const broken = await Promise.race([stopped.promise, service.broken]);
    await service.stop();
    if (broken !== undefined) throw broken;
    return 0;
  } catch (error) {
    if (error instanceof ServiceError) throw new UsageError(error.message, error.help);
    throw error;
  } finally {
    // Lines that nobody reads would keep the process for ever; where there are none, it has ended by then.
    setTimeout(() => process.exit(), lastLinesLimit).unref();
  }
}
