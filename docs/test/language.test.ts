import { readFileSync } from "node:fs";
import path from "node:path";
import { catalogue, format, isCode, type SignatureSet } from "@onstage/compiler";
import { beforeAll, describe, expect, test } from "vitest";
import { sectionsOf } from "./page.ts";
import { checkSample, readLibrary, sampleFiles } from "./sample-project.ts";

const page = readFileSync(path.resolve(import.meta.dirname, "../language.md"), "utf8");
const examples = sectionsOf(page).flatMap((section) =>
  section.fences
    .filter((fence) => fence.language === "rules")
    .map((fence) => ({ ...fence, heading: section.heading.replace(/^#+ /, "") })),
);

let library: SignatureSet;
beforeAll(() => {
  library = readLibrary();
});

test("the page of the language has examples", () => {
  expect(examples.length).toBeGreaterThan(10);
});

describe.each(examples)("the example of “$heading” in line $line", ({ text, info }) => {
  test(info === "" ? "compiles without a word" : `reports ${info} and nothing else`, async () => {
    const program = await checkSample({ ...sampleFiles, "rules/example.rules": text }, library);
    const codes = new Set(program.diagnostics.map((one) => one.code));
    expect([...codes]).toEqual(info === "" ? [] : [info]);
    expect(program.ok).toBe(!isCode(info) || catalogue[info].severity !== "error");
  });

  if (info === "") {
    test("is laid out as the formatter writes it", () => {
      expect(format(text)).toBe(text);
    });
  }
});

/** What stands in the second column of the table of operators, in the first backticks. */
const operands = page
  .slice(page.indexOf("| operator "))
  .split("\n\n", 1)
  .flatMap((table) => table.split("\n").slice(2))
  .map((row) => /^\|[^|]*\| `([^`]+)`/.exec(row)?.[1] ?? row);

test("the page of the language has an example of each operator", () => {
  expect(operands.length).toBeGreaterThan(10);
});

test.each(operands)("`%s` is a condition, or a value to be asked for", async (example) => {
  const isFine = async (condition: string): Promise<boolean> => {
    const rule = `on stage "Proposal" in deals <\n  notify("Anna", "{title}") when ${condition};\n>\n`;
    const program = await checkSample({ ...sampleFiles, "rules/example.rules": rule }, library);
    return program.diagnostics.every(({ code }) => code === "OS3015");
  };
  expect((await isFine(example)) || (await isFine(`(${example}) is set`))).toBe(true);
});
