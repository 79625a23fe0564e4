import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { programOf } from "./compiled.ts";
import { projects, runs, shownRules } from "./drawn.ts";

const root = path.resolve(import.meta.dirname, "../../..");

const compilerOptions = {
  strict: true,
  noEmit: true,
  module: "nodenext",
  target: "es2024",
  lib: ["es2024"],
  types: [],
  customConditions: ["onstage-source"],
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noImplicitReturns: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  paths: { "reference/*": [path.join(import.meta.dirname, "fixtures/*.ts")] },
};

/** What a strict compiler of TypeScript says of many projects at once, by the folder of the project. */
function typeErrors(folder: string): readonly string[] {
  writeFileSync(
    path.join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["p*/**/*.ts"] }),
  );
  mkdirSync(path.join(folder, "node_modules"));
  symlinkSync(path.join(root, "node_modules/@onstage"), path.join(folder, "node_modules/@onstage"));
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  expect(stderr).toBe("");
  // What the runtime itself is made of is checked elsewhere.
  return stdout.split("\n").filter((line) => /^p\d+\//.test(line));
}

it("what is emitted of a program that is right, a strict compiler of TypeScript accepts", {
  timeout: 600_000,
}, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-reference-"));
  try {
    const options = runs(60);
    const drawn: string[] = [];
    await fc.assert(
      fc.asyncProperty(projects(), async (project) => {
        const { world, rules } = project();
        const program = await programOf({ rules, ...world });
        const own = `p${drawn.length}`;
        drawn.push(shownRules(rules));
        for (const file of program.emit()) {
          const target = path.join(folder, own, file.path);
          mkdirSync(path.dirname(target), { recursive: true });
          writeFileSync(target, file.code);
        }
      }),
      options,
    );
    expect(drawn).toHaveLength(runs(60).numRuns);
    const errors = typeErrors(folder);
    const [first = ""] = errors;
    const number = Number(/^p(\d+)\//.exec(first)?.[1] ?? Number.NaN);
    expect(errors.slice(0, 20), drawn[number]).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
