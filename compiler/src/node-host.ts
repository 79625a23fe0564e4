import { globSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type FileBytes, type Host, maximumFileBytes, type SignatureSource } from "./project/host.ts";
import { isSignatureSet, type SignatureSet } from "./types/signatures.ts";

/** Loaded where it is used: most checks do without, and it takes as long as everything else that Node loads for them. */
const sha256 = () => process.getBuiltinModule("node:crypto").createHash("sha256");

/** Changes whenever the reader would answer differently for the same file. */
const readerVersion = "7";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "it may not be read by this user",
  EPERM: "it may not be read by this user",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

function errorCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

function read(file: string): FileBytes {
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return { ok: false, problem: { kind: "folder" } };
    if (!stats.isFile())
      return { ok: false, problem: { kind: "unreadable", reason: "it is no ordinary file" } };
    if (stats.size > maximumFileBytes)
      return { ok: false, problem: { kind: "too-large", bytes: stats.size } };
    return { ok: true, bytes: readFileSync(file) };
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { ok: false, problem: { kind: "missing" } };
    return {
      ok: false,
      problem: { kind: "unreadable", reason: reasons[code] ?? `the system says ${code || "no"}` },
    };
  }
}

const slashes = (file: string): string => file.split(path.sep).join("/");

function find(folder: string, patterns: readonly string[]): readonly string[] {
  const found = globSync([...patterns], {
    cwd: folder,
    exclude: (name) => name === "node_modules" || name === "dist" || name === ".onstage" || name === ".git",
  });
  return [...new Set(found.map(slashes))].toSorted();
}

/** Hash of a file and of everything it imports by a relative path: what its types can depend on within the project. */
function contentHash(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return "";
  seen.add(file);
  const bytes = read(file);
  if (!bytes.ok) return "missing";
  const text = Buffer.from(bytes.bytes).toString("utf8");
  const imports = [...text.matchAll(/\bfrom\s+["'](\.[^"']+)["']/g)].map((match) => match[1] ?? "");
  const inner = imports.map((name) => contentHash(path.resolve(path.dirname(file), name), seen));
  return sha256().update(readerVersion).update(bytes.bytes).update(inner.join()).digest("hex");
}

interface CacheFile {
  readonly key: string;
  readonly set: SignatureSet;
}

function isCacheFile(value: unknown): value is CacheFile {
  return (
    typeof value === "object" &&
    value !== null &&
    "key" in value &&
    "set" in value &&
    isSignatureSet(value.set)
  );
}

function readCache(file: string, key: string): SignatureSet | undefined {
  const bytes = read(file);
  if (!bytes.ok) return undefined;
  try {
    const cached: unknown = JSON.parse(Buffer.from(bytes.bytes).toString("utf8"));
    return isCacheFile(cached) && cached.key === key ? cached.set : undefined;
  } catch (error) {
    // A cache that was cut off by a crash is as good as none.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function writeCache(file: string, cache: CacheFile): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(cache));
    renameSync(temporary, file);
  } catch (error) {
    // A project that may not be written to is checked all the same, only slower.
    if (errorCode(error) === "") throw error;
  }
}

/** Settings of a host on Node. */
export interface NodeHostOptions {
  /** Where types of packages are found that may not be installed beside the project. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reaches files by Node. Signatures of the project's own actions and events are kept in `.onstage/cache`, so that TypeScript is
 * only loaded when one of them has changed.
 */
export function nodeHost(options: NodeHostOptions = {}): Host {
  const signatures = async (project: string, files: readonly SignatureSource[]): Promise<SignatureSet> => {
    const hashes = files.map((file) => `${file.holds} ${file.shown} ${contentHash(file.path)}`);
    const packages = Object.values(options.packages ?? {})
      .flat()
      .map((file) => contentHash(file));
    const key = sha256()
      .update([...hashes, ...packages].join("\n"))
      .digest("hex");
    const cache = path.join(project, ".onstage", "cache", "signatures.json");
    const cached = readCache(cache, key);
    if (cached !== undefined) return cached;
    const { readSignatures } = await import("./types/signature-reader.ts");
    const set = readSignatures(
      files.map((file) => ({
        path: file.path,
        module: file.shown,
        shown: file.shown.replace(/^\.\//, ""),
        holds: file.holds,
      })),
      options.packages,
    );
    writeCache(cache, { key, set });
    return set;
  };
  return { read, find, signatures };
}
