import path from "node:path";
import { ServiceError, startService } from "@onstage/runtime/service";
import { buildApart } from "../project/build-apart.ts";
import { projectFolder } from "../project/folder.ts";
import { UsageError } from "../usage-error.ts";

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
    const built = await buildApart(folder, "silent");
    if (built.kind === "wrong") return { ok: false, detail: built.detail, errors: built.errors };
    return { ok: true, build: built.folder };
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

/** How long a service that cannot go on may take to end, in milliseconds. */
const endLimit = 20_000;

/** How long the reader of the log has for the last lines, in milliseconds. */
const lastLinesLimit = 1000;

/** `onstage serve`: the service, until SIGTERM or Ctrl-C. Answers the exit code. */
export async function serve(options: ServeOptions): Promise<number> {
  const cwd = process.cwd();
  const token = adminToken();
  const folder = projectFolder(cwd) ?? cwd;
  const build = await buildApart(folder, "printed");
  if (build.kind === "wrong") return 1;
  for (const sentence of build.lacks) process.stderr.write(`warning: ${sentence}\n`);
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
    });
    process.stderr.write(`onstage serves ${build.rules} rules at ${service.url}; Ctrl-C ends it\n`);
    process.on("uncaughtException", service.giveUp);
    const broken = await Promise.race([stopped.promise, service.broken]);
    // What is broken may not even be able to end.
    if (broken !== undefined) setTimeout(() => process.exit(2), endLimit).unref();
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
