import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readByConditions } from "@onstage/compiler";
import { joinSeen, type SeenRules } from "@onstage/stdlib/testing";
import { packageEntry } from "../../project/packages.ts";
import type { TestedRules } from "../rules-under-test.ts";
import { type Target, targetsOf } from "./targets.ts";

/** What is run in each process of tests, before its tests: in the project, since that has the Vitest. */
const setupOf = (output: string): string => `import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { afterAll } from "vitest";
import { coverRules } from ${JSON.stringify(pathToFileURL(packageEntry("@onstage/stdlib/testing")).href)};

const coverage = coverRules();
afterAll(() => {
  coverage.stop();
  writeFileSync(\`${output}/\${randomUUID()}.json\`, JSON.stringify(coverage.seen()));
});
`;

/** Measures which of the rules a run of tests has seen. */
export interface Measuring {
  /** A file for Vitest to run before the tests of each file. */
  readonly setup: string;
  /** What the tests should have seen, and which of it they have. */
  readonly targets: (rules: TestedRules) => readonly Target[];
  /** Removes what was written for it. */
  readonly close: () => void;
}

/**
 * Begins to measure.
 *
 * @param folder the project
 * @param output a folder for what the processes of tests write down
 */
export function measureCoverage(folder: string, output: string): Measuring {
  const seen = path.join(output, "seen").split(path.sep).join("/");
  mkdirSync(seen, { recursive: true });
  const setup = path.join(folder, ".onstage", "coverage-setup.mjs");
  mkdirSync(path.dirname(setup), { recursive: true });
  writeFileSync(setup, setupOf(seen));
  return {
    setup,
    close: () => rmSync(setup, { force: true }),
    targets: ({ program }) => {
      // Each is what the setup above has written.
      const all = readdirSync(seen).map(
        (file): SeenRules => JSON.parse(readFileSync(path.join(seen, file), "utf8")),
      );
      const files = new Set(program.files.map((file) => file.path));
      return targetsOf(joinSeen(all), program.files.flatMap(readByConditions), files);
    },
  };
}
