import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Decimal, decimal, greater } from "../src/rules/index.ts";
import {
  hashOf,
  manifestText,
  problemWith,
  rulesText,
  serve,
  type TestRule,
  token,
  writeBuild,
} from "./service-support.ts";

const says = (text: string): readonly TestRule[] => [{ name: "say", call: `return "${text}";` }];

async function enter(own: Awaited<ReturnType<typeof serve>>, title: string): Promise<void> {
  const { body } = await own.post("/v1/items/deals", { title, stage: "New" });
  await own.post(`/v1/items/deals/${body.id}/move`, { stage: "Wait for payment" });
}

describe("a new build", () => {
  it("is taken when asked for, and the next visit runs it", async () => {
    const own = await serve(says("first"), {
      reload: async () => ({
        ok: true,
        build: await writeBuild(join(own.folder, "next"), says("second")),
      }),
    });
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "first", ruleSet: hashOf(says("first")) });
    expect(await own.post("/v1/rulesets")).toMatchObject({
      status: 201,
      body: { hash: hashOf(says("second")), current: true },
    });
    expect(own.events).toContainEqual({ kind: "rule-set", hash: hashOf(says("second")) });
    expect((await own.get("/v1/rulesets")).body).toEqual({
      timezone: "Europe/Berlin",
      ruleSets: [
        {
          hash: hashOf(says("second")),
          current: true,
          previous: false,
          since: expect.stringMatching(/Z$/),
          by: "api",
          visits: 0,
          runs: 0,
        },
        {
          hash: hashOf(says("first")),
          current: false,
          previous: true,
          since: expect.stringMatching(/Z$/),
          by: "start",
          visits: 1,
          runs: 0,
        },
      ],
    });
    await enter(own, "B");
    expect(await own.run("say", "done", (run) => run.item.id === 2)).toMatchObject({
      result: "second",
      ruleSet: hashOf(says("second")),
    });
  });

  it("leaves visits that began before it with theirs, after a restart too", async () => {
    const build = (own: { readonly folder: string }) => writeBuild(join(own.folder, "next"), says("second"));
    const first = [
      { name: "say", call: `if (context.run.attempt === 1) throw new Error("not yet"); return "first";` },
    ];
    const own = await serve(first, { reload: async () => ({ ok: true, build: await build(own) }) });
    await enter(own, "A");
    const failed = await own.run("say", "failed");
    await own.post("/v1/rulesets");
    await own.restart();
    expect((await own.get("/v1/rulesets")).body).toMatchObject({
      ruleSets: [{ hash: hashOf(says("second")), current: true }, { hash: hashOf(first) }],
    });
    await own.post(`/v1/runs/${failed.id}/retry`);
    expect(await own.run("say", "done")).toMatchObject({
      result: "first",
      ruleSet: hashOf(first),
      attempts: 2,
    });
  });

  it("that the compiler refuses changes nothing, and its errors are handed on", async () => {
    const errors = [{ code: "OS2104", message: "There is no stage.", file: "rules/pay.rules" }];
    const own = await serve(says("first"), {
      reload: async () => ({ ok: false, detail: "The rules have 1 error.", errors }),
    });
    expect(await own.post("/v1/rulesets")).toMatchObject({
      status: 422,
      body: problemWith(422, { detail: "The rules have 1 error.", errors }),
    });
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "first" });
  });

  it.each([
    ["lacks a file", { "calls.js": null }, "missing-file", "calls.js"],
    ["has no manifest", { "ruleset.json": null }, "missing-file", "ruleset.json"],
    ["has a manifest that is no JSON", { "ruleset.json": "{" }, "bad-manifest", "ruleset.json"],
    ["has a manifest of a later format", { "ruleset.json": `{"format":3}` }, "bad-manifest", "ruleset.json"],
    [
      "was made before rules could start by events",
      { "ruleset.json": `{"format":1}` },
      "bad-manifest",
      "ruleset.json",
    ],
    [
      "has a hash that leads elsewhere",
      { "ruleset.json": manifestText({ hash: "../../x" }) },
      "bad-manifest",
      "ruleset.json",
    ],
    [
      "has the hash of another build",
      { "ruleset.json": manifestText({ hash: hashOf(says("first")) }) },
      "wrong-hash",
      "ruleset.json",
    ],
    ["has rules that do not parse", { "rules.js": "export const ruleSet = {" }, "does-not-load", "rules.js"],
    ["has rules that throw", { "rules.js": "throw new Error('no');" }, "does-not-load", "rules.js"],
    ["exports no rule set", { "rules.js": "export const rules = 1;" }, "wrong-shape", "rules.js"],
    [
      "has a rule without an action",
      { "rules.js": rulesText(says("x")).replace(`action: "act"`, "action: 1") },
      "wrong-shape",
      "rules.js",
    ],
    ["has calls that do not parse", { "calls.js": "export const calls = {" }, "does-not-load", "calls.js"],
    ["has calls that end the thread", { "calls.js": "process.exit(1);" }, "does-not-load", "calls.js"],
    ["exports no calls", { "calls.js": "export const call = 1;" }, "wrong-shape", "calls.js"],
    ["lacks a rule's call", { "calls.js": "export const calls = {};" }, "wrong-shape", "calls.js"],
  ])("that %s is refused whole, and the old one goes on", async (_, files, reason, file) => {
    const own = await serve(says("first"), {
      reload: async () => ({
        ok: true,
        build: await writeBuild(join(own.folder, "next"), says("second"), files),
      }),
    });
    const kept = await readdir(join(own.data, "rulesets"));
    const answer = await own.post("/v1/rulesets");
    expect(answer).toMatchObject({ status: 422, body: problemWith(422, { errors: [{ reason, file }] }) });
    expect(await readdir(join(own.data, "rulesets"))).toEqual(kept);
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "first" });
    await own.restart();
    await enter(own, "B");
    expect(await own.run("say", "done", (run) => run.item.id === 2)).toMatchObject({ result: "first" });
  });

  it.each([
    ["leads to itself", (path: string) => symlink("calls.js", path), /calls\.js cannot be read: ELOOP\./],
    ["is a folder", (path: string) => mkdir(path), /calls\.js cannot be read: it is no file\./],
  ])("with a file that %s is refused with what keeps it from being read", async (_, make, detail) => {
    const own = await serve(says("first"), {
      reload: async () => {
        const build = await writeBuild(join(own.folder, "next"), says("second"), { "calls.js": null });
        await make(join(build, "calls.js"));
        return { ok: true, build };
      },
    });
    const refused = { reason: "unreadable-file", file: "calls.js", detail: expect.stringMatching(detail) };
    expect(await own.post("/v1/rulesets")).toMatchObject({
      status: 422,
      body: problemWith(422, { errors: [refused] }),
    });
  });

  it("is looked at without the token of the service", async () => {
    vi.stubEnv("ONSTAGE_TOKEN", token);
    onTestFinished(() => void vi.unstubAllEnvs());
    const curious = `if (process.env.ONSTAGE_TOKEN !== undefined) throw new Error("seen");
      export const calls = { "r-say": async () => "second" };`;
    const own = await serve(says("first"), {
      reload: async () => ({
        ok: true,
        build: await writeBuild(join(own.folder, "next"), says("second"), { "calls.js": curious }),
      }),
    });
    expect((await own.post("/v1/rulesets")).status).toBe(201);
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "second" });
  });

  it("cannot be asked for where there is no project", async () => {
    const own = await serve(says("first"));
    expect(await own.post("/v1/rulesets")).toMatchObject({ status: 409, body: problemWith(409) });
  });
});

