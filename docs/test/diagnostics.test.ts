import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import {
  type Code,
  catalogue,
  type FileBytes,
  type FileDiagnostic,
  isCode,
  type Program,
  type ProjectRequest,
  placesOf,
  type Severity,
  type SignatureSet,
} from "@onstage/compiler";
import { beforeAll, describe, expect, test } from "vitest";
import { type Fence, type Section, sectionsOf } from "./page.ts";
import { checkSample, type Files, readLibrary, sampleFiles, sampleFolder } from "./sample-project.ts";

const folder = path.resolve(import.meta.dirname, "../diagnostics");
const pages = globSync("*.md", { cwd: folder })
  .map((file) => path.basename(file, ".md"))
  .toSorted();
const codes = Object.keys(catalogue).filter(isCode);

const severities: Readonly<Record<Severity, string>> = {
  error: "**Error.** Nothing is built until it is mended.",
  warning: "**Warning.** The rules are built, but somebody should look at this place.",
  info: "**Info.** Nothing is wrong; there is a more usual way to write it.",
  hint: "**Hint.** Nothing is wrong; it tells something worth knowing.",
};
const headings = ["## What it finds", "## Why it matters", "## Example", "## The example, mended"];
const unasked = "It is safe, so tools may apply it unasked.";
const byChoice = "It is applied only by your choice.";

/** Rules in which nothing is to be found, for pages that are about another file. */
const plainRules = 'on stage "New" in deals <\n  notify("Anna", "A new deal: {title}");\n>\n';

const megabyte = 1024 * 1024;
/** What the file system answers in place of the rules, by the page that is about it. */
const troubles: Partial<Record<Code, FileBytes>> = {
  OS5002: { ok: true, bytes: Buffer.from('on stage "Zur\u00fcck" in deals < >', "latin1") },
  OS5003: { ok: false, problem: { kind: "folder" } },
  OS5004: { ok: false, problem: { kind: "too-large", bytes: 50 * megabyte } },
  OS5005: { ok: false, problem: { kind: "unreadable", reason: "it may not be read by this user" } },
};

function sectionOf(sections: readonly Section[], heading: string): Section {
  const found = sections.find((section) => section.heading === heading);
  if (found === undefined) throw new Error(`the page has no section "${heading}"`);
  return found;
}

/** The project of a section: the plain one, with the files that its fenced blocks show. */
function filesOf(fences: readonly Fence[]): Files {
  const shown = fences.map(({ info, text }) => [info === "" ? "rules/payments.rules" : info, text]);
  return { ...sampleFiles, "rules/payments.rules": plainRules, ...Object.fromEntries(shown) };
}

function applyFirstFix(files: Files, found: FileDiagnostic): Files {
  const text = files[found.file];
  const edits = found.fixes[0]?.edits().toSorted((a, b) => b.start - a.start) ?? [];
  if (typeof text !== "string") throw new Error(`there is no text of ${found.file} to mend`);
  const mended = edits.reduce(
    (done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end),
    text,
  );
  return { ...files, [found.file]: mended };
}

const errorsOf = (program: Program) => program.diagnostics.filter((one) => one.severity === "error");
const shown = (found: readonly FileDiagnostic[]) => found.map((one) => `${one.code} ${one.message}`);

/** What a command of the console looks at. */
function requestOf(command: string): ProjectRequest {
  const [, , first, option, schema] = command.replace(/^\$ /, "").split(" ");
  return first !== undefined && option === "--schema" && schema !== undefined
    ? { kind: "files", folder: sampleFolder, files: [first], schema }
    : { kind: "folder", folder: sampleFolder };
}

function printed(found: FileDiagnostic, files: Files): string {
  const text = files[found.file];
  const { line, column } = placesOf(typeof text === "string" ? text : "")(found.start);
  const place = `${found.file}:${line + 1}:${column + 1}`;
  return `${found.severity} ${found.code}: ${found.message}\n  at ${place}\n  = ${found.help}`;
}

