import { access, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./dispatch-support.ts";
import {
  hashOf,
  manifestText,
  problemWith,
  type Served,
  serve,
  type TestRule,
  writeBuild,
} from "./service-support.ts";

const says = (text: string): readonly TestRule[] => [{ name: "say", call: `return "${text}";` }];

/** A service whose project can be changed: the next build is what is in `next`. */
async function project(first: readonly TestRule[]) {
  const next: { rules: readonly TestRule[] } = { rules: first };
  const folder: { own?: Served } = {};
  const own = await serve(first, {
    reload: async () => ({
      ok: true,
      build: await writeBuild(join(folder.own?.folder ?? "", "next"), next.rules),
    }),
  });
  folder.own = own;
  const deploy = async (rules: readonly TestRule[]) => {
    next.rules = rules;
    return own.post("/v1/rulesets");
  };
  const plan = async (rules: readonly TestRule[]) => {
    next.rules = rules;
    return own.post("/v1/rulesets/plan");
  };
  const kept = async () => (await readdir(join(own.data, "rulesets"))).filter((one) => one.length === 64);
  return { own, deploy, plan, kept };
}

async function enter(own: Served, title: string): Promise<number> {
  const { body } = await own.post("/v1/items/deals", { title, stage: "New" });
  await own.post(`/v1/items/deals/${body.id}/move`, { stage: "Wait for payment" });
  return Number(body.id);
}

describe("a plan of a deploy", () => {
  it("says what is added, removed and changed, and what waits now, and changes nothing", async () => {
    const { own, plan } = await project([
      { name: "say", call: `return "one";` },
      { name: "old", call: "return 1;" },
      { name: "then", call: "return 2;", after: "say" },
    ]);
    await own.post("/v1/rules/then/disable");
    const deal = await enter(own, "A");
    await own.run("old", "done");
    const before = (await own.get("/v1/rulesets")).body;
    const planned = await plan([
      { name: "say", call: `return "one";`, repeatable: true },
      { name: "then", call: "return 2;", after: "say" },
      { name: "added", call: "return 3;" },
    ]);
    const line = (rule: string, at: number) => ({
      key: `rules/pay.rules#deals/sales/PAY#${rule}`,
      rule,
      action: "act",
      on: "deals: Wait for payment",
      source: { file: "rules/pay.rules", line: at },
    });
    expect(planned).toMatchObject({
      status: 200,
      body: {
        from: hashOf([
          { name: "say", call: `return "one";` },
          { name: "old", call: "return 1;" },
          { name: "then", call: "return 2;", after: "say" },
        ]),
        rules: { added: [line("added", 4)], removed: [line("old", 3)], changed: [line("say", 2)], same: 1 },
        triggers: { added: [], removed: [], changed: [], same: 0 },
        settings: [],
        replans: false,
        visits: 1,
        waiting: [{ key: "rules/pay.rules#deals/sales/PAY#then", rule: "then", runs: 1, then: "same" }],
        disabled: ["rules/pay.rules#deals/sales/PAY#then"],
      },
    });
    expect((await own.get("/v1/rulesets")).body).toEqual(before);
    expect((await own.get(`/v1/items/deals/${deal}`)).body).toMatchObject({
      visits: [{}, { runs: [{ status: "done" }, { status: "done" }, { status: "waiting" }] }],
    });
  });

  it("tells by what the build says of a rule that its action is another, though its rule is the same", async () => {
    const build = (folder: string, text: string) => {
      const manifest = manifestText({ hash: hashOf(says(text)), shapes: { "r-say": `says ${text}` } });
      return writeBuild(folder, says(text), { "ruleset.json": manifest });
    };
    const folder = await temporaryFolder();
    const own = await serve(says("one"), {
      build: await build(join(folder.path, "one"), "one"),
      reload: async () => ({ ok: true, build: await build(join(folder.path, "two"), "two") }),
    });
    expect((await own.post("/v1/rulesets/plan")).body).toMatchObject({
      rules: { changed: [{ rule: "say" }], same: 0 },
    });
    await own.restart();
    expect((await own.post("/v1/rulesets/plan")).body).toMatchObject({
      rules: { changed: [{ rule: "say" }] },
    });
    await folder[Symbol.asyncDispose]();
  });

  it("leaves no trace of a build that was only looked at", async () => {
    const { own, plan, kept } = await project(says("one"));
    await plan(says("two"));
    await plan(says("three"));
    expect(await kept()).toEqual([hashOf(says("one")), hashOf(says("three"))].toSorted());
    await own.restart();
    expect(await kept()).toEqual([hashOf(says("one"))]);
  });

  it("is refused with everything that is wrong, like the deploy", async () => {
    const own = await serve(says("one"), {
      reload: async () => ({ ok: false, detail: "The rules have errors.", errors: [{ code: "OS2104" }] }),
    });
    expect((await own.post("/v1/rulesets/plan")).body).toEqual(
      problemWith(422, { errors: [{ code: "OS2104" }] }),
    );
  });
});

describe("a rollback", () => {
  it("goes back to the one before, which is remembered with who did it, and forth again", async () => {
    const { own, deploy } = await project(says("one"));
    await deploy(says("two"));
    expect(await own.post("/v1/rulesets/rollback")).toMatchObject({
      status: 200,
      body: { hash: hashOf(says("one")), current: true },
    });
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "one" });
    const index = JSON.parse(await readFile(join(own.data, "rulesets", "index.json"), "utf8"));
    expect(index.changes).toMatchObject([
      { hash: hashOf(says("one")), by: "start", what: "deploy" },
      { hash: hashOf(says("two")), by: "api", what: "deploy" },
      { hash: hashOf(says("one")), by: "api", what: "rollback" },
    ]);
    expect((await own.post("/v1/rulesets/rollback", {})).body).toMatchObject({ hash: hashOf(says("two")) });
    await own.restart();
    expect((await own.get("/v1/rulesets")).body).toMatchObject({
      ruleSets: [{ hash: hashOf(says("two")), current: true }, { previous: true }],
    });
  });

  it("goes to any that is kept, by the beginning of its hash", async () => {
    const { own, deploy } = await project(says("one"));
    await enter(own, "A");
    await own.run("say", "done");
    for (const text of ["two", "three"]) await deploy(says(text));
    const hash = hashOf(says("one"));
    expect((await own.post("/v1/rulesets/rollback", { hash: hash.slice(0, 8) })).body).toMatchObject({
      hash,
    });
  });

  it.each([
    ["a hash that is not kept", { hash: "0123456789" }, 404],
    ["none before the current one", {}, 409],
    ["a hash that is none", { hash: "../../etc" }, 400],
  ])("is refused for %s", async (_, body, status) => {
    const own = await serve(says("one"));
    expect(await own.post("/v1/rulesets/rollback", body)).toMatchObject({
      status,
      body: problemWith(status),
    });
  });

  it("is refused where its files are damaged, and the current one goes on", async () => {
    const { own, deploy } = await project(says("one"));
    await deploy(says("two"));
    await own.restart();
    await writeFile(join(own.data, "rulesets", hashOf(says("one")), "rules.js"), "nothing");
    expect(await own.post("/v1/rulesets/rollback")).toMatchObject({ status: 409 });
    await enter(own, "A");
    expect(await own.run("say", "done")).toMatchObject({ result: "two" });
  });
});

