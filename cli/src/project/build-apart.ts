import { fork } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { fileURLToPath } from "node:url";
import { UsageError } from "../usage-error.ts";
import type { BuildReport } from "./build-report.ts";

/** A build that came to an end: what the project is, or what is wrong with it. */
export type BuiltApart = Extract<BuildReport, { readonly kind: "built" | "wrong" }>;

function builder(): string {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return fileURLToPath(new URL(`./builder.${extension}`, import.meta.url));
}

/** The error that ended a build in another process, as it was there. */
function failureOf({ message, stack, code, path }: Extract<BuildReport, { readonly kind: "broke" }>): Error {
  const error = Object.assign(
    new Error(message),
    code !== undefined && { code },
    path !== undefined && { path },
  );
  if (stack !== undefined) error.stack = stack;
  return error;
}

function taken(report: BuildReport): BuiltApart {
  switch (report.kind) {
    case "built":
    case "wrong":
      return report;
    case "usage":
      throw new UsageError(report.message, report.help);
    case "broke":
      throw failureOf(report);
  }
}

/**
 * Checks and builds a project in a process of its own, which takes the compiler with it when it ends: a service that runs
 * for months does not hold what it needs for a second.
 *
 * @param folder the project
 * @param findings whether what is wrong with it is printed to standard error as well
 * @throws UsageError and errors of the system, as a build in this process does
 */
export async function buildApart(folder: string, findings: "printed" | "silent"): Promise<BuiltApart> {
  const cache = getCompileCacheDir();
  const child = fork(builder(), [folder, findings], {
    // What it would print beside its report is no line of the log.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }) },
  });
  const { promise, resolve, reject } = Promise.withResolvers<BuildReport>();
  // Only our own builder speaks on this channel.
  child.once("message", (message) => resolve(message as BuildReport));
  child.once("error", reject);
  child.once("exit", (code, signal) =>
    reject(new Error(`the process that builds the project ended early, with ${signal ?? `code ${code}`}`)),
  );
  return taken(await promise);
}
