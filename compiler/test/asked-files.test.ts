import { createProgram, loadProject, type Program, type ProjectRequest } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { library, memoryHost, schemaText } from "./support.ts";

const config = JSON.stringify({ schema: "crm.schema.json", rules: ["rules/*.rules"] });
const common = 'const big = 50000\nrules ask() in deals < notify("Max", "x") >\n';
const rules =
  'import { big } from "./common.rules"\non stage "New" in deals < notify("Max", "x") when amount > big >';
const files = {
  "onstage.json": config,
  "crm.schema.json": schemaText,
  "rules/common.rules": common,
  "rules/a.rules": rules,
  "rules/b.rules":
    'import { ask } from "./common.rules"\non stage "Won" in deals < include ask(); nothing() >',
  "lone.rules": rules.replace("./", "./rules/"),
};

async function load(request: Omit<Extract<ProjectRequest, { kind: "folder" }>, "kind" | "folder">) {
  const absolute = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/p/${name}`, text]));
  const host = memoryHost(absolute);
  return createProgram(await loadProject({ kind: "folder", folder: "/p", ...request }, library, host));
}

const told = (program: Program) => program.diagnostics.map((one) => `${one.file} ${one.code}`);

describe("files of a project that are asked for", () => {
  it("are looked at together with the others, of which nothing is said", async () => {
    expect(told(await load({ only: ["rules/a.rules"] }))).toEqual([]);
    expect(told(await load({ only: ["rules/common.rules"] }))).toEqual([]);
    expect(told(await load({ only: ["rules/b.rules"] }))).toEqual(["rules/b.rules OS2006"]);
    expect(told(await load({ only: ["rules/*.rules"] }))).toEqual(["rules/b.rules OS2006"]);
    expect(told(await load({ only: ["lone.rules"] }))).toEqual([]);
    expect(told(await load({ only: ["rules/none.rules"] }))).toEqual(["rules/none.rules OS5001"]);
    expect(told(await load({ only: ["none/*.rules"] }))).toEqual(["onstage.json OS5007"]);
  });

  it("are no reason to build what has errors elsewhere", async () => {
    const program = await load({ only: ["rules/a.rules"] });
    expect([program.ok, program.emit()]).toEqual([false, []]);
  });

  it("can stand for all of them, with what they import", async () => {
    const program = await load({ rules: ["lone.rules"] });
    expect(program.files.map((file) => file.path)).toEqual(["lone.rules", "rules/common.rules"]);
    expect(program.ok).toBe(true);
  });

  it("can do without a project, with what they import", async () => {
    const host = memoryHost({
      "/p/crm.schema.json": schemaText,
      "/p/common.rules": common,
      "/p/a.rules": rules,
    });
    const request = {
      kind: "files",
      folder: "/p",
      files: ["a.rules"],
      schema: "/p/crm.schema.json",
    } as const;
    const project = await loadProject(request, library, host);
    expect(project.files.map((file) => file.path)).toEqual(["a.rules", "common.rules"]);
    expect(createProgram(project).ok).toBe(true);
  });
});

describe("a comment that allows a finding", () => {
  const unneeded = 'on stage "New" in deals < notify("Max", "x") > // allow OS3002: kept';
  const withRules = async (request: ProjectRequest, schema: string) => {
    const host = memoryHost({
      "/p/onstage.json": config,
      "/p/crm.schema.json": schema,
      "/p/rules/a.rules": unneeded,
    });
    return told(createProgram(await loadProject(request, library, host)));
  };

  it("is told to allow nothing only where everything was looked at", async () => {
    const whole = { kind: "folder", folder: "/p" } as const;
    expect(await withRules(whole, schemaText)).toEqual(["rules/a.rules OS3052"]);
    expect(await withRules({ ...whole, only: ["rules/a.rules"] }, schemaText)).toEqual([
      "rules/a.rules OS3052",
    ]);
    expect(await withRules({ ...whole, rules: ["rules/a.rules"] }, schemaText)).toEqual([]);
    expect(await withRules(whole, "{")).toEqual(["crm.schema.json OS5101"]);
  });
});
