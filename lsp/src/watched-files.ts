import type { Program } from "@onstage/compiler";
import {
  type Connection,
  DidChangeWatchedFilesNotification,
  type Disposable,
  type FileSystemWatcher,
} from "vscode-languageserver";
import { inFolder, uriOfPath } from "./uris.ts";

/** Asks the editor to say when a file changes that a check depends on. */
export interface WatchedFiles {
  /** Watches what a project is made from, from now on. */
  readonly follow: (program: Program) => Promise<void>;
}

const anywhere: readonly FileSystemWatcher[] = [
  { globPattern: "**/onstage.json" },
  { globPattern: "**/*.rules" },
];

/** The folder and pattern of a path with or without `..` at its start. */
function watcherOf(folder: string, pattern: string): FileSystemWatcher {
  const [, above = "", rest = pattern] = /^((?:\.\.?\/)*)(.*)$/.exec(pattern) ?? [];
  const base = inFolder(folder, above === "" ? "." : above).replace(/(?<=.)\/$/, "");
  return { globPattern: { baseUri: uriOfPath(base), pattern: rest } };
}

function watchersOf({ project: { folder, config } }: Program): readonly FileSystemWatcher[] {
  const patterns = ["onstage.json", config.schema, ...config.rules, ...config.actions, ...config.triggers];
  return patterns.filter((pattern) => !/^([A-Za-z]:)?\//.test(pattern)).map((one) => watcherOf(folder, one));
}

/**
 * Starts to watch.
 *
 * @param connection to an editor that can be asked to watch
 * @param relative whether it understands patterns that are relative to a folder
 */
export async function watchFiles(connection: Connection, relative: boolean): Promise<WatchedFiles> {
  const register = (watchers: readonly FileSystemWatcher[]): Promise<Disposable> =>
    connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [...watchers] });
  await register(anywhere);
  const known = new Map<string, { readonly key: string; readonly registered: Promise<Disposable> }>();
  return {
    follow: async (program) => {
      if (!relative) return;
      const { folder } = program.project;
      const watchers = watchersOf(program);
      const key = JSON.stringify(watchers);
      const before = known.get(folder);
      if (before?.key === key) return;
      const registered = register(watchers);
      known.set(folder, { key, registered });
      await registered;
      (await before?.registered)?.dispose();
    },
  };
}
