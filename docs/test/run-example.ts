import type { Program } from "@onstage/compiler";
import type { LoadedRuleSet } from "@onstage/runtime/rules";
import * as library from "@onstage/stdlib";
import { type SimulationReport, simulate } from "@onstage/stdlib/testing";
import { loadEmitted } from "../../compiler/test/emit/load.ts";
import type { Scenario } from "./outcomes/outcome.ts";

/** A Friday on which the project works. */
const friday = "2026-06-05T10:00:00+02:00";

/** The rules of a checked program, as its emitted code gives them. */
export function rulesOf(program: Program): LoadedRuleSet {
  const { ruleSet } = loadEmitted(program, { "@onstage/stdlib": library });
  return { ...ruleSet, hash: "0".repeat(64) };
}

/**
 * Runs rules in virtual time, as `onstage simulate` does.
 *
 * @throws Error where the scenario has something wrong with it, or something that no rule hears of
 */
export async function runExample(ruleSet: LoadedRuleSet, scenario: Scenario): Promise<SimulationReport> {
  const simulation = await simulate(ruleSet, { now: friday, ...scenario });
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.problems));
  const { report } = simulation;
  if (report.remarks.length > 0) throw new Error(report.remarks.join("\n"));
  return report;
}
