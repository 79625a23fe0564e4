import { type ActionSignature, createProgram, loadProject, type SignatureSet } from "@onstage/compiler";
import type { Json, JsonObject, LoadedRuleSet } from "@onstage/runtime/rules";
import { explain, holds } from "@onstage/runtime/rules";
import * as actions from "@onstage/stdlib";
import { simulate } from "@onstage/stdlib/testing";
import { describe, expect, it } from "vitest";
import { schemaText } from "../expression-support.ts";
import { library, memoryHost } from "../support.ts";
import { type Look, loadEmitted, scopeOf } from "./load.ts";

const at = (pipeline: string, stage: string, fields: JsonObject = {}): Look => ({ pipeline, stage, fields });
const payment = at("sales", "PAYMENT");
const delivery = at("sales", "DELIVERY");
const retail = at("retail", "R_DELIVERY");

const plainStage = { kind: "plain", name: "Stage" } as const;

const own = (name: string, parts: Partial<ActionSignature>): ActionSignature => ({
  name,
  module: "./actions/own.ts",
  file: "actions/own.ts",
  line: 1,
  parameters: [],
  result: { kind: "nothing" },
  repeatable: true,
  effects: { messagesClient: false },
  ...parts,
});

const signatures: SignatureSet = {
  ...library,
  actions: [
    ...library.actions,
    own("moveTo", { parameters: [{ name: "to", type: plainStage, optional: false }] }),
    own("nextStage", { result: plainStage }),
  ],
};

async function emitted(text: string, schema = schemaText) {
  const host = memoryHost({
    "/p/onstage.json": JSON.stringify({
      schema: "crm.schema.json",
      rules: ["rules/*.rules"],
      timezone: "Europe/Berlin",
    }),
    "/p/crm.schema.json": schema,
    "/p/rules/a.rules": text,
  });
  const program = createProgram(await loadProject({ kind: "folder", folder: "/p" }, signatures, host));
  const errors = program.diagnostics.filter((one) => one.severity === "error");
  expect(errors.map((one) => `${one.code} ${one.message}`)).toEqual([]);
  return loadEmitted(program, {
    "@onstage/stdlib/actions": actions,
    "@onstage/stdlib/triggers": actions,
    "@onstage/stdlib": actions,
  });
}

async function ruleOf(rule: string, head = "every day in deals", schema = schemaText) {
  const { ruleSet } = await emitted(
    `function isOpen(deal: Deal) = deal.stage not in ["Won", "Lost"]
function isOne(a: Stage, b: Stage) = a == b
${head} < ${rule} >`,
    schema,
  );
  const first = ruleSet.blocks[0]?.rules.at(-1);
  if (first === undefined) throw new Error("no rule was emitted");
  // A rule takes the scope that it was written for, which the engine makes just like this.
  return { rule: first, look: (look: Look) => scopeOf(ruleSet, "deals", look) as never };
}

/** Whether a condition holds on a deal that waits for payment, and on deals of both pipelines that are delivered. */
async function answers(condition: string): Promise<string> {
  const { rule, look } = await ruleOf(`notify("Max", title) when ${condition}`);
  const { when } = rule;
  if (when === undefined) throw new Error("no condition was emitted");
  return [payment, delivery, retail].map((one) => (holds(when, look(one)) ? "yes" : "no")).join(" ");
}

/** Conditions, and their answers for those three. */
const conditions: readonly (readonly [string, string])[] = [
  ['stage == "Wait for payment"', "yes no no"],
  ['stage != "Wait for payment"', "no yes yes"],
  ['stage == "Product delivery"', "no yes yes"],
  ['"Product delivery" == stage', "no yes yes"],
  ['stage != "Product delivery"', "yes no no"],
  ['stage in ["Won", "Product delivery"]', "no yes yes"],
  ['stage not in ["Won", "Product delivery"]', "yes no no"],
  ['stage in [if isTest then "Won" else "Product delivery"]', "no yes yes"],
  ['stage == (if isTest then "Won" else "Product delivery")', "no yes yes"],
  ['stage != (if isTest then "Won" else "Product delivery")', "yes no no"],
  ["stage == original.stage", "no no no"],
  ['pipeline == "Sales"', "yes yes no"],
  ['pipeline != "Sales"', "no no yes"],
  ['pipeline in ["Retail"] and stage == "Product delivery"', "no no yes"],
  ["isOpen(this)", "yes yes yes"],
  ['isOne(stage, "Product delivery")', "no yes yes"],
  ["isOne(stage, stage)", "yes yes yes"],
  ["stage is set and pipeline is set", "yes yes yes"],
];

