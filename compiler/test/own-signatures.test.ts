import {
  type ActionSignature,
  createProgram,
  loadProject,
  noSignatures,
  type Program,
  type SignatureSet,
  type SignatureSource,
  type TriggerSignature,
} from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { library, memoryHost, schemaText } from "./support.ts";

const config = JSON.stringify({
  schema: "crm.schema.json",
  rules: ["rules/*.rules"],
  actions: ["actions/*"],
  triggers: ["triggers/*"],
});

function action(name: string, parts: Partial<ActionSignature> = {}): ActionSignature {
  return {
    name,
    module: `./actions/${name}.ts`,
    file: `actions/${name}.ts`,
    line: 1,
    parameters: [],
    result: { kind: "nothing" },
    repeatable: false,
    effects: { messagesClient: false },
    ...parts,
  };
}

function event(name: string): TriggerSignature {
  return {
    name,
    module: `./triggers/${name}.ts`,
    file: `triggers/${name}.ts`,
    line: 1,
    payload: { kind: "record", fields: {} },
    parameters: [],
  };
}

/** A project with these signatures of its own, read from as many files. */
async function programWith(
  own: Partial<SignatureSet>,
  rules: string,
  files: Readonly<Record<string, string>> = {},
): Promise<{ readonly program: Program; readonly asked: readonly SignatureSource[] }> {
  const asked: SignatureSource[] = [];
  const all = [...(own.actions ?? []), ...(own.triggers ?? [])].map((one) => [`/p/${one.file}`, "//"]);
  const host = memoryHost({
    "/p/onstage.json": config,
    "/p/crm.schema.json": schemaText,
    "/p/rules/a.rules": rules,
    ...Object.fromEntries(all),
    ...files,
  });
  const project = await loadProject({ kind: "folder", folder: "/p" }, library, {
    ...host,
    signatures: async (_, sources) => {
      asked.push(...sources);
      return { ...noSignatures, ...own };
    },
  });
  return { program: createProgram(project), asked };
}

const shown = ({ diagnostics }: Program) =>
  diagnostics.map((one) => `${one.file} ${one.code} ${one.message}`);
const rules = 'on stage "New" in deals < notify("Max", "x") >';

describe("a project's own actions and events", () => {
  it("are known beside those that come with Onstage", async () => {
    const text =
      'on roomBooked in deals < pack() >\non invoicePaid in deals move to "Won"\non stage "New" in deals < notify("Max", "x") >';
    const { program, asked } = await programWith(
      { actions: [action("pack")], triggers: [event("roomBooked")] },
      text,
    );
    expect(shown(program)).toEqual([]);
    expect(asked).toEqual([
      { path: "/p/actions/pack.ts", shown: "./actions/pack.ts", holds: "action" },
      { path: "/p/triggers/roomBooked.ts", shown: "./triggers/roomBooked.ts", holds: "event" },
    ]);
    expect(program.project.triggers.map((one) => one.name)).toContain("formSent");
  });

  it("have names that nothing else has, and that rules can write", async () => {
    const { program } = await programWith(
      {
        actions: [action("notify"), action("pack"), action("pack"), action("include"), action("a$b")],
        triggers: [
          event("formSent"),
          event("created"),
          event("fieldChanged"),
          event("when"),
          event("größer"),
        ],
      },
      rules,
    );
    expect(shown(program)).toEqual([
      "actions/notify.ts OS5302 the action notify already stands in `@onstage/stdlib/actions/notify`",
      "actions/pack.ts OS5302 the action pack already stands in `actions/pack.ts`",
      "actions/include.ts OS5313 no rule can name the action include: `include` is a word of the language",
      "actions/a$b.ts OS5313 no rule can name the action a$b: names have letters, digits and `_`",
      "triggers/formSent.ts OS5302 the event formSent already stands in `@onstage/stdlib/triggers/formSent`",
      "triggers/created.ts OS5311 the event created is built into the language",
      "triggers/fieldChanged.ts OS5311 the event fieldChanged is built into the language",
      "triggers/when.ts OS5313 no rule can name the event when: `when` is a word of the language",
    ]);
  });

  it("can have words for names that mean something only in their place", async () => {
    const { program } = await programWith({ actions: [action("retry"), action("day")] }, rules);
    expect(shown(program)).toEqual([]);
  });

  it("are told of with the place of what is wrong in them", async () => {
    const place = { file: "triggers/odd.ts", start: 7, end: 9 };
    const { program } = await programWith(
      {
        problems: [
          { ...place, problem: { kind: "answer", event: "odd", type: "Promise<boolean>" } },
          { ...place, problem: { kind: "payload", event: "odd", type: "string" } },
          { ...place, problem: { kind: "none", what: "event" } },
          { ...place, problem: { kind: "tag", action: "pack", tag: "@moves", reason: "it is wrong" } },
          {
            ...place,
            problem: { kind: "parameter", what: "event", name: "odd", parameter: "at", type: "Map" },
          },
        ],
      },
      rules,
      { "/p/triggers/odd.ts": "//" },
    );
    expect(program.diagnostics.map((one) => [one.code, one.file, one.start, one.end])).toEqual(
      ["OS5310", "OS5309", "OS5305", "OS5308", "OS5301"].map((code) => [code, "triggers/odd.ts", 7, 9]),
    );
  });

  it("are in files of TypeScript that can be read", async () => {
    const { program } = await programWith({}, rules, {
      "/p/actions/old.js": "//",
      "/p/triggers/notes.md": "",
    });
    expect(shown(program)).toEqual([
      "actions/old.js OS5304 this TypeScript cannot be read: an action is written in a file whose name ends in .ts",
      "triggers/notes.md OS5304 this TypeScript cannot be read: an event is written in a file whose name ends in .ts",
    ]);
  });
});

describe("an action that always writes one field", () => {
  const writer = (field: string, value: "Text" | "User") =>
    action("write", {
      parameters: [{ name: "value", type: { kind: "plain", name: value }, optional: false }],
      effects: { writes: { field, value: "value" }, messagesClient: false },
    });
  const call = (value: string) => `on stage "New" in deals < write(${value}) >`;

  it("is for items that have the field, of that type, for writing", async () => {
    expect(shown((await programWith({ actions: [writer("title", "Text")] }, call('"x"'))).program)).toEqual(
      [],
    );
    const wrong = [
      ["owner", '"x"', "Text", "write writes the field `owner`, which a Deal has not"],
      ["amount", '"x"', "Text", "write writes the field `amount`, which a Deal has as money"],
      ["title", '"Max"', "User", "write writes the field `title`, which a Deal has as a text"],
    ] as const;
    for (const [field, value, type, message] of wrong) {
      const { program } = await programWith({ actions: [writer(field, type)] }, call(value));
      expect(shown(program)).toEqual([`rules/a.rules OS5312 ${message}`]);
    }
  });

  it("is assign for those that have a responsible person", async () => {
    const { program } = await programWith({}, 'on stage "New" in deals < assign("Max") >');
    expect(shown(program)).toEqual([]);
  });
});
