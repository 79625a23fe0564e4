import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PermanentError } from "../actions/errors.ts";
import type { Files, StoredFile } from "../actions/files.ts";
import { codeOf } from "../unknown.ts";
import { syncFolder, writeDurably } from "./durable-files.ts";

/** The largest file, in bytes. */
export const LARGEST_FILE = 25 * 1024 * 1024;
/** The longest name and media type, in characters. */
const LONGEST_NAME = 255;
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:;\s*[\w-]{1,50}=[\w."-]{1,100})*$/;

/** SHA-256 in hexadecimal: what files are named by. */
export const HASH = /^[0-9a-f]{64}$/;

/** Where files of actions lie in a data folder. */
export function filesFolder(data: string): string {
  return join(data, "files");
}

/** Where a file lies; each folder holds some, since one with all would be slow to list. */
export function pathOfFile(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash);
}

/**
 * Says what a file is known by, without keeping it.
 *
 * @throws PermanentError where its name, its type or its size cannot be
 */
export function describeFile(name: string, type: string, bytes: Uint8Array): StoredFile {
  if (name === "" || name.length > LONGEST_NAME || /[/\\\p{Cc}]/u.test(name)) {
    throw new PermanentError(`“${name.slice(0, 80)}” is no name for a file.`);
  }
  if (!MEDIA_TYPE.test(type)) throw new PermanentError(`“${type.slice(0, 80)}” is no media type.`);
  if (bytes.byteLength > LARGEST_FILE) {
    throw new PermanentError(`“${name}” has ${bytes.byteLength} bytes; ${LARGEST_FILE} can be kept.`);
  }
  const hash = createHash("sha256").update(bytes).digest("hex");
  return { name, type, hash, url: `/v1/files/${hash}` };
}

async function isThere(path: string, size: number): Promise<boolean> {
  try {
    return (await stat(path)).size === size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Keeps files in a folder, each under what is in it: whoever finds one finds all of it, even after a crash. */
export function keptFiles(folder: string): Files {
  return {
    put: async (name, type, bytes) => {
      const file = describeFile(name, type, bytes);
      const path = pathOfFile(folder, file.hash);
      if (await isThere(path, bytes.byteLength)) return file;
      const place = join(path, "..");
      await mkdir(place, { recursive: true, mode: 0o700 });
      const part = `${path}.${randomUUID()}`;
      try {
        await writeDurably(part, bytes);
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      await syncFolder(place);
      await syncFolder(folder);
      return file;
    },
    read: async ({ hash }) => {
      if (!HASH.test(hash)) return null;
      try {
        return await readFile(pathOfFile(folder, hash));
      } catch (error) {
        if (codeOf(error) === "ENOENT") return null;
        throw error;
      }
    },
  };
}

async function nowhere(): Promise<never> {
  throw new PermanentError("There is no folder for files here.");
}

/** Where no files can be kept. */
export const noFiles: Files = { put: nowhere, read: nowhere };

/** Keeps files in memory: for trials. */
export function filesInMemory(): Files {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (name, type, bytes) => {
      const file = describeFile(name, type, bytes);
      kept.set(file.hash, Uint8Array.from(bytes));
      return file;
    },
    read: async ({ hash }) => kept.get(hash) ?? null,
  };
}
