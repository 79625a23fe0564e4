import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { catalogue } from "@onstage/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onstage, project, strictErrors } from "./support.ts";

const root = path.resolve(import.meta.dirname, "..", "..");
const read = (folder: string, file: string) => readFileSync(path.join(folder, "dist", file), "utf8");

/** What a build holds, as Node itself loads it in a process of its own. */
function load(folder: string): {
  readonly rules: readonly {
    readonly id: string;
    readonly file: string;
    readonly args: { readonly message?: string };
  }[];
  readonly calls: readonly string[];
  readonly users: readonly string[];
} {
  const script = `
    import { ruleSet } from "./dist/rules.js";
    import { calls } from "./dist/calls.js";
    const rules = ruleSet.blocks.flatMap((block) => block.rules).map((rule) => ({
      id: rule.id,
      file: rule.source.file,
      args: rule.source.file === "rules/own.rules" ? rule.args({ item: {}, results: {} }) : {},
    }));
    console.log(JSON.stringify({ rules, calls: Object.keys(calls), users: ruleSet.schema.users.map((user) => user.name) }));`;
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

describe("onstage build", () => {
  it("writes TypeScript that a strict compiler accepts", async () => {
    using own = project();
    own.write(
      "rules/more.rules",
      `on stage "Proposal", "New" in deals when (isTest or source == "Web form") <
  a: notify("Anna", "{amount * 0.8} of {amount}, in all {amount + 5}") when amount / 2 >= 100 - 50 and -amount < 0;
  let link = after a succeeds createPaymentLink() when amount is set;
  b: after link, after a fails sendEmail(link ?? "no link", subject: "To " + contact.name + "!")
    when contact.name is set and not (responsible == "Max" or responsible != "Anna");
  changeStage("Won") when source != "Call" or not isTest;
>
disabled on stage "Won" in deals < changeStage("Product delivery") >`,
    );
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect(code, stderr).toBe(0);
    expect(strictErrors(own)).toBe("");
  });

  it("writes a pure half without a line of any action, and a half with them", async () => {
    using own = project();
    await onstage(["build"], { cwd: own.folder });
    expect(read(own.folder, "rules.js")).not.toContain("nodemailer");
    expect(read(own.folder, "calls.js")).toContain("nodemailer");
    const { rules, calls } = load(own.folder);
    const ids = rules.map((rule) => rule.id);
    expect(calls.toSorted()).toEqual(ids.toSorted());
    expect(JSON.parse(read(own.folder, "ruleset.json"))).toMatchObject({ format: 2, rules: ids.length });
  });

  it("gives the same bytes for the same rules, in any folder", async () => {
    using first = project();
    using second = project();
    for (const own of [first, second]) await onstage(["build"], { cwd: own.folder });
    const files = (folder: string) =>
      readdirSync(path.join(folder, "dist"), { recursive: true })
        .map(String)
        .filter((file) => file.includes("."))
        .toSorted();
    expect(files(second.folder)).toEqual(files(first.folder));
    const bytes = files(first.folder).filter((file) => !file.endsWith("js.map"));
    for (const file of bytes) expect(read(second.folder, file), file).toBe(read(first.folder, file));
  });

  it("keeps the build that is there when the rules are wrong", async () => {
    using own = project();
    await onstage(["build"], { cwd: own.folder });
    const before = read(own.folder, "ruleset.json");
    own.write("rules/own.rules", "on stage");
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect(code).toBe(1);
    expect(stderr).toContain("error OS1008");
    expect(read(own.folder, "ruleset.json")).toBe(before);
  });

  it("leads an error thrown in an action back to the line of the rule", async () => {
    using own = project();
    const config = JSON.parse(readFileSync(path.join(own.folder, "onstage.json"), "utf8"));
    own.write("onstage.json", JSON.stringify({ ...config, actions: ["actions/*.ts"] }));
    own.write(
      "actions/explode.ts",
      `import type { ActionContext } from "@onstage/runtime/actions";
/** Fails. */
export async function explode(context: ActionContext): Promise<void> {
  await Promise.resolve();
  throw new Error("it broke");
}
`,
    );
    own.write("rules/own.rules", 'on stage "New" in deals <\n  notify("Max", "x");\n  bang: explode();\n>');
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect(code, stderr).toBe(0);
    own.write(
      "run.mjs",
      'import { calls } from "./dist/calls.js"; try { await Object.entries(calls).find(([id]) => id.endsWith(".bang"))[1]({}, {}); } catch (error) { console.log(error.stack); }',
    );
    const run = spawnSync(process.execPath, ["--enable-source-maps", "run.mjs"], {
      cwd: own.folder,
      encoding: "utf8",
    });
    expect(run.stdout).toMatch(
      /Error: it broke\n {4}at \S+ \(.*actions\/explode\.ts:5:9\)\n {4}at async \S*bang \(.*rules\/own\.rules:3:9\)/,
    );
  });

  it("says what is wrong with an action of the project", async () => {
    using own = project();
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/*.rules"], actions: ["actions/*.ts"] }),
    );
    own.write(
      "actions/bad.ts",
      'import type { ActionContext } from "@onstage/runtime/actions";\nexport function odd(context: ActionContext, done: () => void) {}\nexport function notify(context: ActionContext) {}',
    );
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect(code).toBe(1);
    expect(stderr).toContain("error OS5301");
    expect(stderr).toContain("at actions/bad.ts:2:45");
    expect(stderr).toContain("error OS5302");
  });
});

describe("actions that cannot be bundled", () => {
  it("are told with their place, and leave the build that is there", async () => {
    using own = project();
    await onstage(["build"], { cwd: own.folder });
    const before = read(own.folder, "ruleset.json");
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/*.rules"], actions: ["actions/*.ts"] }),
    );
    own.write(
      "actions/own.ts",
      'import type { ActionContext } from "@onstage/runtime/actions";\nimport { pad } from "left-pad-that-is-not-there";\n/** Pads. */\nexport async function own(context: ActionContext): Promise<void> { pad(); }',
    );
    own.write("rules/own.rules", 'on stage "New" in deals < own() >');
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error OS5306: the actions of this project cannot be bundled: Could not resolve "left-pad-that-is-not-there"',
    );
    expect(stderr).toContain("at actions/own.ts:2:");
    expect(read(own.folder, "ruleset.json")).toBe(before);
  });
});

