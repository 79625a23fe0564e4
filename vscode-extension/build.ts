/** Bundles the extension's client and the language server: `node vscode-extension/build.ts`, after the packages. */
import { copyFileSync, cpSync, existsSync, globSync, rmSync } from "node:fs";
import path from "node:path";
import { type BuildOptions, build } from "esbuild";

const here = import.meta.dirname;
const runtimeSource = path.join(here, "../runtime/src");
const compilerSource = path.join(here, "../compiler/src");

const common = {
  absWorkingDir: here,
  bundle: true,
  platform: "node",
  // The Node of the oldest editor that the manifest allows.
  target: "node22.15",
  conditions: ["onstage-source"],
  // Older kinds of modules hide what they need from the bundler.
  mainFields: ["module", "main"],
  minify: true,
  keepNames: true,
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

/** CommonJS packages inside the bundle still ask for Node's modules with `require`. */
const requireShim =
  'import { createRequire as __createRequire } from "node:module"; import { fileURLToPath as __toPath } from "node:url"; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __toPath(new URL(".", import.meta.url));';

/**
 * Writes everything that the extension runs.
 *
 * @param target the folder to write to; what an earlier build wrote there is removed
 * @param library path of the signatures of the actions that come with Onstage
 */
export async function buildExtension(target: string, library: string): Promise<void> {
  if (!existsSync(library))
    throw new Error(`There is no ${library}; run the build of the whole project first.`);
  for (const pattern of ["client.cjs", "server.mjs", "chunks", "runtime", "schemas", "signatures.json"])
    rmSync(path.join(target, pattern), { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: ["src/client.ts"],
    outfile: path.join(target, "client.cjs"),
    format: "cjs",
    external: ["vscode"],
  });
  await build({
    ...common,
    // What reads the TypeScript of actions is a chunk of its own, loaded only for projects that have some.
    splitting: true,
    entryPoints: { server: "../lsp/src/stdio.ts" },
    outdir: target,
    chunkNames: "chunks/[name]-[hash]",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    banner: { js: requireShim },
  });
  copyFileSync(library, path.join(target, "signatures.json"));
  // Actions are written with these types, and a folder may be opened before anything is installed in it.
  for (const file of globSync("{actions,rules,time}/*.ts", { cwd: runtimeSource })) {
    cpSync(path.join(runtimeSource, file), path.join(target, "runtime", file));
  }
  for (const file of ["schema/crm.schema.json", "project/onstage.schema.json"]) {
    cpSync(path.join(compilerSource, file), path.join(target, "schemas", path.basename(file)));
  }
}

if (import.meta.main) {
  await buildExtension(path.join(here, "dist"), path.join(here, "../stdlib/dist/signatures.json"));
}
