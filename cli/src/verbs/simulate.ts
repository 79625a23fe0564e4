import { readFileSync } from "node:fs";
import path from "node:path";
import {
  catalogue,
  describeType,
  type FileBytes,
  placesOf,
  readJson,
  readText,
  type Type,
} from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import type { Json } from "@onstage/runtime/rules";
import { printBundleProblems } from "../output/bundle-problems.ts";
import { colorsFor } from "../output/colors.ts";
import type { simulateFormats } from "../output/format-names.ts";
import type { Found } from "../output/found.ts";
import { timelineStyle } from "../output/timeline-style.ts";
import { loadProgram } from "../project/load-rules.ts";
import { openProgram, projectRequest } from "../project/open.ts";
import { fits, sample } from "../project/samples.ts";
import { UsageError } from "../usage-error.ts";
import { findingsOf, printFindings } from "./check.ts";

export interface SimulateOptions {
  readonly format: (typeof simulateFormats)[number];
  readonly schema?: string;
  readonly rules?: readonly string[];
}

/** Something wrong with a scenario: where, what, and the way out. */
interface Problem {
  readonly path: string;
  readonly message: string;
  readonly help: string;
}

function printProblems(problems: readonly Problem[]): void {
  const colors = colorsFor(process.stderr);
  for (const { path: place, message, help } of problems) {
    const sentence = catalogue.OS5401.message({ path: place, problem: message });
    process.stderr.write(`${colors.red("error OS5401")}: ${sentence}\n  ${colors.dim("=")} ${help}\n`);
  }
}

function readBytes(file: string): FileBytes {
  if (file === "-") return { ok: true, bytes: readFileSync(0) };
  return nodeHost().read(path.resolve(file).split(path.sep).join("/"));
}

/** The scenario as JSON, or what is wrong with its text. */
function readScenario(file: string): { readonly value: unknown } | Problem {
  const name = file === "-" ? "standard input" : file;
  const text = readText(name, readBytes(file));
  if (!text.ok) throw new UsageError(text.diagnostic.message, text.diagnostic.help);
  const read = readJson(text.text);
  if (read.ok) return { value: read.json.value };
  const { line, column } = placesOf(text.text)(read.span.start);
  const help = "Mend it there; `docs/cli.md` shows what a scenario holds.";
  return { path: `${name}:${line + 1}:${column + 1}`, message: `This is not JSON: ${read.reason}.`, help };
}

/** Results that a scenario gives for actions, where they are not what the actions return. */
function wrongResults(scenario: unknown, results: ReadonlyMap<string, Type>): readonly Problem[] {
  const given =
    typeof scenario === "object" && scenario !== null && "results" in scenario ? scenario.results : {};
  if (typeof given !== "object" || given === null) return [];
  // What was read as JSON is JSON.
  return Object.entries(given as Readonly<Record<string, Json>>).flatMap(([action, value]) => {
    const type = results.get(action);
    if (type === undefined || fits(value, type)) return [];
    const help = `Give ${describeType(type)}, as in ${JSON.stringify(sample(type))}.`;
    return [{ path: `results.${action}`, message: `The action returns ${describeType(type)}.`, help }];
  });
}

/** Says that these rules are simulated, and cannot be built: a finding over the funnel is to be seen as well. */
function printUnbuilt(found: readonly Found[]): void {
  const errors = found.filter(({ diagnostic }) => diagnostic.severity === "error");
  const codes = [...new Set(errors.map(({ diagnostic }) => diagnostic.code))].toSorted();
  const words = codes.length === 0 ? "" : `: ${codes.join(", ")}`;
  process.stderr.write(`note: these rules are not built until \`onstage check\` finds no errors${words}\n`);
}

/** `onstage simulate SCENARIO.json`: what would happen, in virtual time; nothing is touched. Answers the exit code. */
export async function simulate(file: string, options: SimulateOptions): Promise<number> {
  const cwd = process.cwd();
  const scenario = readScenario(file);
  if (!("value" in scenario)) {
    printProblems([scenario]);
    return 1;
  }
  const rules = options.rules ?? [];
  const request = projectRequest(rules, cwd, options.schema);
  const program = await openProgram(
    // What is named is all that runs, beside what it imports.
    request.kind === "folder" && request.only !== undefined
      ? { kind: "folder", folder: request.folder, rules: request.only }
      : request,
  );
  const found = findingsOf(program, cwd);
  if (!program.canBeSimulated) {
    printFindings(found, program.untold, program.files.length, "pretty");
    return 1;
  }
  if (!program.ok) printUnbuilt(found);
  // Rules that name what the schema lacks are not among those that run: whoever looks for them is told.
  const leftOut = found.filter(({ diagnostic: { code, severity } }) => {
    return severity === "warning" && catalogue[code].severity === "error";
  });
  if (leftOut.length > 0) printFindings(leftOut, { errors: 0, warnings: 0 }, program.files.length, "pretty");
  const { renderTimeline, simulate: run } = await import("@onstage/stdlib/testing");
  const results = new Map(program.project.actions.map((action) => [action.name, action.result]));
  const wrong = wrongResults(scenario.value, results);
  if (wrong.length > 0) {
    printProblems(wrong);
    return 1;
  }
  const loaded = await loadProgram(program);
  if (!loaded.ok) {
    printBundleProblems(loaded.problems);
    return 1;
  }
  const simulation = await run(loaded.ruleSet, scenario.value, {
    sample: (action) => sample(results.get(action) ?? { kind: "nothing" }),
  });
  if (!simulation.ok) {
    printProblems(simulation.problems);
    return 1;
  }
  const { remarks, notes, ...rest } = simulation.report;
  for (const remark of remarks) process.stderr.write(`note: ${remark}\n`);
  const report = notes.length === 0 ? rest : { ...rest, notes };
  if (options.format === "json") process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else
    process.stdout.write(`${renderTimeline(report, timelineStyle(colorsFor(process.stdout))).join("\n")}\n`);
  return 0;
}