describe("any text in a rule", () => {
  it("comes out as the same text, whatever stands in it", async () => {
    const nasty = fc.constantFrom(
      "`",
      ["$", "{1}"].join(""),
      ["$", "{process.exit()}"].join(""),
      "*/",
      "//",
      "</script>",
      "\u2028",
      "\u2029",
      "\u202e",
      "\ud800",
      "'",
      "\\",
      '"',
      "\u0000",
      "\n",
      "\r\n",
      "{{",
      "}",
      "{",
      "😀",
      "\u{e0041}",
    );
    const texts = fc.sample(
      fc
        .array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 4 })), { minLength: 1, maxLength: 6 })
        .map((parts) => parts.join("")),
      { numRuns: 60, seed: 7 },
    );
    const inRules = (text: string) =>
      [...text]
        .map((sign) => {
          if (sign === "{" || sign === "}") return sign + sign;
          const code = sign.codePointAt(0) ?? 0;
          return sign === '"' || sign === "\\" || code < 32 || (code >= 0xd800 && code <= 0xdfff)
            ? `\\u{${code.toString(16)}}`
            : sign;
        })
        .join("");
    using own = project();
    const rules = texts.map((text) => `  notify("Max", "${inRules(text)}", );`.replace(", );", ");"));
    own.write("rules/own.rules", `on stage "New" in deals <\n${rules.join("\n")}\n>`);
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect(code, stderr).toBe(0);
    const written = load(own.folder).rules.filter(({ file }) => file === "rules/own.rules");
    expect(written.map((rule) => rule.args.message)).toEqual(texts);
  });

  it("and in the schema stays text as well", async () => {
    using own = project();
    const schema = JSON.parse(readFileSync(path.join(own.folder, "crm.schema.json"), "utf8"));
    const hostile = ["*/ $", "{x} `\u2028</script>\u202e"].join("");
    schema.entities.deals.pipelines[0].stages[0].title = hostile;
    schema.entities.deals.fields.title.title = hostile;
    schema.users[0].name = hostile;
    own.write("crm.schema.json", JSON.stringify(schema));
    own.write(
      "rules/own.rules",
      `on stage "NEW" in deals < notify("${hostile.replaceAll("{", "{{").replaceAll("}", "}}")}", "x") >`,
    );
    const { code, stderr } = await onstage(["build"], { cwd: own.folder });
    expect(code, stderr).toBe(0);
    expect(load(own.folder).users[0]).toBe(hostile);
  });
});

describe("onstage fmt", () => {
  const ugly = 'on   stage "New" in deals{notify("Max","x")}';
  const pretty = 'on stage "New" in deals <\n  notify("Max", "x");\n>\n';

  it("formats the files of the project in place", async () => {
    using own = project();
    const file = own.write("rules/own.rules", ugly);
    expect((await onstage(["fmt"], { cwd: own.folder })).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(pretty);
    expect(readdirSync(path.dirname(file)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect((await onstage(["fmt", "--check"], { cwd: own.folder })).code).toBe(0);
  });

  it("only lists what is not formatted with --check, and ends with 1", async () => {
    using own = project();
    const file = own.write("rules/own.rules", ugly);
    const { code, stdout } = await onstage(["fmt", "--check", "rules/own.rules"], { cwd: own.folder });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "rules/own.rules\n" });
    expect(readFileSync(file, "utf8")).toBe(ugly);
  });

  it("formats standard input", async () => {
    expect(await onstage(["fmt", "-"], { input: ugly })).toEqual({ code: 0, stdout: pretty, stderr: "" });
    expect((await onstage(["fmt", "-", "--check"], { input: ugly })).code).toBe(1);
    expect((await onstage(["fmt", "-"], { input: Uint8Array.of(0xff) })).code).toBe(1);
  });

  it("puts in order what can be read, leaves the rest as it stands, and says so", async () => {
    const input = `on  stage "New" in   deals < notify( >\n${ugly}\n`;
    const { code, stdout, stderr } = await onstage(["fmt", "-"], { input });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `on  stage "New" in   deals < notify( >\n\n${pretty}`,
    });
    expect(stderr).toBe(
      "standard input: a part with a mistake is left as it stands; `onstage check` tells more\n",
    );
    using own = project();
    const file = own.write("rules/own.rules", input);
    const inPlace = await onstage(["fmt", "rules/own.rules"], { cwd: own.folder });
    expect(inPlace.stderr).toContain("rules/own.rules: a part with a mistake is left as it stands;");
    expect(readFileSync(file, "utf8")).toBe(stdout);
  });
});

