import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { holdsOnlyTests, type Program, testsOf, type WrittenTest } from "@onstage/compiler";
import { colorsFor } from "../output/colors.ts";
import { prettyFinding } from "../output/pretty.ts";
import { writeBuild } from "../project/bundle.ts";
import { openProgram } from "../project/open.ts";
import { findingsOf } from "../verbs/check.ts";

/** The rules of a project as its tests run them. */
export interface TestedRules {
  readonly program: Program;
  /** The tests in the language by the absolute paths of their files. */
  readonly tests: ReadonlyMap<string, readonly WrittenTest[]>;
  /** Absolute paths of the files that hold tests and nothing that runs. */
  readonly onlyTests: ReadonlySet<string>;
  /** The module with the rules and their hash, or why there is none. */
  readonly built:
    | { readonly ok: true; readonly module: string; readonly hash: string }
    | { readonly ok: false; readonly why: string };
}

/** The rules of a project, built anew when they have changed. */
export interface RulesUnderTest {
  readonly folder: string;
  /** A folder that is removed with what was built. */
  readonly output: string;
  readonly current: () => Promise<TestedRules>;
  /** Something has changed that the rules are made from. */
  readonly changed: () => void;
  /** Removes what was built. */
  readonly close: () => void;
}

/** What stands in the way of running the rules, as `onstage check` says it. */
function errorsOf(program: Program, folder: string): string {
  const plain = colorsFor({ isTTY: false });
  const wrong = findingsOf(program, folder).filter(({ diagnostic }) => diagnostic.severity === "error");
  return `the rules have errors:\n${wrong.map((one) => prettyFinding(one, plain)).join("\n")}`;
}

async function build(program: Program, folder: string, output: string): Promise<TestedRules["built"]> {
  if (!program.ok) return { ok: false, why: errorsOf(program, folder) };
  const outcome = await writeBuild(program, output, ["rules"]);
  if (!outcome.ok) return { ok: false, why: outcome.problems.map(({ text }) => text).join("\n") };
  return { ok: true, module: path.join(output, "rules.js"), hash: outcome.build.hash };
}

/**
 * The rules of a project for its tests. They are checked and bundled when they are asked for, and once for all tests.
 *
 * @param folder the folder with `onstage.json`
 */
export function rulesUnderTest(folder: string): RulesUnderTest {
  const output = mkdtempSync(path.join(tmpdir(), "onstage-tests-"));
  let builds = 0;
  let previous: Program | undefined;
  let loading: Promise<TestedRules> | undefined;
  const load = async (): Promise<TestedRules> => {
    const program = await openProgram({ kind: "folder", folder: folder.split(path.sep).join("/") }, previous);
    previous = program;
    builds += 1;
    // A module keeps its address for as long as a process lives, so each build has one of its own.
    const built = await build(program, folder, path.join(output, String(builds)));
    const absolute = (file: string): string => path.resolve(folder, file);
    return {
      program,
      built,
      tests: new Map(
        program.files.flatMap((file) => {
          const tests = testsOf(file);
          return tests.length === 0 ? [] : [[absolute(file.path), tests] as const];
        }),
      ),
      onlyTests: new Set(program.files.filter(holdsOnlyTests).map((file) => absolute(file.path))),
    };
  };
  return {
    folder,
    output,
    current: () => {
      loading ??= load();
      return loading;
    },
    changed: () => {
      loading = undefined;
    },
    close: () => {
      if (existsSync(output)) rmSync(output, { recursive: true, force: true });
    },
  };
}