describe("a rule set that is no longer the current one, or the one before", () => {
  it("is gone with its files once nothing needs it", async () => {
    const { deploy, kept } = await project(says("one"));
    await deploy(says("two"));
    expect(await kept()).toHaveLength(2);
    await deploy(says("three"));
    expect(await kept()).toEqual([hashOf(says("two")), hashOf(says("three"))].toSorted());
  });

  it("stays as long as an open visit needs it, and goes when that is over", async () => {
    const { own, deploy, kept } = await project(says("one"));
    const deal = await enter(own, "A");
    await own.run("say", "done");
    await deploy(says("two"));
    await deploy(says("three"));
    expect(await kept()).toHaveLength(3);
    await own.post(`/v1/items/deals/${deal}/move`, { stage: "Won" });
    await deploy(says("four"));
    expect(await kept()).toEqual([hashOf(says("three")), hashOf(says("four"))].toSorted());
    expect((await own.get("/v1/rulesets")).body).toMatchObject({ ruleSets: { length: 2 } });
  });

  it("stays for a run that is tried again, and that run ends by it", async () => {
    const flaky: readonly TestRule[] = [
      {
        name: "say",
        call: `if (context.run.attempt === 1) throw Object.assign(new Error("busy"), { name: "TransientError", transient: true });
               return "one";`,
      },
    ];
    const { own, deploy, kept } = await project(flaky);
    await enter(own, "A");
    await own.run("say", "waiting");
    await deploy(says("two"));
    await deploy(says("three"));
    expect(await kept()).toContain(hashOf(flaky));
  });

  it("is cleared away at the next start where a crash left its files behind", async () => {
    const { own, kept } = await project(says("one"));
    await writeBuild(join(own.data, "rulesets", "a".repeat(64)), says("lost"));
    await own.restart();
    expect(await kept()).toEqual([hashOf(says("one"))]);
  });

  it("is not cleared away where the index is lost", async () => {
    const { own } = await project(says("one"));
    await own.service.stop();
    await rm(join(own.data, "rulesets", "index.json"));
    await expect(own.restart()).rejects.toThrow(/holds no rule set/);
    await access(join(own.data, "rulesets", hashOf(says("one")), "rules.js"));
    await own.restart({ build: join(own.folder, "dist") });
  });
});
