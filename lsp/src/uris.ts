import { posix } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * The path of a document on disk, absolute and with `/`, as the compiler knows paths.
 *
 * @returns nothing for documents that are no files of this machine, such as unsaved ones (`untitled:`)
 */
export function pathOfUri(uri: string): string | undefined {
  if (!uri.startsWith("file:")) return undefined;
  try {
    const path = fileURLToPath(uri).replaceAll("\\", "/");
    return path.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
  } catch (error) {
    // Files of another machine, and addresses that are no paths, are known by their text alone.
    if (error instanceof TypeError || error instanceof URIError) return undefined;
    throw error;
  }
}

/** The address of an absolute path. */
export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

/** The path of a file of a project, from the path as the project knows it. */
export function inFolder(folder: string, path: string): string {
  if (/^([A-Za-z]:)?\//.test(path)) return posix.normalize(path);
  return posix.join(folder, path);
}

/** The path as a project knows it, of a file below its folder. */
export function fromFolder(folder: string, path: string): string | undefined {
  const start = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}
