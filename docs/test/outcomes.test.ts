import { readFileSync } from "node:fs";
import path from "node:path";
import type { Program, SignatureSet } from "@onstage/compiler";
import type { LoadedRuleSet } from "@onstage/runtime/rules";
import type { SimulationReport } from "@onstage/stdlib/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { outcomes as ofEvents } from "./outcomes/events.ts";
import { outcomes as ofLanguage } from "./outcomes/language.ts";
import type { Happening, Outcomes } from "./outcomes/outcome.ts";
import { outcomes as ofProject } from "./outcomes/project.ts";
import { outcomes as ofReadme } from "./outcomes/readme.ts";
import { type Fence, sectionsOf } from "./page.ts";
import { rulesOf, runExample } from "./run-example.ts";
import { checkSample, type Files, readLibrary, sampleFiles } from "./sample-project.ts";
import { told } from "./told.ts";

const root = path.resolve(import.meta.dirname, "../..");
const textOf = (file: string): string => readFileSync(path.join(root, file), "utf8");

interface Page {
  readonly file: string;
  readonly outcomes: Outcomes;
  /** The schema that its examples are written for, where that is not the one of the docs. */
  readonly schema?: string;
}

const fencesOf = (file: string): readonly Fence[] =>
  sectionsOf(textOf(file)).flatMap((section) => section.fences);

const pages: readonly Page[] = [
  { file: "docs/language.md", outcomes: ofLanguage },
  { file: "docs/events.md", outcomes: ofEvents },
  { file: "README.md", outcomes: ofReadme, schema: textOf("examples/payments/crm.schema.json") },
  {
    file: "docs/project.md",
    outcomes: ofProject,
    schema: fencesOf("docs/project.md").find(({ info }) => info === "crm.schema.json")?.text ?? "",
  },
];

/** An example, and what the page itself says comes of it, where it does. */
interface Example {
  readonly heading: string;
  readonly index: number;
  readonly text: string;
  readonly onPage?: readonly string[];
}

/** The examples of a page, each with what stands right below it as `text happens`. */
function examplesOf(file: string): readonly Example[] {
  return sectionsOf(textOf(file)).flatMap(({ heading, fences }) => {
    // Examples that hold tests say themselves what comes of them: they are run by `written-tests.test.ts`.
    const shown = fences.filter(
      ({ language, info, text }) => (language === "rules" && !/^test "/m.test(text)) || info === "happens",
    );
    const found = shown.flatMap(({ language, text }, index) => {
      const next = shown[index + 1];
      const onPage = next?.info === "happens" ? next.text.trimEnd().split("\n") : undefined;
      return language === "rules" ? [{ text, ...(onPage && { onPage }) }] : [];
    });
    return found.map((one, index) => ({ ...one, heading: heading.replace(/^#+ /, ""), index }));
  });
}

/** Rules and triggers that the example has, and that nothing came up for. */
function idle(ruleSet: LoadedRuleSet, { runs, moves }: SimulationReport): readonly string[] {
  const rules = ruleSet.blocks.flatMap((block) => block.rules);
  return [
    ...rules
      .filter(({ name, source }) => !runs.some((run) => run.rule === name && run.source.line === source.line))
      .map(({ name, source }) => `${name} in line ${source.line}`),
    ...ruleSet.triggers
      .filter(({ id }) => !moves.some(({ by }) => by.startsWith(`trigger ${id}`)))
      .map(({ id }) => `the trigger ${id}`),
  ];
}

let library: SignatureSet;
beforeAll(() => {
  library = readLibrary();
});

function checked({ schema }: Page, text: string): Promise<Program> {
  const files: Files = { ...sampleFiles, ...(schema && { "crm.schema.json": schema }) };
  return checkSample({ ...files, "rules/example.rules": text }, library);
}

async function runs(page: Page, { text, onPage }: Example, { scenario, happens }: Happening): Promise<void> {
  const ruleSet = rulesOf(await checked(page, text));
  const report = await runExample(ruleSet, scenario);
  const expected = onPage ?? happens ?? [];
  const asWritten = told(report).map((line, index) => {
    const said = expected[index]?.endsWith(": …") ? expected[index].slice(0, -1) : undefined;
    return said !== undefined && line.startsWith(said) && line.length > said.length ? `${said}…` : line;
  });
  expect(asWritten).toEqual(expected);
  expect(idle(ruleSet, report)).toEqual([]);
}

describe.each(pages)("the examples of $file", (page) => {
  const examples = examplesOf(page.file);

  test("each have an outcome, and each outcome an example: on the page or beside it", () => {
    const headings = examples.map(({ heading }) => heading);
    const named = Object.entries(page.outcomes).flatMap(([heading, list]) => list.map(() => heading));
    expect(named).toEqual(headings);
    for (const { heading, index, onPage } of examples) {
      const outcome = page.outcomes[heading]?.[index];
      const isBeside = outcome === "refused" || outcome?.happens !== undefined;
      expect(isBeside, `${heading}, ${index + 1}`).toBe(onPage === undefined);
    }
  });

  for (const example of examples) {
    const outcome = page.outcomes[example.heading]?.[example.index];
    const name = `${example.heading}, ${example.index + 1}`;
    if (outcome === "refused") {
      test(`${name}: nothing runs of what is refused`, async () => {
        const program = await checked(page, example.text);
        expect(program.ok).toBe(false);
        expect(program.emit()).toEqual([]);
      });
    } else if (outcome !== undefined) {
      test(`${name}: does what the page says`, () => runs(page, example, outcome));
    }
  }
});
