import { type Code, type FileDiagnostic, isCode, type Severity } from "@onstage/compiler";
import { Ajv } from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { colorsFor } from "../src/output/colors.ts";
import { type Found, positionsOf } from "../src/output/found.ts";
import { githubReport } from "../src/output/github.ts";
import { jsonReport } from "../src/output/json.ts";
import { prettyFinding } from "../src/output/pretty.ts";
import { sarifReport } from "../src/output/sarif.ts";
import { sarifSchema } from "./sarif-schema.ts";

const text = 'on stage "New" in deals {\r\n  notify("Anna", "x")\r\n}\r\n';

/** A finding in a file, as a report takes it. */
function foundIn(file: string, content: string, found: Partial<FileDiagnostic> = {}): Found {
  const diagnostic: FileDiagnostic = {
    code: "OS1005",
    severity: "info",
    message: "a block is written with `<` and `>`",
    help: "write `<`",
    start: content.indexOf("{"),
    end: content.indexOf("{") + 1,
    fixes: [],
    file,
    ...found,
  };
  const placeOf = positionsOf(content);
  const [start, end] = [placeOf(diagnostic.start), placeOf(diagnostic.end)];
  return { diagnostic, file, start, end, text: content, placeOf };
}

const fix = {
  title: "Write `<` and `>`",
  safe: true,
  edits: () => [
    { start: text.indexOf("{"), end: text.indexOf("{") + 1, text: "<" },
    { start: text.indexOf("}"), end: text.indexOf("}") + 1, text: ">" },
  ],
};
const witness = {
  text: "New → Won → New",
  scenario: { events: [{ at: "+0m", move: "deals/1", to: "New" }] },
};
const page = (code: Code) =>
  `# ${code}: name\n\n**Info.** …\n\n## What it finds\n\nA block\nwith \`{\`.\n\n## Fix\n\nNone.\n`;
const sarif = (found: readonly Found[]) => JSON.parse(sarifReport(found, "1.2.3", page));

const isSarif = new Ajv({ strict: true, allErrors: true }).compile(sarifSchema);

