import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Program } from "@onstage/compiler";
import { expect, it } from "vitest";
import { sectionsOf } from "../../../docs/test/page.ts";
import { programOf } from "../support.ts";
import { everything, projectOf, soundProject } from "./sample.ts";

const root = path.resolve(import.meta.dirname, "../../..");

const options = {
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
  noUnusedParameters: true,
  noImplicitReturns: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
};

/** The rules of every example of the language's page, each a program of its own. */
function examples(): readonly string[] {
  const page = readFileSync(path.join(root, "docs", "language.md"), "utf8");
  const fences = sectionsOf(page).flatMap((section) => section.fences);
  return fences.flatMap(({ language, info, text }) => (language === "rules" && info === "" ? [text] : []));
}

async function programs(): Promise<ReadonlyMap<string, Program>> {
  const named = new Map<string, Program>([["everything", await soundProject(everything)]]);
  for (const [index, text] of examples().entries()) {
    named.set(`example${index}`, await projectOf({ "rules/a.rules": text }));
  }
  for (const file of globSync("{compiler/test/samples,examples/payments/rules}/*.rules", { cwd: root })) {
    const text = readFileSync(path.join(root, file), "utf8");
    named.set(path.basename(file, ".rules"), await programOf({ "rules/a.rules": text }));
  }
  return named;
}

it("a strict compiler of TypeScript accepts whatever the page of the language shows, and every form of it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "onstage-strict-"));
  try {
    let emitted = 0;
    for (const [name, program] of await programs()) {
      for (const file of program.emit()) {
        const target = path.join(folder, "p", name, file.path);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, file.code);
        emitted += 1;
      }
    }
    expect(emitted).toBeGreaterThan(40);
    // One mistake, to see that the compiler finds any.
    writeFileSync(path.join(folder, "p", "control.ts"), 'export const control: number = "text";\n');
    mkdirSync(path.join(folder, "node_modules"));
    symlinkSync(path.join(root, "node_modules/@onstage"), path.join(folder, "node_modules/@onstage"));
    writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
    const config = { compilerOptions: options, include: ["p/**/*.ts"] };
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = spawnSync(
      process.execPath,
      [path.join(root, "node_modules/typescript/bin/tsc"), "-p", folder, "--pretty", "false"],
      { cwd: folder, encoding: "utf8", maxBuffer: 1e8 },
    );
    // What the runtime itself is made of is checked elsewhere.
    expect(tsc.stdout.split("\n").filter((line) => line.startsWith("p/"))).toEqual([
      expect.stringMatching(/^p\/control\.ts\(1,14\)/),
    ]);
    expect(tsc.stderr).toBe("");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