describe("a condition on where an item stands", () => {
  it.each(conditions)("%s: %s", async (condition, expected) => {
    expect(await answers(condition)).toBe(expected);
  });

  it("tells stages of one id apart by their pipelines", async () => {
    const schema = schemaText.replace('"id": "R_CART"', '"id": "NEW"');
    const { rule, look } = await ruleOf('notify("Max", title) when stage == "New"', undefined, schema);
    const { when } = rule;
    expect(when && holds(when, look(at("sales", "NEW")))).toBe(true);
    expect(when && holds(when, look(at("retail", "NEW")))).toBe(false);
  });

  it("is explained by titles", async () => {
    const { rule, look } = await ruleOf('notify("Max", title) when stage == "Won" and pipeline == "Sales"');
    expect(rule.when && explain(rule.when, look(retail))).toBe(
      'stage == "Won" is false (stage is Product delivery); pipeline == "Sales" is false (pipeline is Retail)',
    );
  });

  it("does not hold on a stage that was removed since, which is called by its id", async () => {
    const { rule, look } = await ruleOf('notify("Max", "in {stage}") when stage == "Won"');
    const gone = look(at("sales", "ARCHIVE"));
    expect(rule.when && holds(rule.when, gone)).toBe(false);
    expect(rule.args(gone)).toMatchObject({ message: "in ARCHIVE" });
  });
});

describe("where an item stands", () => {
  it("is written in texts by its title", async () => {
    const text = "{stage}, {pipeline}, {stage:upper}, {if isTest then stage else 'Product delivery'}";
    const { rule, look } = await ruleOf(`notify("Max", "${text}")`);
    expect(rule.args(look(payment))).toMatchObject({
      message: "Wait for payment, Sales, WAIT FOR PAYMENT, Product delivery",
    });
  });

  it("is handed to actions by the id of the stage, or by the title that several pipelines have", async () => {
    const taken = async (argument: string, head?: string): Promise<unknown> => {
      const { rule, look } = await ruleOf(`moveTo(${argument})`, head);
      return rule.args(look(payment)).to;
    };
    expect(await taken("stage")).toBe("PAYMENT");
    expect(await taken('if isTest then stage else "Product delivery"')).toBe("Product delivery");
    expect(await taken('"Won"', 'every day in deals pipeline "Sales"')).toBe("WON");
  });

  it("is compared with what an action has found, by its id or its title, in the pipeline of the item", async () => {
    const { rule, look } = await ruleOf(
      'let next = nextStage(); notify("Max", "{next}") when next == stage or next == "Product delivery"',
    );
    const told = (next: Json, place: Look): unknown => {
      const at = look({ ...place, results: { next } });
      return rule.when && holds(rule.when, at) ? rule.args(at).message : "not run";
    };
    expect(told("PAYMENT", payment)).toBe("Wait for payment");
    expect(told("Wait for payment", payment)).toBe("Wait for payment");
    expect(told("NEW", payment)).toBe("not run");
    expect(told("R_DELIVERY", payment)).toBe("not run");
    expect(told("R_DELIVERY", retail)).toBe("Product delivery");
    expect(told("Product delivery", payment)).toBe("Product delivery");
    expect(told(5, payment)).toBe("not run");
  });

  it("is no field of the item", async () => {
    const { ruleSet } = await emitted('every day in deals < notify("Max", title) >');
    const { item } = scopeOf(ruleSet, "deals", payment);
    const listed: string[] = [];
    for (const name in item) listed.push(name);
    expect(listed).not.toContain("stage");
    expect(listed).not.toContain("pipeline");
  });
});

