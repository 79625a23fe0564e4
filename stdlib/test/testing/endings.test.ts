import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";

interface Outcome {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

const root = path.resolve(import.meta.dirname, "../../..");

/** Runs the tests of the folder beside, some of which are to fail, as somebody would who has set the kit up. */
function endings(): readonly Outcome[] {
  const config = path.join(import.meta.dirname, "endings", "vitest.config.ts");
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-endings-"));
  try {
    const file = path.join(folder, "report.json");
    spawnSync(
      process.execPath,
      [vitest, "run", "--config", config, "--reporter", "json", "--outputFile", file],
      { cwd: root, env: { ...process.env, ONSTAGE_HARD: "" } },
    );
    const report: { readonly testResults: readonly { readonly assertionResults: readonly Outcome[] }[] } =
      JSON.parse(readFileSync(file, "utf8"));
    return report.testResults.flatMap(({ assertionResults }) => assertionResults);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a test that ends", () => {
  it("fails where timers are left of which it says nothing, and where it is hard on rules that bear it not", {
    timeout: 120_000,
  }, () => {
    const ended = endings();
    expect(ended.map(({ title, status }) => `${status}: ${title}`)).toEqual([
      "failed: fails since something waits of which it says nothing",
      "passed: has closed the funnels of the test before, and kept those of the file",
      "passed: passes since it expects what waits",
      "passed: passes since it allows it",
      "passed: passes since its funnel allows it",
      "failed: fails once, by its own mistake",
      "failed: fails since it is hard on its rules",
    ]);
    const [timers, , , , , own, hard] = ended;
    expect(timers?.failureMessages.join()).toContain("the test has ended while something waits");
    expect(timers?.failureMessages.join()).toContain("deals/1: notify waits until 2026-06-11 10:00");
    expect(own?.failureMessages).toHaveLength(1);
    expect(hard?.failureMessages.join()).toContain("when parallel rules run in another order");
  });
});