describe("the rule sets of a data folder", () => {
  it("load as modules whatever project the folder stands in", async () => {
    const own = await serve(says("first"));
    await own.service.stop();
    await writeFile(join(own.folder, "package.json"), `{ "type": "commonjs" }`);
    await own.restart();
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "first" });
  });

  it("are rid of what a crash left half-written", async () => {
    const own = await serve(says("first"));
    await own.service.stop();
    const root = join(own.data, "rulesets");
    await writeBuild(join(root, ".new-x1"), says("second"));
    await writeBuild(join(root, hashOf(says("second"))), []);
    const build = await writeBuild(join(own.folder, "next"), says("second"));
    await own.restart({ build });
    expect(await readdir(root)).not.toContain(".new-x1");
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "second" });
  });

  it("are refused where it is not known which one is current", async () => {
    const own = await serve(says("first"));
    await writeFile(join(own.data, "rulesets", "index.json"), "{");
    await expect(own.restart()).rejects.toMatchObject({ name: "ServiceError", code: "data-damaged" });
  });

  it("lead from an error to the line of the rule, in the file of the project", async () => {
    // The first column of the second line stands for line 12, column 3 of the rules.
    const map = JSON.stringify({ version: 3, sources: ["../rules/pay.rules"], names: [], mappings: ";AAWE" });
    const own = await serve([{ name: "say", call: `throw new TypeError("x is no function");` }], {
      reload: async () => ({
        ok: true,
        build: await writeBuild(join(own.folder, "next"), says("second"), {
          "calls.js": `export const calls =\n{ "r-say": async () => { throw new TypeError("x is no function"); } };\n//# sourceMappingURL=calls.js.map`,
          "calls.js.map": map,
        }),
      }),
    });
    await own.post("/v1/rulesets");
    await enter(own, "A");
    expect(await own.run("say", "failed")).toMatchObject({ reason: "x is no function" });
    const line = await own.until(({ msg }) => msg === "the action failed");
    expect(line).toMatchObject({ item: "deals/1", visit: 2, rule: "say", run: "deals-1-2-say" });
    expect(line.stack).toContain(`${join(own.folder, "rules", "pay.rules")}:12:3`);
  });
});

it("numbers of a build and of the service compare as numbers, though each has its own copy of their class", () => {
  const { Decimal: Other }: { readonly Decimal: typeof Decimal } = createRequire(import.meta.url)(
    "decimal.js",
  );
  expect(greater(new Other("9"), decimal("50000"))).toBe(false);
  expect(greater(decimal("60000"), new Other("50000"))).toBe(true);
});
