import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Program, readText, type Type } from "@onstage/compiler";
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

function readScenario(file: string): unknown {
  if (file === "-") return parseScenario("standard input", readFileSync(0, "utf8"));
  const absolute = path.resolve(file);
  const text = readText(file, nodeHost().read(absolute.split(path.sep).join("/")));
  if (!text.ok) throw new UsageError(text.diagnostic.message, text.diagnostic.help);
  return parseScenario(file, text.text);
}

function parseScenario(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(`${name} is not JSON`, "`docs/cli.md` shows what a scenario holds");
  }
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
    const build = await writeBuild(program, folder);
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
  const rules = options.rules ?? [];
  const program = await openProgram(projectRequest(rules, cwd, options.schema));
  if (!program.ok) {
    printFindings(findingsOf(program, cwd), program.files.length, "pretty");
    return 1;
  }
  const { renderTimeline, simulate: run } = await import("@onstage/stdlib/testing");
  const results = new Map(program.project.actions.map((action) => [action.name, action.result]));
  const simulation = await run(await loadRules(program), scenario, {
    sample: (action) => sample(results.get(action) ?? { kind: "nothing" }),
  });
  if (!simulation.ok) {
    for (const { path: place, message, help } of simulation.problems) {
      process.stderr.write(`error OS5401: the scenario is wrong at \`${place}\`: ${message}\n  = ${help}\n`);
    }
    return 1;
  }
  const { notes, ...report } = simulation.report;
  for (const note of notes) process.stderr.write(`note: ${note}\n`);
  if (options.format === "json") process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else
    process.stdout.write(`${renderTimeline(report, timelineStyle(colorsFor(process.stdout))).join("\n")}\n`);
  return 0;
}
