/** Builds everything: TypeScript, the signatures of the standard library, and the bundles. `npm run build` calls it. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { build, type Plugin } from "esbuild";
import { ajvOptions } from "../compiler/src/schema/validators.ts";

const standaloneCode = standalone.default;

const root = path.dirname(import.meta.dirname);
const at = (...parts: readonly string[]): string => path.join(root, ...parts);

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Writes what rules can call, read from the TypeScript of the standard library. Slow, so only when it has changed. */
async function writeSignatures(): Promise<void> {
  const files = globSync("stdlib/src/{actions,triggers}/*.ts", { cwd: root })
    .filter((file) => path.basename(file) !== "index.ts")
    .toSorted();
  const readers = globSync("compiler/src/types/*.ts", { cwd: root }).toSorted();
  const types = globSync("runtime/src/actions/*.ts", { cwd: root }).toSorted();
  const hash = createHash("sha256");
  for (const file of [...files, ...readers, ...types]) hash.update(file).update(readFileSync(at(file)));
  const key = hash.digest("hex");
  const target = at("stdlib", "dist", "signatures.json");
  const known: unknown = existsSync(target) ? JSON.parse(readFileSync(target, "utf8")) : undefined;
  if (typeof known === "object" && known !== null && "key" in known && known.key === key) return;
  const { readSignatures } = await import("../compiler/src/types/signature-reader.ts");
  const set = readSignatures(
    files.map((file) => {
      const folder = path.basename(path.dirname(file));
      const module = `@onstage/stdlib/${folder}`;
      const holds = folder === "triggers" ? "event" : "action";
      return { path: at(file), module, shown: `${module}/${path.basename(file, ".ts")}`, holds };
    }),
  );
  if (set.problems.length > 0) {
    console.error("These actions and events cannot be read:", set.problems);
    process.exit(1);
  }
  writeFileSync(target, `${JSON.stringify({ key, ...set }, null, 2)}\n`);
}

/** Puts the validators of the JSON Schemas into a bundle as code, so that a start does not compile them. */
const compiledValidators: Plugin = {
  name: "compiled-validators",
  setup: (bundle) => {
    bundle.onLoad({ filter: /[/\\]schema[/\\]validators\.ts$/ }, ({ path: file }) => {
      const formats = { crm: "schema/crm.schema.json", config: "project/onstage.schema.json" };
      const ajv = new Ajv({ ...ajvOptions, code: { source: true, esm: true } });
      for (const [name, format] of Object.entries(formats)) {
        const text = readFileSync(at("compiler", "src", format), "utf8");
        ajv.addSchema({ ...JSON.parse(text), $id: name });
      }
      const code = standaloneCode(ajv, { crm: "crm", config: "config" });
      const names = "export const crmValidator = () => crm; export const configValidator = () => config;";
      return { contents: `${code}\n${names}`, loader: "js", resolveDir: path.dirname(file) };
    });
  },
};

/** Node takes five milliseconds to make a module of `process`, a twentieth of a whole check; the global is there anyway. */
const globalProcess: Plugin = {
  name: "global-process",
  setup: (bundle) => {
    bundle.onResolve({ filter: /^(node:)?process$/ }, () => ({ path: "process", namespace: "global" }));
    bundle.onLoad({ filter: /./, namespace: "global" }, () => ({
      contents: "module.exports = globalThis.process;",
    }));
  },
};

/** The command line in a few files that load as they are needed. */
async function bundleCommandLine(): Promise<void> {
  rmSync(at("cli", "dist", "bundle"), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { main: "cli/src/main.ts", builder: "cli/src/project/builder.ts" },
    outdir: "cli/dist/bundle",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    conditions: ["onstage-source"],
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: "linked",
    legalComments: "none",
    plugins: [compiledValidators, globalProcess],
    logLevel: "warning",
    external: [
      "@onstage/runtime",
      "@onstage/runtime/*",
      "@onstage/stdlib",
      "@onstage/stdlib/*",
      "esbuild",
      "ts-morph",
      "chokidar",
    ],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  rmSync(at("cli", "dist", "diagnostics"), { recursive: true, force: true });
  mkdirSync(at("cli", "dist", "diagnostics"), { recursive: true });
  for (const page of globSync("docs/diagnostics/OS*.md", { cwd: root })) {
    cpSync(at(page), at("cli", "dist", "diagnostics", path.basename(page)));
  }
}

run(at("node_modules", "typescript", "bin", "tsc"), ["-b"]);
await writeSignatures();
await bundleCommandLine();
if (existsSync(at("vscode-extension", "build.ts"))) run(at("vscode-extension", "build.ts"), []);
