import path from "node:path";

/** Folders in which nothing that a build depends on lies. */
const ignored = new Set(["node_modules", "dist", ".git", ".onstage"]);
/** Milliseconds of quiet after which a change is looked at: editors save in several steps. */
const quiet = 60;

/**
 * Calls back after each change of a file that matters to a project, one call at a time, until Ctrl-C or SIGTERM.
 *
 * @param folder the project
 * @param changed what to do; a change that comes meanwhile leads to one more call
 */
export async function watchFiles(folder: string, changed: () => Promise<void>): Promise<void> {
  const { watch } = await import("chokidar");
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (file) =>
      path
        .relative(folder, file)
        .split(path.sep)
        .some((part) => ignored.has(part)),
  });
  const matters = (file: string) => /\.(rules|json|ts)$/.test(file);
  const over = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  watcher.on("all", (_event, file) => {
    if (!matters(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(changed);
      running.catch(over.reject);
    }, quiet);
  });
  watcher.once("ready", () => process.stderr.write("watching for changes; Ctrl-C ends it\n"));
  watcher.on("error", over.reject);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => over.resolve());
  try {
    await over.promise;
  } finally {
    clearTimeout(timer);
    await watcher.close();
  }
  await running;
}
