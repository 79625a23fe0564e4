import { mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../unknown.ts";
import { hashOfBuild } from "./build-hash.ts";
import { syncFolder, writeDurably } from "./durable-files.ts";
import { isHash, type Manifest, readManifest } from "./manifest.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { anchorSources } from "./source-maps.ts";

const needed = ["ruleset.json", "rules.js", "calls.js"] as const;
const wanted = ["rules.js.map", "calls.js.map"] as const;
/** A larger file of a build is refused: nobody writes so many rules. */
const largest = 64 * 1024 * 1024;

/** The files of a build in memory, so that what is checked is what is kept. */
export interface BuildFiles {
  readonly manifest: Manifest;
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

function unreadable(path: string, name: string, why: string, help: string): Refusal {
  return refusal("unreadable-file", name, `${path} cannot be read: ${why}.`, help);
}

/** A file of a build; undefined where there is none, and a refusal where there is one that cannot be read. */
async function read(folder: string, name: string): Promise<Uint8Array | undefined | Refusal> {
  const path = join(folder, name);
  try {
    const found = await stat(path);
    if (!found.isFile()) return unreadable(path, name, "it is no file", "Remove it, and build again.");
    if (found.size <= largest) return await readFile(path);
    return unreadable(path, name, `it is larger than ${largest} bytes`, "Divide the project into several.");
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return undefined;
    if (typeof code !== "string") throw error;
    return unreadable(
      path,
      name,
      code,
      "See that the service may read the folder of the build and its files.",
    );
  }
}

/** Reads a build from its folder. */
export async function readBuild(folder: string): Promise<BuildFiles | Refusal> {
  const contents = new Map<string, Uint8Array>();
  for (const name of [...needed, ...wanted]) {
    const content = await read(folder, name);
    if (content === undefined) continue;
    if ("reason" in content) return content;
    contents.set(name, name.endsWith(".map") ? anchorSources(content, join(folder, name)) : content);
  }
  const missing = needed.find((name) => !contents.has(name));
  if (missing !== undefined) {
    return refusal("missing-file", missing, `The build in ${folder} has no file ${missing}.`);
  }
  const manifest = readManifest(new TextDecoder().decode(contents.get("ruleset.json")));
  if ("reason" in manifest) return manifest;
  const hash = hashOfBuild((name) => contents.get(name) ?? "");
  if (hash === manifest.hash) return { manifest, contents };
  const detail = `The code of the build in ${folder} is not the one that its ruleset.json was written for.`;
  return refusal("wrong-hash", "ruleset.json", detail);
}

/** Writes a build into a new folder beside the others, under a name that no rule set has. */
export async function stage(root: string, build: BuildFiles): Promise<string> {
  const folder = await mkdtemp(join(root, ".new-"));
  for (const [name, content] of build.contents) await writeDurably(join(folder, name), content);
  await syncFolder(folder);
  return folder;
}

/** Gives a staged build its name. From then on it is there whole, or not at all. */
export async function publish(root: string, folder: string, hash: string): Promise<void> {
  await rename(folder, join(root, hash));
  await syncFolder(root);
}

/** Whether the kept rule set holds the same code as the build, or why that cannot be known. */
export async function isSame(kept: string, build: BuildFiles): Promise<boolean | Refusal> {
  for (const name of ["rules.js", "calls.js"] as const) {
    const content = await read(kept, name);
    if (content !== undefined && "reason" in content) return content;
    if (!content || Buffer.compare(content, build.contents.get(name) ?? Buffer.alloc(0)) !== 0) return false;
  }
  return true;
}

/** Makes the folder of the rule sets, and clears what a crash left half-written. */
export async function prepareRoot(root: string, entries: readonly string[]): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  for (const name of entries.filter((one) => one.startsWith(".new-"))) {
    await rm(join(root, name), { recursive: true, force: true });
  }
  // Without it, the kind of the modules would depend on whatever project the data folder stands in.
  await writeDurably(join(root, "package.json"), `{ "type": "module" }\n`);
}

/** Removes rule sets that are in no index: only looked at, or let go of and not yet removed. */
export async function clearOrphans(
  root: string,
  entries: readonly string[],
  known: ReadonlySet<string>,
): Promise<void> {
  for (const name of entries.filter((one) => isHash(one) && !known.has(one))) {
    await rm(join(root, name), { recursive: true, force: true });
  }
}