/** Runs a scenario of deals over virtual time. */
async function runsOf(text: string, scenario: Json) {
  const { ruleSet } = await emitted(text);
  const loaded: LoadedRuleSet = { ...ruleSet, hash: "0".repeat(64) };
  const simulation = await simulate(loaded, scenario);
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.problems));
  return simulation.report.runs;
}

/** What was said in a scenario, and when. */
async function notices(text: string, scenario: Json): Promise<readonly string[]> {
  return (await runsOf(text, scenario))
    .filter((run) => run.action === "notify" && run.status === "done")
    .map((run) => `${run.started?.slice(0, 16)} ${String(run.args?.message)}`);
}

const deal = (id: number, pipeline: string, stage: string) => ({
  id,
  pipeline,
  stage,
  title: `D${id}`,
  createdAt: "2026-06-01T08:00:00Z",
  pieces: 1,
  isTest: false,
  priority: "High",
  responsible: 1,
});

describe("in virtual time", () => {
  const items = {
    deals: [
      deal(1, "Sales", "Wait for payment"),
      deal(2, "Sales", "New"),
      deal(3, "Retail", "Product delivery"),
      deal(4, "Sales", "Product delivery"),
    ],
  };

  it("a calendar block starts for the items in a stage, as they stand when it comes round", async () => {
    const text =
      'every weekday at 09:00 in deals where (stage == "Wait for payment") < notify("Max", title) >\n';
    const scenario = {
      now: "2026-06-08T06:00:00Z",
      items,
      events: [{ at: "+1d", move: "deals/2", to: "Wait for payment" }],
      until: "2026-06-09T12:00:00Z",
    };
    expect(await notices(text, scenario)).toEqual([
      "2026-06-08T09:00 D1",
      "2026-06-09T09:00 D1",
      "2026-06-09T09:00 D2",
    ]);
  });

  it("a title that several pipelines have means all of them, and the block says which", async () => {
    const scenario = { now: "2026-06-08T06:00:00Z", items, events: [], until: "2026-06-08T12:00:00Z" };
    const block = (header: string) =>
      `every weekday at 09:00 in deals ${header} where (stage == "Product delivery") < notify("Max", "{title}: {pipeline}") >\n`;
    expect(await notices(block(""), scenario)).toEqual([
      "2026-06-08T09:00 D3: Retail",
      "2026-06-08T09:00 D4: Sales",
    ]);
    expect(await notices(block('pipeline "Sales"'), scenario)).toEqual(["2026-06-08T09:00 D4: Sales"]);
  });

  it("a change of a field is looked at with the stage of that moment", async () => {
    const text =
      'on fieldChanged(amount) in deals when (stage not in ["Won", "Lost"]) < notify("Max", "{title} in {stage}") >\n';
    const scenario = {
      now: "2026-06-08T06:00:00Z",
      items,
      events: [
        { at: "+1h", update: "deals/2", set: { amount: 5 } },
        { at: "+2h", move: "deals/2", to: "Won" },
        { at: "+3h", update: "deals/2", set: { amount: 6 } },
      ],
      until: "+1d",
    };
    expect(await notices(text, scenario)).toEqual(["2026-06-08T09:00 D2 in New"]);
  });

  it("a repetition ends in a stage", async () => {
    const text =
      'on stage "New", "Proposal" in deals < every 1 hour up to 9 times until (stage == "Proposal") notify("Max", "{stage}") >\n';
    const scenario = {
      now: "2026-06-08T06:00:00Z",
      items: { deals: [deal(1, "Sales", "Wait for payment"), deal(2, "Sales", "Wait for payment")] },
      events: [
        { at: "+0m", move: "deals/1", to: "New" },
        { at: "+0m", move: "deals/2", to: "Proposal" },
        { at: "+150m", move: "deals/1", to: "Won" },
      ],
      until: "+1d",
    };
    const runs = await runsOf(text, scenario);
    expect(runs.map((run) => `${run.item}: ${run.turns?.length ?? 0} times, ${run.status}`)).toEqual([
      "deals/1: 2 times, cancelled",
      "deals/2: 0 times, done",
    ]);
    expect(runs[1]?.reason).toBe('stopped: stage == "Proposal" (0 of 9 done)');
  });
});
