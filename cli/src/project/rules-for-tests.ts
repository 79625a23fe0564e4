import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { type Host, loadProject, type Program, createProgram as programOf } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import type { LoadedRuleSet } from "@onstage/runtime/rules";
import { colorsFor } from "../output/colors.ts";
import { findings } from "../output/found.ts";
import { prettyFinding } from "../output/pretty.ts";
import { projectFolder } from "./folder.ts";
import { loadProgram } from "./load-rules.ts";
import { readProjectFile } from "./open.ts";
import { actionTypes, librarySignatures } from "./packages.ts";

/** Rules as a test names them. */
export interface RulesForTests {
  /** Texts of rules, or paths of `.rules` files and of folders with an `onstage.json`. None: those of the project. */
  readonly rules: readonly string[];
  /** What stands in a `crm.schema.json`, or its path; that of the project if left out. */
  readonly schema?: object | string;
  /** What stands in an `onstage.json`, in place of what the project's says. */
  readonly settings?: object;
  /** The folder that paths count from, and whose project it is; the current folder if left out. */
  readonly folder?: string;
}

const slashes = (file: string): string => file.split(path.sep).join("/");

/** A path has neither the angle brackets nor the line ends without which there are no rules. */
export function isRulesPath(text: string): boolean {
  return !/[<>\n;]/u.test(text);
}

/** A host on which some files are other than on the disk. */
function hostWith(files: ReadonlyMap<string, string>): Host {
  const host = nodeHost({ packages: actionTypes() });
  return {
    ...host,
    read: (file) => {
      const text = files.get(file);
      return text === undefined ? host.read(file) : { ok: true, bytes: new TextEncoder().encode(text) };
    },
  };
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

function settingsOf(host: Host, folder: string): object {
  const read = host.read(`${folder}/onstage.json`);
  if (!read.ok) return {};
  const written: unknown = JSON.parse(new TextDecoder().decode(read.bytes));
  return typeof written === "object" && written !== null ? written : {};
}

async function programFor({ rules, schema, settings, folder = "." }: RulesForTests): Promise<Program> {
  const from = path.resolve(folder);
  const paths = rules.filter(isRulesPath).map((file) => path.resolve(from, file));
  const missing = paths.find((file) => !existsSync(file));
  if (missing !== undefined) throw new Error(`there are no rules at ${missing}`);
  const first = paths[0] ?? from;
  const home = slashes(projectFolder(isFolder(first) ? first : path.dirname(first)) ?? from);
  const files = new Map<string, string>();
  const named = rules.flatMap((rule, index): readonly string[] => {
    if (!isRulesPath(rule)) {
      const name = index === 0 ? "test.rules" : `test-${index + 1}.rules`;
      files.set(`${home}/${name}`, rule);
      return [name];
    }
    const inside = slashes(path.relative(home, path.resolve(from, rule)));
    if (!isFolder(path.resolve(from, rule))) return [inside];
    return inside === "" ? [] : [`${inside}/**/*.rules`];
  });
  const given = typeof schema === "object" ? `${home}/test.schema.json` : undefined;
  if (given !== undefined) files.set(given, JSON.stringify(schema));
  const plain = nodeHost();
  files.set(
    `${home}/onstage.json`,
    JSON.stringify({
      ...settingsOf(plain, home),
      ...(schema !== undefined && {
        schema:
          typeof schema === "string"
            ? slashes(path.relative(home, path.resolve(from, schema)))
            : "test.schema.json",
      }),
      ...settings,
      ...(named.length > 0 && { rules: named }),
    }),
  );
  const project = await loadProject({ kind: "folder", folder: home }, librarySignatures(), hostWith(files));
  return programOf(project);
}

/**
 * Checks, builds and loads the rules of a test, as `onstage serve` would run them. No code of any action is loaded.
 *
 * @throws Error with every finding and its place, where the rules have errors or cannot be bundled
 */
export async function loadRulesForTests(rules: RulesForTests): Promise<LoadedRuleSet> {
  const program = await programFor(rules);
  if (program.ok) {
    const loaded = await loadProgram(program);
    if (loaded.ok) return loaded.ruleSet;
    throw new Error(loaded.problems.map(({ text }) => text).join("\n"));
  }
  const wrong = findings(program, program.project.folder, readProjectFile(program)).filter(
    ({ diagnostic }) => diagnostic.severity === "error",
  );
  const plain = colorsFor({ isTTY: false });
  throw new Error(`the rules have errors:\n${wrong.map((one) => prettyFinding(one, plain)).join("\n")}`);
}
