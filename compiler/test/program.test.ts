import { readFileSync } from "node:fs";
import path from "node:path";
import { blocksOf, createProgram, loadProject } from "@onstage/compiler";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { library, memoryHost, programOf, schemaText, theLine } from "./support.ts";

const config = JSON.stringify({ schema: "crm.schema.json", rules: ["rules/*.rules"] });

async function programIn(files: Readonly<Record<string, string | Uint8Array>>) {
  const absolute = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`/p/${name}`, content]),
  );
  return createProgram(await loadProject({ kind: "folder", folder: "/p" }, library, memoryHost(absolute)));
}

// Its link is made for every deal and used for large ones, which is a hint, and is meant so.
const meant = `${theLine} // allow OS3021: small deals are paid by the link on their page\n`;
const whole = { "onstage.json": config, "crm.schema.json": schemaText, "rules/a.rules": meant };
const codes = async (files: Readonly<Record<string, string | Uint8Array>>) =>
  (await programIn(files)).diagnostics.map((one) => `${one.file} ${one.code} ${one.start}`);

describe("a project", () => {
  it("that is whole is fine", async () => {
    expect(await codes(whole)).toEqual([]);
  });

  it("of one broken file keeps the others' meaning", async () => {
    const program = await programIn({ ...whole, "rules/b.rules": "on stage" });
    expect(program.diagnostics.map((one) => one.file)).toEqual(["rules/b.rules"]);
    expect(program.files.map((file) => blocksOf(file).length)).toEqual([1, 0]);
    expect(program.ok).toBe(false);
    expect(program.emit()).toEqual([]);
  });

  it("without a configuration, a schema or rules gets one sentence about it", async () => {
    expect(await codes({})).toEqual(["onstage.json OS5201 0"]);
    expect(await codes({ "onstage.json": config, "rules/a.rules": theLine })).toEqual([
      "crm.schema.json OS5001 0",
    ]);
    expect(await codes({ "onstage.json": config, "crm.schema.json": schemaText })).toEqual([
      "onstage.json OS5007 0",
    ]);
  });

  it("with a broken configuration or schema is told where", async () => {
    expect(await codes({ ...whole, "onstage.json": '{"schema": ' })).toEqual(["onstage.json OS5202 10"]);
    expect(await codes({ ...whole, "crm.schema.json": '{"entities": {}' })).toEqual([
      "crm.schema.json OS5101 14",
    ]);
    const wrong = '{"entities": {"deals": {"title": 5, "item": "Deal", "fields": {}, "pipeline": []}}}';
    const program = await programIn({ ...whole, "crm.schema.json": wrong });
    expect(program.diagnostics.map((one) => [one.code, wrong.slice(one.start, one.end)])).toEqual([
      ["OS5102", '"pipeline"'],
      ["OS5102", "5"],
    ]);
    expect(program.diagnostics.map((one) => one.message).join()).toContain("did you mean `pipelines`?");
  });

  it("whose schema names what it does not have is told so", async () => {
    const wrong = schemaText.replace('"entity": "contacts"', '"entity": "contact"');
    const program = await programIn({ ...whole, "crm.schema.json": wrong });
    expect(program.diagnostics.map((one) => `${one.code} ${one.help}`)).toContain(
      "OS5103 did you mean `contacts`?",
    );
  });

  it("with files that hold no text of rules is told which", async () => {
    const files = {
      ...whole,
      "rules/b.rules": Uint8Array.of(0x6f, 0x6e, 0xff, 0x20),
      "rules/c.rules": "",
      "rules/d.rules": "// nothing yet\n",
      "rules/e.rules": Uint8Array.of(0xff, 0xfe, 0x6f, 0x00),
    };
    const found = (await programIn(files)).diagnostics.map((one) => `${one.file} ${one.code} ${one.message}`);
    expect(found.toSorted()).toEqual([
      "rules/b.rules OS5002 this file is not UTF-8: byte 2 is not valid there",
      "rules/c.rules OS5006 this file is empty",
      "rules/d.rules OS5008 this file holds no rules",
      "rules/e.rules OS5002 this file is not UTF-8: byte 0 is not valid there",
    ]);
  });

  it("whose files differ in capital letters only is told so", async () => {
    const { diagnostics, ok } = await programIn({
      ...whole,
      "rules/B.rules": theLine,
      "rules/b.rules": theLine,
    });
    const found = diagnostics.filter((one) => one.severity === "error");
    expect(found.map((one) => `${one.file} ${one.code}`)).toEqual(["rules/b.rules OS5009"]);
    expect(ok).toBe(false);
  });
});

describe("a changed project", () => {
  it("keeps the very files that have not changed", async () => {
    const project = (await programIn({ ...whole, "rules/b.rules": theLine })).project;
    const before = createProgram(project);
    const files = project.files.map((file) =>
      file.path === "rules/b.rules" ? { ...file, text: "// gone" } : file,
    );
    const after = createProgram({ ...project, files }, before);
    expect(after.files[0]).toBe(before.files[0]);
    expect(after.files[1]).not.toBe(before.files[1]);
    expect(after.diagnostics.map((one) => one.code)).toEqual(["OS5008"]);
  });

  it("that was read again from the same files keeps them all", async () => {
    const before = await programIn(whole);
    const again = (await programIn(whole)).project;
    expect(createProgram(again, before).files).toEqual(before.files);
    expect(createProgram(again, before).files[0]).toBe(before.files[0]);
  });

  it("is checked anew as a whole when its schema has changed", async () => {
    const before = await programOf(theLine);
    const renamed = await programOf(theLine, schemaText.replace('"Wait for payment"', '"Awaiting payment"'));
    const after = createProgram(renamed.project, before);
    expect(after.diagnostics.map((one) => one.code)).toEqual(["OS2003"]);
  });
});

describe("emitting", () => {
  it("gives the same bytes for the same rules", async () => {
    const first = (await programOf(theLine)).emit();
    const second = (await programOf(theLine)).emit();
    expect(second).toEqual(first);
  });
});

describe("the published JSON Schemas", () => {
  it("are JSON Schemas themselves", () => {
    for (const file of ["schema/crm.schema.json", "project/onstage.schema.json"]) {
      const schema = JSON.parse(readFileSync(path.resolve(import.meta.dirname, "..", "src", file), "utf8"));
      expect(new Ajv().validateSchema(schema), file).toBe(true);
    }
  });
});
