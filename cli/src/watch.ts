import path from "node:path";

/** Folders in which nothing that a build depends on lies. */
const ignored = new Set(["node_modules", "dist", ".git", ".onstage"]);
/** Milliseconds of quiet after which a change is looked at: editors save in several steps. */
const quiet = 60;

/**
 * Calls back after each change of a file that matters to a project, one call at a time, until Ctrl-C.
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
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const matters = (file: string) => /\.(rules|json|ts)$/.test(file);
  return new Promise((resolve, reject) => {
    watcher.on("all", (_event, file) => {
      if (!matters(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(changed);
        running.catch(reject);
      }, quiet);
    });
    watcher.on("error", reject);
    process.once("SIGINT", () => {
      clearTimeout(timer);
      running.then(() => watcher.close()).then(resolve, reject);
    });
  });
}
