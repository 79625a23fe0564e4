import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  createProgram,
  type FileBytes,
  type Host,
  loadProject,
  type Program,
  type ProjectRequest,
  type SignatureSet,
  type SignatureSource,
} from "@onstage/compiler";
import { readSignatures } from "@onstage/compiler/signatures";

const root = path.resolve(import.meta.dirname, "../..");
const packages = { "@onstage/runtime/actions": [path.join(root, "runtime/src/actions/index.ts")] };

/** Files of a project by their path in it: text, or what the file system answers instead. */
export type Files = Readonly<Record<string, string | FileBytes>>;

/** Where the sample project lies, as messages show it. */
export const sampleFolder = "/home/anna";

const config = {
  schema: "crm.schema.json",
  rules: ["rules/**/*.rules"],
  actions: ["actions/**/*.ts"],
  triggers: ["triggers/**/*.ts"],
  timezone: "Europe/Berlin",
  locale: "en-GB",
  currency: "EUR",
};

/** The project that every page is about: the schema of the docs, and the rules and actions of the page. */
export const sampleFiles: Files = {
  "onstage.json": JSON.stringify(config),
  "crm.schema.json": readFileSync(path.join(root, "docs/diagnostics/crm.schema.json"), "utf8"),
};

/** The signatures of the actions and events that come with Onstage, read from their source. */
export function readLibrary(): SignatureSet {
  const files = globSync("stdlib/src/{actions,triggers}/*.ts", { cwd: root });
  return readSignatures(
    files
      .toSorted()
      .filter((file) => path.basename(file) !== "index.ts")
      .map((file) => {
        const holds = path.basename(path.dirname(file)) === "triggers" ? "event" : "action";
        return { path: path.join(root, file), module: "@onstage/stdlib", shown: file, holds };
      }),
    packages,
  );
}

/** Reads actions by TypeScript, which wants them in real files. */
function signaturesOf(sources: readonly SignatureSource[], textOf: (path: string) => string): SignatureSet {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-docs-"));
  try {
    const files = sources.map((source) => {
      const { shown, holds } = source;
      const file = path.join(folder, shown);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, textOf(source.path));
      return { path: file, module: shown, shown: shown.replace(/^\.\//, ""), holds };
    });
    return readSignatures(files, packages);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function memoryHost(files: Files): Host {
  const read = (file: string): FileBytes => {
    const found = files[path.posix.relative(sampleFolder, file)];
    if (found === undefined) return { ok: false, problem: { kind: "missing" } };
    return typeof found === "string" ? { ok: true, bytes: new TextEncoder().encode(found) } : found;
  };
  const text = (file: string): string => {
    const bytes = read(file);
    return bytes.ok ? new TextDecoder().decode(bytes.bytes) : "";
  };
  return {
    read,
    find: (_, patterns) =>
      Object.keys(files).filter((file) => patterns.some((pattern) => path.posix.matchesGlob(file, pattern))),
    signatures: async (_, sources) => signaturesOf(sources, text),
  };
}

/**
 * Checks a project that lies in memory.
 *
 * @param files its files
 * @param library the actions that come with Onstage
 * @param request what to look at; the whole folder if left out
 */
export async function checkSample(
  files: Files,
  library: SignatureSet,
  request: ProjectRequest = { kind: "folder", folder: sampleFolder },
): Promise<Program> {
  return createProgram(await loadProject(request, library, memoryHost(files)));
}