describe("onstage fmt on what it must not touch", () => {
  it("follows a link and leaves it a link", async () => {
    using own = project();
    const real = own.write("real.rules", 'on   stage "New" in deals{notify("Max","x")}');
    symlinkSync(real, path.join(own.folder, "link.rules"));
    expect((await onstage(["fmt", "link.rules"], { cwd: own.folder })).code).toBe(0);
    expect(lstatSync(path.join(own.folder, "link.rules")).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, "utf8")).toContain("deals <\n");
  });

  it("refuses files that are no rules, and tells of those that it cannot read", async () => {
    using own = project();
    const text = own.write("README.md", "one   two");
    expect((await onstage(["fmt", "README.md"], { cwd: own.folder })).code).toBe(2);
    expect(readFileSync(text, "utf8")).toBe("one   two");
    own.write("rules/bad.rules", Uint8Array.of(0xff));
    const { code, stderr } = await onstage(["fmt"], { cwd: own.folder });
    expect(code).toBe(1);
    expect(stderr).toContain("error OS5002");
  });
});

describe("a project that came from somebody else", () => {
  it("cannot have code run by what lies in its cache", async () => {
    using own = project();
    own.write(
      "onstage.json",
      JSON.stringify({ schema: "crm.schema.json", rules: ["rules/own.rules"], actions: ["actions/*.ts"] }),
    );
    own.write(
      "actions/own.ts",
      'import type { ActionContext } from "@onstage/runtime/actions";\n/** Own. */\nexport async function own(context: ActionContext): Promise<void> {}',
    );
    own.write("rules/own.rules", 'on stage "New" in deals < own() >');
    await onstage(["check"], { cwd: own.folder });
    const cache = path.join(own.folder, ".onstage", "cache", "signatures.json");
    const marker = path.join(own.folder, "was-run");
    const hostile = readFileSync(cache, "utf8").replace(
      '"repeatable":false',
      `"repeatable":"(require('fs').writeFileSync('${marker}',''),false)"`,
    );
    expect(hostile).toContain("was-run");
    writeFileSync(cache, hostile);
    const scenario = JSON.stringify({
      items: { deals: [{ id: 1, stage: "Won", title: "A" }] },
      events: [{ at: "+0m", move: "deals/1", to: "New" }],
    });
    expect((await onstage(["simulate", "-"], { cwd: own.folder, input: scenario })).code).toBe(0);
    expect(existsSync(marker)).toBe(false);
    writeFileSync(cache, JSON.stringify({ ...JSON.parse(hostile), set: {} }));
    expect((await onstage(["check"], { cwd: own.folder })).code).toBe(0);
  });

  it("cannot write outside the output, wherever its rules lie", async () => {
    using own = project();
    own.write("outside/x.rules", 'on stage "New" in deals < notify("Max", "x") >');
    own.write(
      "inner/onstage.json",
      JSON.stringify({ schema: "../crm.schema.json", rules: ["../outside/x.rules"] }),
    );
    expect((await onstage(["build"], { cwd: path.join(own.folder, "inner") })).code).toBe(0);
    expect(readdirSync(path.join(own.folder, "outside"))).toEqual(["x.rules"]);
    expect(readdirSync(path.join(own.folder, "inner")).toSorted()).toEqual(["dist", "onstage.json"]);
  });
});

describe("onstage explain", () => {
  it("prints the page of a code, or of its name", async () => {
    const { code, stdout } = await onstage(["explain", "OS2003"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# OS2003: unknown-stage\n/);
    expect((await onstage(["explain", "unknown-stage"])).stdout).toBe(stdout);
  });

  it("has a page for every code, and no name for two", () => {
    const pages = readdirSync(path.join(root, "cli", "dist", "diagnostics"));
    expect(pages.toSorted()).toEqual(
      Object.keys(catalogue)
        .toSorted()
        .map((code) => `${code}.md`),
    );
    const names = Object.values(catalogue).map((entry) => entry.name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it("helps where the code is wrong", async () => {
    const { code, stderr } = await onstage(["explain", "OS203"]);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean `OS2003`?");
  });
});
