import { readFileSync } from "node:fs";
import path from "node:path";
import { testsOf } from "@onstage/compiler";
import { runWrittenTest } from "@onstage/stdlib/testing";
import { expect, test } from "vitest";
import { sectionsOf } from "./page.ts";
import { rulesOf } from "./run-example.ts";
import { checkSample, readLibrary, sampleFiles } from "./sample-project.ts";

const page = readFileSync(path.resolve(import.meta.dirname, "../language.md"), "utf8");
const examples = sectionsOf(page)
  .flatMap(({ fences }) => fences)
  .filter(({ language, text }) => language === "rules" && /^test "/m.test(text));

test("the tests on the page of the language pass", async () => {
  const library = readLibrary();
  let count = 0;
  for (const { text } of examples) {
    const program = await checkSample({ ...sampleFiles, "rules/example.rules": text }, library);
    const ruleSet = rulesOf(program);
    for (const written of program.files.flatMap(testsOf)) {
      await runWrittenTest(written, { ruleSet });
      count += 1;
    }
  }
  expect(count).toBe(4);
});
