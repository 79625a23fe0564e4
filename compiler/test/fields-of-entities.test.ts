import { createProgram, loadProject, type Program, type Type } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { inNew, mended } from "./declaration-support.ts";
import { schemaText } from "./expression-support.ts";
import { library, memoryHost } from "./support.ts";

const ref: Type = {
  kind: "record",
  name: "Ref",
  fields: { entity: { kind: "plain", name: "Text" }, id: { kind: "plain", name: "Integer" } },
};
const entity = { name: "entity", type: { kind: "entityName" }, optional: false } as const;
const item = { name: "item", type: ref, optional: true } as const;
const stage = { name: "stage", type: { kind: "plain", name: "Stage" }, optional: true } as const;
const pipeline = { name: "pipeline", type: { kind: "pipelineName" }, optional: true } as const;
const fields = (use: "new" | "set" | "where") =>
  ({ name: "fields", type: { kind: "fieldValues", use }, optional: use === "where" }) as const;
const rest = {
  module: "./own.ts",
  file: "own.ts",
  line: 1,
  repeatable: true,
  effects: { messagesClient: false },
};
const actions = [
  ...library.actions,
  { ...rest, name: "make", result: ref, parameters: [entity, fields("new"), stage, pipeline] },
  { ...rest, name: "edit", result: { kind: "nothing" } as const, parameters: [fields("set"), item] },
  {
    ...rest,
    name: "editOther",
    result: { kind: "nothing" } as const,
    parameters: [item, fields("set"), stage],
  },
  {
    ...rest,
    name: "look",
    result: { kind: "optional", of: ref } as const,
    parameters: [entity, fields("where")],
  },
  {
    ...rest,
    name: "pack",
    result: { kind: "nothing" } as const,
    parameters: [],
    listing: { serves: ["leads", "nothings"] },
  },
  { ...rest, name: "shift", result: { kind: "nothing" } as const, parameters: [pipeline, stage] },
];

async function programOf(text: string): Promise<Program> {
  const host = memoryHost({
    "/p/onstage.json": JSON.stringify({ schema: "crm.schema.json", rules: ["*.rules"], timezone: "UTC" }),
    "/p/crm.schema.json": schemaText,
    "/p/a.rules": text,
  });
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, { ...library, actions }, host));
}

async function found(rules: string, before = ""): Promise<readonly string[]> {
  const text = before + inNew(rules);
  const { diagnostics } = await programOf(text);
  return diagnostics.map((one) => `${one.code} ${text.slice(one.start, one.end)}`);
}