/** What the command line finds by itself, which these pages do without: only its sentence is compared. */
const ofCommands: Partial<Record<Code, string>> = {
  OS5306: catalogue.OS5306.message({ reason: 'Could not resolve "left-pad"' }),
  OS5401: catalogue.OS5401.message({ path: "event", problem: "“event” is not a key that is known here." }),
};

let library: SignatureSet;
beforeAll(() => {
  library = readLibrary();
});

test("every code has a page and every page a code", () => {
  expect(pages).toEqual(codes.toSorted());
});

test("the actions of the examples can be read", () => {
  expect(library.problems).toEqual([]);
});

describe.each(pages.filter(isCode))("the page of %s", (code) => {
  const markdown = readFileSync(path.join(folder, `${code}.md`), "utf8");
  const sections = sectionsOf(markdown);
  const fix = sections.find((section) => section.heading === "## Fix");
  const isConsole = sectionOf(sections, "## Example").fences[0]?.language === "console";

  test("has the headings of every page, and is short", () => {
    const title = `# ${code}: ${catalogue[code].name}`;
    const all = [title, ...headings, ...(fix === undefined ? [] : ["## Fix"])];
    expect(sections.map((section) => section.heading)).toEqual(all);
    expect(sections[0]?.prose).toBe(severities[catalogue[code].severity]);
    expect(markdown.split("\n").length).toBeLessThanOrEqual(46);
  });

  if (isConsole) {
    test("shows what the command says", async () => {
      const [fence] = sectionOf(sections, "## Example").fences;
      const [command = "", ...output] = fence?.text.trimEnd().split("\n") ?? [];
      const sentence = ofCommands[code];
      if (sentence !== undefined) {
        expect(output[0]).toBe(`${catalogue[code].severity} ${code}: ${sentence}`);
        return;
      }
      const trouble = troubles[code];
      const rules = trouble === undefined ? {} : { "rules/payments.rules": trouble };
      const files = code === "OS5201" ? {} : { ...filesOf([]), ...rules };
      const { diagnostics } = await checkSample(files, library, requestOf(command));
      expect(diagnostics.map((one) => one.code)).toEqual([code]);
      expect(diagnostics.map((one) => printed(one, files)).join("\n")).toBe(output.join("\n"));
    });
  } else {
    test("has an example that reports the code, and no other error", async () => {
      const program = await checkSample(filesOf(sectionOf(sections, "## Example").fences), library);
      expect(program.diagnostics.map((one) => one.code)).toContain(code);
      expect(shown(errorsOf(program).filter((one) => one.code !== code))).toEqual([]);
    });

    test("tells of the fix if there is one, and the fix mends the example", async () => {
      const files = filesOf(sectionOf(sections, "## Example").fences);
      const before = await checkSample(files, library);
      const found = before.diagnostics.find((one) => one.code === code);
      const [first] = found?.fixes ?? [];
      expect(fix !== undefined).toBe(first !== undefined);
      if (found === undefined || first === undefined) return;
      expect(fix?.prose.replaceAll("\n", " ")).toContain(`“${first.title}”`);
      expect(fix?.prose.replaceAll("\n", " ")).toContain(first.safe ? unasked : byChoice);
      const after = await checkSample(applyFirstFix(files, found), library);
      expect(after.diagnostics.map((one) => one.code)).not.toContain(code);
      expect(shown(errorsOf(after))).toEqual([]);
    });
  }

  test("has a mended example in which nothing is wrong", async () => {
    const { fences } = sectionOf(sections, "## The example, mended");
    const inProject = fences.filter((fence) => fence.language !== "console");
    const program = await checkSample(filesOf(inProject), library);
    const wrong = program.diagnostics.filter(
      (one) => one.code === code || one.severity === "error" || one.severity === "warning",
    );
    expect(fences.length).toBeGreaterThan(0);
    expect(shown(wrong)).toEqual([]);
  });
});
