import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type FileBytes, type Program, placesOf, readJson, readText, type Type } from "@onstage/compiler";
import { nodeHost } from "@onstage/compiler/node";
import type { Json, LoadedRuleSet, RuleSet } from "@onstage/runtime/rules";
import { colorsFor } from "../output/colors.ts";
import { timelineStyle } from "../output/timeline-style.ts";
import { writeBuild } from "../project/bundle.ts";
import { openProgram, projectRequest } from "../project/open.ts";
import { UsageError } from "../usage-error.ts";
import { findingsOf, printFindings } from "./check.ts";

export const simulateFormats = ["pretty", "json"] as const;

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
    process.stderr.write(`${colors.red("error OS5401")}: ${place}: ${message}\n  = ${help}\n`);
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

/** A value such as an action returns, made from the type of its result: the project's own actions are never run here. */
function sample(type: Type): Json {
  switch (type.kind) {
    case "plain":
      return plainSamples[type.name];
    case "record":
      return Object.fromEntries(Object.entries(type.fields).map(([name, of]) => [name, sample(of)]));
    case "list":
      return [sample(type.of)];
    case "optional":
      return sample(type.of);
    case "union":
      return type.of[0] === undefined ? null : sample(type.of[0]);
    case "option":
      return type.options[0]?.id ?? null;
    case "item":
      return { entity: type.entity, id: 1 };
    case "nothing":
    case "unknown":
      return null;
  }
}

const plainSamples: Readonly<Record<Extract<Type, { kind: "plain" }>["name"], Json>> = {
  Text: "sample",
  Number: 1,
  Integer: 1,
  Boolean: true,
  Date: "2026-01-01",
  DateTime: "2026-01-01T00:00:00.000Z",
  Time: "09:00",
  Money: { amount: "1.00", currency: "EUR" },
  Email: "sample@example.com",
  Phone: "+490000000",
  Url: "https://example.com/sample",
  File: "sample.txt",
  User: { id: 1, name: "sample" },
  Stage: "sample",
};

/** Builds a program for this run only, and loads its pure half. No action of anybody is loaded. */
async function loadRules(program: Program): Promise<LoadedRuleSet> {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-simulate-"));
  try {
    const build = await writeBuild(program, folder, ["rules"]);
    const loaded: { readonly ruleSet: RuleSet } = await import(
      pathToFileURL(path.join(folder, "rules.js")).href
    );
    return { ...loaded.ruleSet, hash: build.hash };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
  const program = await openProgram(projectRequest(rules, cwd, options.schema));
  if (!program.ok) {
    printFindings(findingsOf(program, cwd), program.files.length, "pretty");
    return 1;
  }
  const { renderTimeline, simulate: run } = await import("@onstage/stdlib/testing");
  const results = new Map(program.project.actions.map((action) => [action.name, action.result]));
  const simulation = await run(await loadRules(program), scenario.value, {
    sample: (action) => sample(results.get(action) ?? { kind: "nothing" }),
  });
  if (!simulation.ok) {
    printProblems(simulation.problems);
    return 1;
  }
  const { notes, ...report } = simulation.report;
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  if (options.format === "json") process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else
    process.stdout.write(`${renderTimeline(report, timelineStyle(colorsFor(process.stdout))).join("\n")}\n`);
  return 0;
}