describe("fields of the entity that an argument names", () => {
  it.each([
    'make("contractPrep", { title: "Prep", deal: this, amount: amount });',
    'make("Contract preparation", { title: "Prep", deal: this }, stage: "Draft");',
    'make(stage: "Draft", fields: { title: "Prep", deal: this }, entity: "contractPrep");',
    'make("deals", { title: "Again {title}", source: "Web form", contact: contact, responsible: "Anna", pieces: 1, isTest: false, priority: "Low" }, pipeline: "Retail", stage: "Cart");',
    'let prep = make("contractPrep", { title: "Prep", deal: this }); make("contractPrep", { title: "Prep", deal: this }) when prep.id > 5; editOther(prep, { amount: 5 });',
    'edit({ title: "New", amount: 5 USD, closeDate: today + 3 days });',
    'editOther(contact, { email: "a@b.example" }) when contact is set;',
    'editOther(fields: { amount: 5 }, item: this, stage: "Won");',
    'let one = look("contractPrep", { deal: this, stage: ["Draft", "Review"], id: 5 }); notify("Anna", "Found") when one is set;',
    'let all = look("contacts"); notify("Anna", "{all.id}");',
    'shift("Retail", "Cart");',
  ])("are taken as its schema has them: %s", async (rules) => {
    expect(await found(rules)).toEqual([]);
  });

  it("can be those of an entity that a constant names", async () => {
    const before = 'const prep = "contractPrep"\n';
    expect(await found('make(prep, { title: "Prep", amuont: 5 });', before)).toEqual(["OS2025 amuont"]);
  });

  it.each([
    ['make(contractPrep, { title: "Prep" });', ["OS2007 contractPrep"]],
    ['make("contractPerp", { title: "Prep", deal: this });', ['OS2001 "contractPerp"']],
    ['make(title, { title: "Prep" });', ["OS2101 title"]],
    ['make("contractPrep", { title: "Prep", deals: this });', ["OS2025 deals"]],
    ['make("contractPrep", { amount: 5 });', ["OS2118 { amount: 5 }"]],
    ['make("contractPrep", { title: "Prep", deal: contact });', ["OS2101 contact"]],
    ['make("contractPrep", { title: "Prep", deal: this, amount: "five" });', ['OS2101 "five"']],
    [
      'make("deals", { title: "a", responsible: "Anna", pieces: 1, isTest: false, priority: "Low", source: "Webform" });',
      ['OS2015 "Webform"'],
    ],
    [
      'make("deals", { title: "a", responsible: "Anna", pieces: 1, isTest: false, priority: "Low", createdAt: now });',
      ["OS2021 createdAt"],
    ],
    ['make("contractPrep", { title: "Prep", deal: this }, stage: "Darft");', ['OS2003 "Darft"']],
    [
      'make("deals", { title: "a", responsible: "Anna", pieces: 1, isTest: false, priority: "Low" }, pipeline: "Retail", stage: "New");',
      ['OS2003 "New"'],
    ],
    [
      'make("deals", { title: "a", responsible: "Anna", pieces: 1, isTest: false, priority: "Low" }, pipeline: "Retial");',
      ['OS2005 "Retial"'],
    ],
    ["edit({ source: original.source });", ["OS2107 original.source"]],
    ["edit({ amuont: 5 });", ["OS2025 amuont"]],
    ["editOther(contact, { amount: 5 }) when contact is set;", ["OS2025 amount"]],
    [
      'let prep = make("contractPrep", { title: "Prep", deal: this }); edit({ contact: prep });',
      ["OS2101 prep"],
    ],
    [
      'let prep = make("contractPrep", { title: "Prep", deal: this }); editOther(prep, { source: "Web form" });',
      ["OS2025 source"],
    ],
    ['look("contractPrep", { stage: ["Draft", "Reviw"] });', ['OS2003 "Reviw"']],
    ['look("deals", { contact: contact });', ["OS2107 contact"]],
    ['shift("Retail", "New");', ['OS2003 "New"']],
  ])("are refused where it has no such thing: %s", async (rules, expected) => {
    expect(await found(rules)).toEqual(expected);
  });

  it("are handed over by id and name, as the CRM knows them", async () => {
    const program = await programOf(
      inNew(
        'make("Contract preparation", { title: "Prep", deal: this, amount: 5 }, "Draft"); let found = look("deals", { source: "Web form" }); edit({ contact: contact }) when contact is set and found is set; shift("Retail", "Cart");',
      ),
    );
    expect(program.ok).toBe(true);
    const code = program
      .emit()
      .map((file) => file.code)
      .join("\n");
    expect(code).toContain(
      'pass({ entity: "contractPrep", fields: { title: "Prep", deal: s.item, amount: $eur5 }, stage: "P_DRAFT" })',
    );
    expect(code).toContain('pass({ entity: "deals", fields: { source: { id: "WEB", title: "Web form" } } })');
    expect(code).toContain('pass({ pipeline: "retail", stage: "R_CART" })');
  });
});

describe("an action that is for some items only", () => {
  it("is refused for others, and taken for its own", async () => {
    const { diagnostics } = await programOf(inNew("pack();"));
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "OS2134 pack is for leads, and this block is for deals",
    ]);
    expect((await programOf('on stage "New" in leads < pack(); >')).diagnostics).toEqual([]);
  });
});

describe("the name of an entity without quotes", () => {
  it("is told with its quotes", async () => {
    const text = inNew('make(contractPrep, { title: "Prep" });');
    const [first] = (await programOf(text)).diagnostics;
    expect(first?.help).toBe('did you mean `"contractPrep"`?');
    expect(first && mended(text, first)).toBe(inNew('make("contractPrep", { title: "Prep" });'));
  });
});