describe("a report as SARIF", () => {
  it("says what was found, where, and how to mend it", () => {
    const report = sarif([foundIn("rules/pay.rules", text, { fixes: [fix], witness })]);
    const [run] = report.runs;
    expect(run.tool.driver).toMatchObject({
      name: "onstage",
      version: "1.2.3",
      rules: [
        {
          id: "OS1005",
          name: "brace-block",
          shortDescription: { text: "brace block" },
          fullDescription: { text: "A block with {." },
          help: { markdown: page("OS1005") },
          defaultConfiguration: { level: "note" },
        },
      ],
    });
    const artifactLocation = { uri: "rules/pay.rules", uriBaseId: "%SRCROOT%", index: 0 };
    expect(run.artifacts).toEqual([{ location: artifactLocation }]);
    const { partialFingerprints, ...result } = run.results[0];
    expect(Object.keys(partialFingerprints)).toEqual(["onstageFinding/v1"]);
    const region = (startLine: number, startColumn: number) => ({
      startLine,
      startColumn,
      endLine: startLine,
      endColumn: startColumn + 1,
    });
    expect(result).toEqual({
      ruleId: "OS1005",
      ruleIndex: 0,
      level: "note",
      message: { text: "a block is written with `<` and `>`. write `<`. for example New → Won → New" },
      locations: [
        { physicalLocation: { artifactLocation, region: { ...region(1, 25), snippet: { text: "{" } } } },
      ],
      fixes: [
        {
          description: { text: "Write `<` and `>`" },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [
                { deletedRegion: region(1, 25), insertedContent: { text: "<" } },
                { deletedRegion: region(3, 1), insertedContent: { text: ">" } },
              ],
            },
          ],
        },
      ],
      properties: { witness },
    });
  });

  it("is of the published shape, whatever was found, in whatever file", () => {
    const severity = fc.constantFrom<Severity>("error", "warning", "info", "hint");
    const code = fc.constantFrom("OS1005", "OS2003", "OS5001").filter(isCode);
    const any = fc.record({
      file: fc.string({ unit: "grapheme", minLength: 1 }),
      content: fc.string({ unit: "binary" }),
      severity,
      code,
      message: fc.string({ unit: "binary" }),
      start: fc.nat(20),
      length: fc.nat(20),
      isMended: fc.boolean(),
      hasWitness: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), (all) => {
        const found = all.map(({ file, content, start, length, isMended, hasWitness, ...rest }) => {
          const edits = () => [{ start, end: start + length, text: content }];
          const fixes = isMended ? [{ title: "x", safe: false, edits }] : [];
          return foundIn(file, content, {
            ...rest,
            start,
            end: start + length,
            fixes,
            ...(hasWitness ? { witness } : {}),
          });
        });
        const report = sarif(found);
        expect(isSarif(report) || isSarif.errors).toBe(true);
        for (const { location } of report.runs[0].artifacts) {
          expect(location.uri).toMatch(/^(?:[\w.!~*'()/-]|%[0-9A-F]{2})*$/);
        }
      }),
    );
  });

  it("knows a finding again when only its line has moved, and tells two of the same line apart", () => {
    const print = (found: readonly Found[]): readonly string[] =>
      sarif(found).runs[0].results.map(
        (one: { partialFingerprints: object }) => Object.values(one.partialFingerprints)[0],
      );
    const moved = `// a comment\r\n${text}`;
    const first = print([foundIn("a.rules", text)]);
    expect(print([foundIn("a.rules", moved)])).toEqual(first);
    expect(print([foundIn("b.rules", text)])).not.toEqual(first);
    const both = print([foundIn("a.rules", text), foundIn("a.rules", text)]);
    expect(new Set(both).size).toBe(2);
  });

  it("writes paths as addresses", () => {
    const report = sarif([foundIn("../rules/50 % für #1.rules", text)]);
    expect(report.runs[0].artifacts[0].location.uri).toBe("../rules/50%20%25%20f%C3%BCr%20%231.rules");
  });
});

describe("columns", () => {
  it("count in UTF-16 units from 1, and not the mark of the byte order", () => {
    const placeOf = positionsOf("\uFEFFon 🎭 x\r\ny");
    expect(placeOf(1)).toEqual({ line: 1, column: 1 });
    expect(placeOf(7)).toEqual({ line: 1, column: 7 });
    expect(placeOf(0)).toEqual({ line: 1, column: 1 });
    expect(placeOf(10)).toEqual({ line: 2, column: 1 });
  });
});

describe("a report for GitHub", () => {
  it("escapes what would end a command or one of its parts", () => {
    const message = "50 %\nof ::error::";
    const report = githubReport([foundIn("rules/a,b:c%.rules", text, { severity: "error", message })]);
    expect(report).toBe(
      "::error file=rules/a%2Cb%3Ac%25.rules,line=1,endLine=1,col=25,endColumn=26,title=OS1005::50 %25·of ::error::. write `<`",
    );
  });

  it("is one line a finding, whatever it says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (message, file) => {
        const lines = githubReport([foundIn(file, text, { message }), foundIn(file, text)]).split(
          /\r\n|\r|\n/,
        );
        expect(lines).toHaveLength(2);
        for (const line of lines) expect(line).toMatch(/^::notice file=[^,:]*,line=1,/);
      }),
    );
  });

  it("names an end column only within one line", () => {
    const end = text.indexOf("}");
    expect(githubReport([foundIn("a.rules", text, { end })])).toContain("line=1,endLine=3,col=25,title=");
  });
});

describe("what an error happens for", () => {
  it("stands in the JSON as it is, and in words for people", () => {
    const found = foundIn("a.rules", text, { witness });
    expect(JSON.parse(jsonReport([found], { errors: 0, warnings: 0 })).diagnostics[0].witness).toEqual(
      witness,
    );
    const pretty = prettyFinding(found, colorsFor({ isTTY: false }));
    expect(pretty.split("\n").at(-1)).toBe("  for example New → Won → New");
  });
});
