import path from "node:path";
import { createProgram, type Host, loadProject, type Program } from "@onstage/compiler";
import { readSignatures } from "@onstage/compiler/signatures";
import * as runtime from "@onstage/runtime/rules";
import { build, type Plugin } from "esbuild";
import { memoryHost } from "../support.ts";
import * as triggers from "./fixtures/triggers.ts";

const fixtures = path.join(import.meta.dirname, "fixtures");

/** Where emitted code imports the actions and events of these tests from. */
export const actionsModule = "reference/actions";
export const triggersModule = "reference/triggers";

const signatures = readSignatures([
  { path: path.join(fixtures, "actions.ts"), module: actionsModule, shown: "actions.ts", holds: "action" },
  { path: path.join(fixtures, "triggers.ts"), module: triggersModule, shown: "triggers.ts", holds: "event" },
]);

/** The files of a project: rules by their path, and what they are checked against. */
export interface ProjectText {
  readonly rules: Readonly<Record<string, string>>;
  readonly schema: object;
  readonly config: object;
}

/** A project in memory, checked. */
export async function programOf({ rules, schema, config }: ProjectText): Promise<Program> {
  const files = Object.fromEntries(Object.entries(rules).map(([name, text]) => [`/p/${name}`, text]));
  const host: Host = memoryHost({
    ...files,
    "/p/onstage.json": JSON.stringify({ schema: "crm.schema.json", rules: ["*.rules"], ...config }),
    "/p/crm.schema.json": JSON.stringify(schema),
  });
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, signatures, host));
}

/** Files in memory, beside modules that are there already. */
function inMemory(files: ReadonlyMap<string, string>): Plugin {
  return {
    name: "in-memory",
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^@onstage\/|^reference\// }, ({ path: name }) => ({ path: name, external: true }));
      onResolve({ filter: /./ }, ({ path: name, importer }) => ({
        path: path.posix.join("/", path.posix.dirname(importer), name),
        namespace: "memory",
      }));
      onLoad({ filter: /./, namespace: "memory" }, ({ path: name }) => {
        const contents = files.get(name.slice(1));
        if (contents === undefined) throw new Error(`nothing was emitted as ${name}`);
        return { contents, loader: "ts" };
      });
    },
  };
}

const modules: Readonly<Record<string, unknown>> = {
  "@onstage/runtime/rules": runtime,
  [triggersModule]: triggers,
};

/** The rule set of a program, as a service would load it. */
export async function ruleSetOf(program: Program): Promise<runtime.RuleSet> {
  const files = new Map(program.emit().map((file) => [file.path, file.code]));
  const bundled = await build({
    entryPoints: ["ruleset.ts"],
    bundle: true,
    write: false,
    format: "cjs",
    logLevel: "silent",
    plugins: [inMemory(files)],
  });
  const exported: { ruleSet?: runtime.RuleSet } = {};
  const load = new Function("require", "module", "exports", bundled.outputFiles[0]?.text ?? "");
  const module = { exports: exported };
  load((name: string) => modules[name], module, exported);
  const { ruleSet } = module.exports;
  if (ruleSet === undefined) throw new Error("no rule set was emitted");
  return ruleSet;
}
