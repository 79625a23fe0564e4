import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { blocksOf, holdsOnlyTests, type Program, runningRules } from "@onstage/compiler";
import type { BuildFailure, Message, Plugin } from "esbuild";
import { UsageError } from "../usage-error.ts";
import { importedBy } from "./imported.ts";
import { packageEntry } from "./packages.ts";
import { ruleShapes } from "./rule-shapes.ts";

/** The packages that emitted code may name: they are taken from this command, installed in the project or not. */
const ownPackage = /^@onstage\/(runtime|stdlib)(\/|$)/;

/**
 * Finds what emitted code imports: packages, and the project's own actions, wherever the output lies. Importing an
 * action has no effect of its own that a build would have to keep, so the pure half of a build, which calls none, ends
 * up without a line of any.
 */
function resolveImports(project: string, output: string): Plugin {
  return {
    name: "onstage-imports",
    setup: (build) => {
      build.onResolve({ filter: ownPackage }, ({ path: name }) => ({
        path: packageEntry(name),
        sideEffects: false,
      }));
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path: name, importer, resolveDir }) => {
        if (!importer.startsWith(output + path.sep)) return undefined;
        const found = path.relative(output, path.resolve(resolveDir, name));
        if (!found.startsWith("..")) return undefined;
        // Emitted code is written for `dist/` in the project.
        return { path: path.resolve(project, "dist", found), sideEffects: false };
      });
    },
  };
}

/** Something that keeps the project's own actions from being bundled; the path of its place is absolute. */
export interface BundleProblem {
  readonly text: string;
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

/** A build, or why there is none. */
export type BuildOutcome =
  | { readonly ok: true; readonly build: Build }
  | { readonly ok: false; readonly problems: readonly BundleProblem[] };

function problemsOf(messages: readonly Message[], folder: string): readonly BundleProblem[] {
  return messages.map(({ text, location }) => {
    if (location === null) return { text };
    const { file, line, column } = location;
    return { text, place: { file: path.resolve(folder, file), line, column: column + 1 } };
  });
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

/** What a build has written. */
export interface Build {
  readonly folder: string;
  readonly hash: string;
  readonly files: readonly string[];
  readonly rules: number;
}

/** The pure half, and the half that touches the world. */
const entries = { rules: "ruleset.ts", calls: "calls.ts" } as const;

function write(folder: string, name: string, content: string | Uint8Array): void {
  const file = path.join(folder, name);
  if (!file.startsWith(path.resolve(folder) + path.sep)) throw new Error(`${name} leads out of ${folder}`);
  mkdirSync(path.dirname(file), { recursive: true });
  // Whoever reads the folder meanwhile finds the old file or the new one, never half of one.
  const temporary = path.join(path.dirname(file), `.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const isTooLong = error instanceof Error && "code" in error && error.code === "ENAMETOOLONG";
    if (!isTooLong) throw error;
    const shown = `${path.basename(name).slice(0, 40)}…`;
    throw new UsageError(
      `no file can be called \`${shown}\`: that is too long`,
      "give its rules a shorter name",
    );
  }
}

/** Writes the TypeScript of a program, each file with its map beside it. */
function writeTypeScript(program: Program, folder: string): void {
  for (const file of program.emit()) {
    const name = path.basename(file.path);
    const link = file.map === undefined ? "" : `//# sourceMappingURL=${encodeURIComponent(name)}.map\n`;
    write(folder, file.path, file.code + link);
    if (file.map !== undefined) write(folder, `${file.path}.map`, file.map);
  }
}

/** How many builds are being bundled. */
let bundling = 0;

/**
 * Writes a checked program into a folder: its TypeScript, and the two bundles that the service loads, with maps that
 * lead back to the `.rules` lines. The same program gives the same bytes.
 *
 * @param program a program that is `ok`
 * @param folder the output folder, made where there is none
 * @param halves which of the bundles to make
 * @returns the build, or what is wrong with the project's own actions
 */
export async function writeBuild(
  program: Program,
  folder: string,
  halves: readonly (keyof typeof entries)[] = ["rules", "calls"],
): Promise<BuildOutcome> {
  writeTypeScript(program, folder);
  const { build, stop } = await import("esbuild");
  bundling += 1;
  const bundled = await build({
    absWorkingDir: folder,
    entryPoints: Object.fromEntries(halves.map((half) => [half, entries[half]])),
    outdir: ".",
    write: false,
    metafile: true,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    sourcemap: "linked",
    minifyWhitespace: true,
    legalComments: "none",
    logLevel: "silent",
    plugins: [resolveImports(path.resolve(program.project.folder), path.resolve(folder))],
    // Some libraries that actions use are written for `require`.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
  })
    .catch((error: unknown) => {
      if (isBuildFailure(error)) return error;
      throw error;
    })
    .finally(() => {
      bundling -= 1;
      // Its process would wait for further builds as long as this one lives.
      return bundling === 0 ? stop() : undefined;
    });
  if (isBuildFailure(bundled)) return { ok: false, problems: problemsOf(bundled.errors, folder) };
  // The bundler takes two files of such names for one, and says so by the way.
  const alike = bundled.warnings.filter(({ id }) => id === "different-path-case");
  if (alike.length > 0) return { ok: false, problems: problemsOf(alike, folder) };
  const hash = createHash("sha256");
  for (const output of bundled.outputFiles.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    if (!output.path.endsWith(".map")) hash.update(path.basename(output.path)).update(output.contents);
    write(folder, path.basename(output.path), output.contents);
  }
  const files = program.files.filter((file) => !holdsOnlyTests(file)).map((file) => file.path);
  const running = program.files.flatMap(blocksOf).filter((block) => !block.node.disabled);
  const rules = running.flatMap(runningRules).length;
  const imported = importedBy(bundled.metafile.inputs, folder, (name) => ownPackage.test(name));
  const shapes = ruleShapes(program, imported);
  const manifest = { format: 2, hash: hash.digest("hex"), rules, files, shapes };
  write(folder, "package.json", `${JSON.stringify({ type: "module", private: true })}\n`);
  write(folder, "ruleset.json", `${JSON.stringify(manifest, null, 2)}\n`);
  return { ok: true, build: { folder, hash: manifest.hash, files, rules } };
}
