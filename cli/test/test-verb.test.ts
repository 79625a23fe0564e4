import { spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { command, onstage, payments, type Scratch, scratch } from "./support.ts";

// Each of these tests starts a whole run of tests of its own.
vi.setConfig({ testTimeout: 120_000 });

const root = path.resolve(import.meta.dirname, "../..");
const rules = `on stage "Won" in deals <
  notify("Max", "Won: {title}");
>

test "Max hears of it" for deals <
  given title: "Acme";
  enter "Won";
  expect notify("Max", "Won: Acme");
>
`;
const broken = 'test "Anna hears of it" for deals <\n  enter "Won";\n  expect notify("Anna");\n>\n';
const vitestTest = 'import { it } from "vitest";\nit("has a test of its own", () => undefined);\n';

/** A project of one rule, with a test of each kind. */
function project(more = ""): Scratch {
  const made = scratch();
  const schema = path.relative(made.folder, path.join(payments, "crm.schema.json"));
  made.write("onstage.json", JSON.stringify({ schema, rules: ["rules/*.rules"], timezone: "Europe/Berlin" }));
  made.write("package.json", JSON.stringify({ type: "module", private: true }));
  made.write("rules/won.rules", rules + more);
  made.write("tests/own.test.ts", vitestTest);
  symlinkSync(path.join(root, "node_modules"), path.join(made.folder, "node_modules"));
  return made;
}

const run = (made: Scratch, ...args: readonly string[]) => onstage(["test", ...args], { cwd: made.folder });

describe("`onstage test`", () => {
  it("runs the tests of both kinds, and ends with 0 where they pass", async () => {
    using made = project();
    const { code, stdout } = await run(made);
    expect(stdout).toContain("rules/won.rules (1 test)");
    expect(stdout).toContain("tests/own.test.ts (1 test)");
    expect(stdout).toMatch(/Tests {2}2 passed/);
    expect(code).toBe(0);
  });

  it("shows of a test that fails its place, what was expected and what happened", async () => {
    using made = project(broken);
    const { code, stdout, stderr } = await run(made);
    const said = stdout + stderr;
    expect(said).toContain("Anna hears of it");
    expect(said).toContain("expected  to be carried out");
    expect(said).toContain(`notify(user: "Max", message: "Won: Deal")`);
    expect(said).toContain("rules/won.rules:12:3");
    expect(code).toBe(1);
  });

  it("asks for tests by their names and by their files", async () => {
    using made = project(broken);
    const named = await run(made, "-t", "Max");
    expect(named.stdout).toMatch(/1 passed \| 2 skipped/);
    expect(named.code).toBe(0);
    const filed = await run(made, "own.test");
    expect(filed.stdout).toMatch(/Tests {2}1 passed \(1\)/);
    expect(filed.code).toBe(0);
  });

  it("writes a report of JUnit to standard output alone, and annotations for GitHub", async () => {
    using made = project(broken);
    const junit = await run(made, "--reporter", "junit");
    expect(junit.stdout).toMatch(/^<\?xml .*<testsuites .*tests="3" failures="1".*<\/testsuites>\s*$/s);
    expect(junit.code).toBe(1);
    const github = await run(made, "--reporter", "github");
    expect(github.stdout).toMatch(/::error file=.*won\.rules,.*line=12,column=3::/);
  });

  it("is hard on the rules where it is asked to be", async () => {
    using made = project();
    const { code, stdout, stderr } = await run(made, "--hard", "--seed", "7");
    expect(stdout + stderr).toMatch(/Tests {2}2 passed/);
    expect(code).toBe(0);
  });

  it("prints the errors of rules as `check` does, and runs nothing", async () => {
    using made = project('test "of nothing" for deals < enter "Wonn"; expect nothing; >\n');
    const { code, stdout, stderr } = await run(made);
    expect(stderr).toContain("error OS2003");
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  it("says what is missing: Vitest, a project", async () => {
    using made = scratch();
    const nowhere = await run(made);
    expect(nowhere.stderr).toContain("there is no `onstage.json` here or above");
    expect(nowhere.code).toBe(2);
    made.write("onstage.json", JSON.stringify({ schema: "crm.schema.json", rules: ["rules/*.rules"] }));
    const without = await run(made);
    expect(without.stderr).toContain("npm install --save-dev vitest");
    expect(without.code).toBe(2);
  });

  it("watches, and runs again what a change touches", async () => {
    using made = project();
    const child = spawn(process.execPath, [command, "test", "--watch"], {
      cwd: made.folder,
      env: { ...process.env, NO_COLOR: "1", CI: "" },
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const until = async (pattern: RegExp): Promise<string> => {
      while (!pattern.test(said)) await new Promise((resolve) => child.stdout.once("data", resolve));
      const seen = said;
      said = "";
      return seen;
    };
    try {
      await until(/Tests {2}2 passed[\s\S]*Waiting for file changes/);
      made.write("tests/own.test.ts", `${vitestTest}// changed\n`);
      expect(await until(/RERUN[\s\S]*Waiting for file changes/)).toMatch(/Tests {2}1 passed \(1\)/);
      made.write(
        "rules/won.rules",
        rules.replace('notify("Max", "Won: {title}")', 'notify("Anna", "{title}")'),
      );
      const after = await until(/RERUN[\s\S]*Watching for file changes/);
      expect(after).toContain("Max hears of it");
      expect(after).toMatch(/Tests {2}1 failed \(1\)/);
    } finally {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill();
      await ended;
    }
  });
});
