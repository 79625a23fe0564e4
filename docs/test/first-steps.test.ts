import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..", "..");
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "onstage-docs-"));
  // By name: somebody who tries things out may have put more files there.
  for (const part of ["onstage.json", "crm.schema.json", "rules/payments.rules", "rules/delivery.rules"]) {
    cpSync(path.join(root, "examples", "payments", part), path.join(folder, part));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The code blocks of a page, by what stands behind their fence. */
function fences(file: string, info: string): readonly string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const blocks = text.matchAll(/^( *)```([^\n]*)\n([\s\S]*?)^ *```$/gm);
  return [...blocks]
    .filter(([, , found]) => found?.trim() === info)
    .map(([, indent = "", , body = ""]) => body.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

function onstage(...args: readonly string[]) {
  const command = path.join(root, "cli", "bin", "onstage.cjs");
  return spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: "utf8" });
}

describe("the README", () => {
  it("shows rules that have nothing wrong with them", () => {
    const rules = fences("README.md", "rules");
    expect(rules).toHaveLength(4);
    rmSync(path.join(folder, "rules"), { recursive: true });
    mkdirSync(path.join(folder, "rules"));
    for (const [index, text] of rules.entries())
      writeFileSync(path.join(folder, "rules", `${index}.rules`), text);
    const { status, stderr } = onstage("check");
    expect(stderr).toMatch(/✓ nothing wrong in 4 files\n$/);
    expect(status).toBe(0);
  });

  it("has a test of the first rule that passes", () => {
    const [, , rule = "", test = ""] = fences("README.md", "rules");
    writeFileSync(path.join(folder, "rules", "first.rules"), `${rule}\n${test}`);
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    const { status, stdout, stderr } = onstage("test", "first.rules");
    expect(stdout + stderr).toMatch(/2 passed/);
    expect(status).toBe(0);
  });

  it("leads to a first rule that runs", () => {
    writeFileSync(path.join(folder, "rules", "first.rules"), fences("README.md", "rules")[2] ?? "");
    writeFileSync(path.join(folder, "first.json"), fences("README.md", "json")[0] ?? "");
    expect(onstage("check").status).toBe(0);
    const { status, stdout } = onstage("simulate", "first.json", "--format", "json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      runs: [
        { action: "notify", status: "done", args: { message: "Acme is worth 120000.00 EUR" } },
        { action: "sendEmail", status: "done" },
        { action: "changeStage", status: "done" },
        { stage: "Product delivery", action: "notify", status: "done" },
        { stage: "Product delivery", action: "sendEmail", status: "done" },
      ],
    });
  });
});

describe("the page of a project", () => {
  it("shows a schema and a rule that go together", () => {
    writeFileSync(
      path.join(folder, "crm.schema.json"),
      fences("docs/project.md", "json crm.schema.json")[0] ?? "",
    );
    writeFileSync(path.join(folder, "own.rules"), fences("docs/project.md", "rules")[0] ?? "");
    expect(onstage("check", "own.rules", "--schema", "crm.schema.json").stderr).toBe(
      "✓ nothing wrong in 1 file\n",
    );
  });
});

describe("the page of testing", () => {
  it("shows what stands in tests that are run", () => {
    const files = ["examples/payments/tests/payments.test.ts", "docs/test/testing-page.test.ts"];
    // A part of a test stands further to the left on a page.
    const lines = (text: string) =>
      text
        .split("\n")
        .map((line) => line.trim())
        .join("\n");
    const tests = files.map((file) => lines(readFileSync(path.join(root, file), "utf8"))).join("\n");
    const shown = fences("docs/testing.md", "ts");
    expect(shown).toHaveLength(6);
    for (const text of shown) expect(tests).toContain(lines(text).trim());
  });
});

describe("the page of the command line", () => {
  it("shows a project file that is right", () => {
    writeFileSync(path.join(folder, "onstage.json"), fences("docs/cli.md", "json onstage.json")[0] ?? "");
    expect(onstage("check").stderr).toMatch(/✓ nothing wrong in 2 files\n$/);
  });

  it("shows a scenario that runs", () => {
    writeFileSync(path.join(folder, "scenario.json"), fences("docs/cli.md", "json scenario")[0] ?? "");
    const { status, stdout, stderr } = onstage("simulate", "scenario.json", "--format", "json");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(JSON.parse(stdout).runs).toMatchObject([
      { rule: "link", status: "done", attempts: 1 },
      { rule: "sendEmail", status: "done", attempts: 3 },
    ]);
  });

  it("names every verb, and no other", () => {
    const verbs = [
      ...readFileSync(path.join(root, "docs/cli.md"), "utf8").matchAll(/^\| `onstage ([\w-]+)/gm),
    ].map(([, verb]) => verb);
    const help = onstage("--help").stdout;
    const known = [...help.matchAll(/^ {2}([\w-]+) .*/gm)]
      .map(([, verb]) => verb)
      .filter((verb) => verb !== "help");
    expect(verbs).toEqual(known);
  });
});
