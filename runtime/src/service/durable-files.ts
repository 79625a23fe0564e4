import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes the names in a folder survive a crash. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}

/** Writes a new file and waits until it is on the disk. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  await using handle = await open(path, "w", 0o600);
  await handle.writeFile(content);
  await handle.sync();
}

/** Replaces a file by another content: whoever reads it finds the old or the new one, never a part, even after a crash. */
export async function replaceFile(path: string, content: string): Promise<void> {
  await writeDurably(`${path}.new`, content);
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}
