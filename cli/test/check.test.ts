import { spawn } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it, onTestFinished } from "vitest";
import { sarifSchema } from "./sarif-schema.ts";
import { command, onstage, payments, project, scratch } from "./support.ts";

const wrongStage = 'on stage "Wait for paymnt" in deals < notify("Max", "x") >\n';

interface Report {
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly fixed?: readonly unknown[];
  readonly diagnostics: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
    readonly help: string;
    readonly file: string;
    readonly range: unknown;
    readonly witness?: { readonly text: string; readonly scenario?: unknown };
  }[];
}

async function report(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly report: Report }> {
  const { code, stdout } = await onstage(["check", "--format", "json", ...args], { cwd });
  return { code, report: JSON.parse(stdout) };
}

describe("onstage check", () => {
  it("finds nothing wrong with the example, and ends with 0", async () => {
    using own = project();
    const { code, stdout, stderr } = await onstage(["check"], { cwd: own.folder });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "✓ nothing wrong in 2 files\n" });
  });

  it("tells of a file with very many findings the first hundred, and counts all", async () => {
    using own = project();
    const config = JSON.parse(readFileSync(path.join(own.folder, "onstage.json"), "utf8"));
    own.write("onstage.json", JSON.stringify({ ...config, schemaErrors: "warning" }));
    own.write("rules/payments.rules", wrongStage.repeat(130));
    const { code, report: found } = await report(["--max-warnings", "129"], own.folder);
    expect({ code, ok: found.ok, errors: found.errors, warnings: found.warnings }).toEqual({
      code: 1,
      ok: true,
      errors: 0,
      warnings: 130,
    });
    expect(found.diagnostics).toHaveLength(100);
    const pretty = await onstage(["check", "--max-warnings", "130"], { cwd: own.folder });
    expect(pretty.code).toBe(0);
    expect(pretty.stderr).toContain("130 warnings in 2 files, 30 of them not shown");
  });

  it("tells a hint with what it comes true for, which can be simulated, and ends with 0 all the same", async () => {
    using own = project();
    own.write("rules/payments.rules", readFileSync(path.join(payments, "rules", "payments.rules")));
    const { code, stderr } = await onstage(["check", "--max-warnings", "0"], { cwd: own.folder });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^hint OS3021: .*\n(.*\n)+ {2}for example .*\n\n✓ nothing wrong in 2 files\n$/);
    const { report: found } = await report([], own.folder);
    const [{ witness } = {}] = found.diagnostics;
    expect(stderr).toContain(`for example ${witness?.text}\n`);
    const input = JSON.stringify(witness?.scenario);
    const simulated = await onstage(["simulate", "-", "--format", "json"], { cwd: own.folder, input });
    expect({ code: simulated.code, stderr: simulated.stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(simulated.stdout).runs).toMatchObject([
      { rule: "link", status: "done" },
      { rule: "sendEmail", status: "skipped" },
    ]);
  });

  it("answers JSON of the published shape", async () => {
    using own = project();
    own.write("rules/pay.rules", `\n${wrongStage}`);
    expect(await report([], own.folder)).toEqual({
      code: 1,
      report: {
        ok: false,
        errors: 1,
        warnings: 0,
        diagnostics: [
          {
            code: "OS2003",
            severity: "error",
            message: 'deals have no stage "Wait for paymnt"',
            help: 'did you mean `"Wait for payment"`?',
            file: "rules/pay.rules",
            range: { start: { line: 2, column: 10 }, end: { line: 2, column: 27 } },
          },
        ],
      },
    });
  });

  it("shows people the line, the place and the way out, on standard error", async () => {
    using own = project();
    own.write("rules/pay.rules", wrongStage);
    const { code, stdout, stderr } = await onstage(["check"], { cwd: own.folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(`error OS2003: deals have no stage "Wait for paymnt"
  at rules/pay.rules:1:10
    │
  1 │ on stage "Wait for paymnt" in deals < notify("Max", "x") >
    │          ^^^^^^^^^^^^^^^^^
  = did you mean \`"Wait for payment"\`?

1 error in 3 files; \`onstage explain CODE\` tells more of each
`);
  });

  it("names files from where it runs", async () => {
    using own = project();
    own.write("rules/pay.rules", wrongStage);
    const { report: found } = await report([], path.join(own.folder, "rules"));
    expect(found.diagnostics.map((one) => one.file)).toEqual(["pay.rules"]);
  });

  it("looks only at the files and folders it is given", async () => {
    using own = project();
    own.write("rules/pay.rules", wrongStage);
    expect((await report(["rules/payments.rules"], own.folder)).code).toBe(0);
    expect((await report(["rules/pay.rules"], own.folder)).code).toBe(1);
    expect((await report(["rules"], own.folder)).code).toBe(1);
    expect((await report([own.folder], "/")).code).toBe(1);
  });

  it("checks a file alone against a schema", async () => {
    using own = scratch();
    using example = project();
    own.write("lone.rules", wrongStage);
    const schema = path.join(example.folder, "crm.schema.json");
    const { code, report: found } = await report(["lone.rules", "--schema", schema], own.folder);
    expect({ code, codes: found.diagnostics.map((one) => one.code) }).toEqual({ code: 1, codes: ["OS2003"] });
    const without = await report(["lone.rules"], own.folder);
    expect(without.report.diagnostics.map((one) => one.code)).toEqual(["OS5201"]);
  });

  it("writes GitHub's commands and SARIF", async () => {
    using own = project();
    own.write("rules/pay.rules", wrongStage);
    const github = await onstage(["check", "--format", "github"], { cwd: own.folder });
    expect(github.stdout).toBe(
      '::error file=rules/pay.rules,line=1,endLine=1,col=10,endColumn=27,title=OS2003::deals have no stage "Wait for paymnt". did you mean `"Wait for payment"`?\n',
    );
    const sarif = JSON.parse((await onstage(["check", "--format", "sarif"], { cwd: own.folder })).stdout);
    const isSarif = new Ajv().compile(sarifSchema);
    expect(isSarif(sarif) || isSarif.errors).toBe(true);
    expect(sarif.runs).toMatchObject([{ results: [{ ruleId: "OS2003", level: "error" }] }]);
    const [rule] = sarif.runs[0].tool.driver.rules;
    expect(rule.help.markdown).toMatch(/^# OS2003: unknown-stage\n/);
  });

  it("takes a project and its folders together, and refuses two projects at once", async () => {
    using own = project();
    using second = project();
    const whole = await onstage(["check", ".", "rules"], { cwd: own.folder });
    expect(whole.stderr).toBe("✓ nothing wrong in 2 files\n");
    const both = await onstage(["check", own.folder, second.folder]);
    expect(both.code).toBe(2);
    expect(both.stderr).toContain("these paths belong to several projects");
  });

  it("takes a file by its name, whatever signs are in it", async () => {
    using own = project();
    own.write("rules/a[1]{b}.rules", wrongStage);
    expect(
      (await report(["rules/a[1]{b}.rules"], own.folder)).report.diagnostics.map((one) => one.code),
    ).toEqual(["OS2003"]);
  });

  it("tells at most a hundred things of one file", async () => {
    using own = project();
    own.write("rules/zeros.rules", new Uint8Array(9_000_000));
    expect((await report([], own.folder)).report.diagnostics.map((one) => one.code)).toEqual(["OS1001"]);
    own.write("rules/zeros.rules", "on stage ? ".repeat(5000));
    expect((await report([], own.folder)).report.diagnostics).toHaveLength(100);
  });

  it("goes on watching after a mistake, and ends with Ctrl-C", async () => {
    using own = project();
    const child = spawn(process.execPath, [command, "check", "--watch"], { cwd: own.folder });
    const ended = new Promise((resolve) => child.on("close", resolve));
    // A test that fails leaves no watcher behind.
    onTestFinished(async () => {
      child.kill("SIGKILL");
      await ended;
    });
    let text = "";
    const until = (wanted: string) =>
      new Promise<void>((resolve) => {
        const look = () => text.includes(wanted) && resolve();
        child.stderr.on("data", look);
        look();
      });
    child.stderr.on("data", (more: Buffer) => {
      text += more.toString();
    });
    await until("nothing wrong in 2 files");
    await until("watching for changes");
    own.write("rules/own.rules", wrongStage);
    await until("error OS2003");
    own.write("rules/own.rules", 'on stage "New" in deals < notify("Max", "x") >');
    await until("nothing wrong in 3 files");
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });

  it("counts warnings against a limit", async () => {
    using own = project();
    own.write("rules/pay.rules", 'on stage "New" in deals < >');
    expect((await report([], own.folder)).code).toBe(0);
    expect((await report(["--max-warnings", "1"], own.folder)).code).toBe(0);
    expect((await report(["--max-warnings", "0"], own.folder)).code).toBe(1);
  });

  it("ends with 2 where it is called wrongly, in a sentence", async () => {
    for (const args of [
      ["chek"],
      ["check", "--format", "xml"],
      ["check", "--max-warnings", "few"],
      ["check", "--nope"],
    ]) {
      const { code, stderr, stdout } = await onstage(args);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
      expect(stderr).toMatch(/^error: /);
      expect(stderr).not.toContain("    at ");
    }
  });

  it("prints help with an example for every verb", async () => {
    for (const verb of ["check", "build", "fmt", "explain", "simulate", "serve", "lsp"]) {
      const { code, stdout } = await onstage([verb, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toContain(`Example:\n  `);
      expect(stdout).toContain(`onstage ${verb}`);
    }
  });
});

describe("onstage check --fix", () => {
  const braces = 'on stage "New" in deals {\r\n  notify("Max", "x")\r\n}\r\n';

  it("mends what cannot change the meaning, says so, and keeps the rest byte for byte", async () => {
    using own = project();
    const file = own.write("rules/own.rules", `\uFEFF${braces}`);
    chmodSync(file, 0o640);
    const { code, stdout, stderr } = await onstage(["check", "--fix"], { cwd: own.folder });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toBe(
      "fixed OS1005 at rules/own.rules:1:26: Write `<` and `>`\n\n✓ nothing wrong in 3 files\n",
    );
    expect(readFileSync(file, "utf8")).toBe(
      '\uFEFFon stage "New" in deals <\r\n  notify("Max", "x")\r\n>\r\n',
    );
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const again = await onstage(["check", "--fix"], { cwd: own.folder });
    expect(again.stderr).toBe("✓ nothing wrong in 3 files\n");
  });

  it("goes on until nothing safe is left, and tells of what is", async () => {
    using own = project();
    const blocks = Array.from({ length: 250 }, (_, at) =>
      braces.replace("{", "\n{").replace('"x"', `"${at}"`),
    ).join("");
    const file = own.write("rules/own.rules", blocks + wrongStage);
    const { code, report: found } = await report(["--fix"], own.folder);
    expect(code).toBe(1);
    expect(found.diagnostics.map((one) => one.code)).toEqual(["OS2003"]);
    expect(found.fixed).toHaveLength(250);
    expect(found.fixed?.[0]).toEqual({
      code: "OS1005",
      title: "Write `<` and `>`",
      file: "rules/own.rules",
      start: { line: 2, column: 1 },
    });
    expect(readFileSync(file, "utf8")).not.toMatch(/[{}]/);
  });

  it("changes only the files it is given, and nothing without being asked", async () => {
    using own = project();
    const first = own.write("rules/a.rules", braces);
    const second = own.write("rules/b.rules", braces);
    await onstage(["check"], { cwd: own.folder });
    await onstage(["check", "--fix", "rules/b.rules"], { cwd: own.folder });
    expect(readFileSync(first, "utf8")).toBe(braces);
    expect(readFileSync(second, "utf8")).not.toBe(braces);
  });

  it("writes through a link, and leaves it one", async () => {
    using own = project();
    using elsewhere = scratch();
    const real = elsewhere.write("real.rules", braces);
    symlinkSync(real, path.join(own.folder, "rules", "link.rules"));
    await onstage(["check", "--fix"], { cwd: own.folder });
    expect(lstatSync(path.join(own.folder, "rules", "link.rules")).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, "utf8")).toContain("deals <");
  });

  it("is not for watching", async () => {
    const { code, stderr } = await onstage(["check", "--fix", "--watch"]);
    expect(code).toBe(2);
    expect(stderr).toContain("cannot be used with");
  });
});

describe("files that cannot be rules", () => {
  const cases: Readonly<Record<string, readonly [code: string, content: string | Uint8Array]>> = {
    "is no UTF-8": ["OS5002", Uint8Array.of(0x6f, 0x6e, 0x20, 0xe4, 0x20)],
    "is empty": ["OS5006", ""],
    "has 50 MB": ["OS5004", new Uint8Array(50 * 1024 * 1024)],
    "names a stage the CRM lacks": ["OS2003", wrongStage],
    "calls an action that does not exist": ["OS2006", 'on stage "New" in deals < sendFax("x") >'],
    "gives an argument of a wrong type": ["OS2101", 'on stage "New" in deals < notify(5, "x") >'],
  };
  for (const [what, [code, content]] of Object.entries(cases)) {
    it(`one that ${what} gets its code, its place and a way out`, async () => {
      using own = project();
      own.write("rules/own.rules", content);
      const { code: exit, report: found } = await report([], own.folder);
      expect(exit).toBe(1);
      expect(found.diagnostics).toHaveLength(1);
      expect(found.diagnostics[0]).toMatchObject({ code, file: "rules/own.rules", severity: "error" });
      expect(found.diagnostics[0]?.help).not.toBe("");
      const pretty = await onstage(["check"], { cwd: own.folder });
      expect(pretty.stderr).toContain(`error ${code}: `);
      expect(pretty.stderr).not.toContain("    at ");
    });
  }

  it("a folder that is called like one gets its code", async () => {
    using own = project();
    mkdirSync(path.join(own.folder, "rules", "folder.rules"));
    for (const args of [[], ["rules/folder.rules"]]) {
      const { code, report: found } = await report(args, own.folder);
      expect([code, found.diagnostics[0]?.code, found.diagnostics[0]?.file]).toEqual([
        1,
        "OS5003",
        "rules/folder.rules",
      ]);
    }
  });

  it("a missing one, or one that may not be read, gets its code", async () => {
    using own = project();
    expect((await report(["rules/none.rules"], own.folder)).report.diagnostics[0]?.code).toBe("OS5001");
    const file = own.write("rules/secret.rules", wrongStage);
    chmodSync(file, 0);
    // The superuser may read everything, so for it the file is only wrong.
    const expected = process.getuid?.() === 0 ? "OS2003" : "OS5005";
    expect((await report(["rules/secret.rules"], own.folder)).report.diagnostics[0]?.code).toBe(expected);
  });

  it("a broken schema or configuration gets its code and place", async () => {
    using own = project();
    own.write("crm.schema.json", '{ "entities": ');
    const { report: found } = await report([], own.folder);
    expect(found.diagnostics.map((one) => [one.code, one.file])).toEqual([["OS5101", "crm.schema.json"]]);
    own.write("onstage.json", '{ "schema": "crm.schema.json", "rules": ["rules/*.rules"], "rule": [] }');
    const { report: second } = await report([], own.folder);
    expect(second.diagnostics.map((one) => one.code)).toContain("OS5203");
  });

  it("text that could steer a terminal is shown as signs", async () => {
    using own = project();
    own.write("rules/own.rules", 'on stage "\u001b[31m\u202eNew" in deals < notify("Max", "x") >');
    const { stderr } = await onstage(["check"], { cwd: own.folder });
    expect(stderr).toContain('"·[31m·New"');
    expect(stderr).not.toContain("\u001b");
    expect(stderr).not.toContain("\u202e");
    for (const format of ["json", "sarif", "github"]) {
      const { stdout } = await onstage(["check", "--format", format], { cwd: own.folder });
      expect(stdout).toContain("OS2003");
      expect(stdout).not.toContain("\u001b");
      expect(stdout).not.toContain("\u202e");
    }
  });
});
