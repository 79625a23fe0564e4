import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { UsageError } from "../usage-error.ts";

/** A run of Vitest, as far as it is used here. */
export interface RunningVitest {
  /** Whether it goes on and waits for changes. */
  readonly shouldKeepServer: () => boolean;
  readonly onClose: (closed: () => void) => void;
  readonly close: () => Promise<void>;
  /** Has a file read anew. */
  readonly invalidateFile: (file: string) => void;
}

/** What is used of the Vitest that the project has: of whichever version, so nothing more is asked of it. */
export interface VitestDoor {
  readonly startVitest: (
    filters: readonly string[],
    options: object,
    viteOverrides: { readonly plugins: readonly object[] },
    streams: { readonly stdout: NodeJS.WriteStream },
  ) => Promise<RunningVitest>;
  /** What Vitest takes for test files by itself. */
  readonly include: readonly string[];
}

function isDoor(module: unknown): module is Pick<VitestDoor, "startVitest"> {
  return typeof module === "object" && module !== null && "startVitest" in module;
}

const usualFiles = ["**/*.{test,spec}.?(c|m)[jt]s?(x)"];

/**
 * Opens the Vitest that is installed in a project: which one, the project says.
 *
 * @throws UsageError where there is none
 */
export async function openVitest(folder: string): Promise<VitestDoor> {
  const find = createRequire(path.join(folder, "package.json"));
  let entry: string;
  try {
    entry = find.resolve("vitest/node");
  } catch {
    throw new UsageError(
      "this project has no Vitest, which runs its tests",
      "install it: `npm install --save-dev vitest`",
    );
  }
  const module: unknown = await import(pathToFileURL(entry).href);
  if (!isDoor(module)) {
    throw new UsageError(
      "the Vitest of this project cannot be started from here",
      "install a newer one: `npm install --save-dev vitest@latest`",
    );
  }
  return { startVitest: module.startVitest, include: usualFiles };
}
