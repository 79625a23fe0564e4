import type { FileDiagnostic, Program } from "@onstage/compiler";
import type { LoadedRuleSet } from "@onstage/runtime/rules";
import * as actions from "@onstage/stdlib";
import { type SimulationReport, simulate } from "@onstage/stdlib/testing";
import { loadEmitted } from "../emit/load.ts";

/** Codes of what the analyses of the whole funnel find. */
const ofFunnel = /^OS30[1-4]\d$/;

/** What the analyses find in rules. Anything that is wrong besides makes the test fail. */
export function funnelFindingsOf(program: Program): readonly FileDiagnostic[] {
  const wrong = program.diagnostics.filter((one) => one.severity === "error" && !ofFunnel.test(one.code));
  if (wrong.length > 0) throw new Error(wrong.map((one) => `${one.code} ${one.message}`).join("\n"));
  return program.diagnostics.filter((one) => ofFunnel.test(one.code));
}

/** The text of a file of a program. */
export function textOf(program: Program, file: string): string {
  return program.files.find((one) => one.path === file)?.text ?? "";
}

/** The text that a finding marks. */
export function markedText(program: Program, { file, start, end }: FileDiagnostic): string {
  return textOf(program, file).slice(start, end);
}

/** The line of a finding, from 1. */
export function lineOf(program: Program, { file, start }: FileDiagnostic): number {
  return textOf(program, file).slice(0, start).split("\n").length;
}

/** Runs the witness of a finding, as `onstage simulate` does. */
export async function runWitness(program: Program, finding: FileDiagnostic): Promise<SimulationReport> {
  const { witness } = finding;
  if (witness?.scenario === undefined) throw new Error(`${finding.code} has no scenario: ${witness?.text}`);
  const { ruleSet } = loadEmitted(program, {
    "@onstage/stdlib/actions": actions,
    "@onstage/stdlib/triggers": actions,
    "@onstage/stdlib": actions,
  });
  const loaded: LoadedRuleSet = { ...ruleSet, hash: "0".repeat(64) };
  const simulation = await simulate(loaded, witness.scenario, { sample: () => "sample" });
  if (!simulation.ok) {
    throw new Error(
      `the scenario is refused: ${JSON.stringify(simulation.problems)}\n${JSON.stringify(witness.scenario)}`,
    );
  }
  return simulation.report;
}
