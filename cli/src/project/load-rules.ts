import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Program } from "@onstage/compiler";
import type { LoadedRuleSet, RuleSet } from "@onstage/runtime/rules";
import { type BundleProblem, writeBuild } from "./bundle.ts";
import { openProgram } from "./open.ts";

/** Loaded rules, or what keeps the project's own events from being bundled with them. */
export type LoadOutcome =
  | { readonly ok: true; readonly ruleSet: LoadedRuleSet }
  | { readonly ok: false; readonly problems: readonly BundleProblem[] };

/** Builds a checked program for this process only, and loads its pure half. No code of any action is loaded. */
export async function loadProgram(program: Program): Promise<LoadOutcome> {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-rules-"));
  try {
    const outcome = await writeBuild(program, folder, ["rules"]);
    if (!outcome.ok) return outcome;
    const loaded: { readonly ruleSet: RuleSet } = await import(
      pathToFileURL(path.join(folder, "rules.js")).href
    );
    return { ok: true, ruleSet: { ...loaded.ruleSet, hash: outcome.build.hash } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Loads the rules of a project for its tests.
 *
 * @param folder the folder with `onstage.json`
 * @throws Error with every finding, where the rules have errors or cannot be bundled
 */
export async function loadRules(folder: string): Promise<LoadedRuleSet> {
  const program = await openProgram({ kind: "folder", folder });
  if (program.ok) {
    const loaded = await loadProgram(program);
    if (loaded.ok) return loaded.ruleSet;
    throw new Error(loaded.problems.map(({ text }) => text).join("\n"));
  }
  const errors = program.diagnostics.filter((one) => one.severity === "error");
  throw new Error(
    `the rules have errors:\n${errors.map((one) => `${one.file}: ${one.code} ${one.message}`).join("\n")}`,
  );
}
