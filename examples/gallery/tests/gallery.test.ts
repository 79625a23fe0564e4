import { globSync } from "node:fs";
import path from "node:path";
import { testsOf } from "@onstage/compiler";
import { runWrittenTest } from "@onstage/stdlib/testing";
import { loadRules, openProgram } from "onstage";
import { describe, expect, it } from "vitest";

const gallery = path.resolve(import.meta.dirname, "..");
const setUps = globSync("*/onstage.json", { cwd: gallery })
  .map((file) => path.dirname(file))
  .toSorted();

describe.each(setUps)("%s", (name) => {
  const folder = path.join(gallery, name);

  it("has nothing wrong with it, and keeps what its tests promise, in hard mode too", async () => {
    const program = await openProgram({ kind: "folder", folder });
    expect(program.diagnostics.filter(({ severity }) => severity !== "hint")).toEqual([]);
    const tests = program.files.flatMap(testsOf);
    expect(tests.length).toBeGreaterThan(0);
    const ruleSet = await loadRules(folder);
    for (const test of tests) {
      await runWrittenTest(test, { ruleSet, folder });
      await runWrittenTest(test, { ruleSet, folder, hard: true });
    }
  });
});
