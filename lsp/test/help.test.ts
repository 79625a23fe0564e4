import { format } from "@onstage/compiler";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { CodeAction, TextEdit } from "vscode-languageserver-protocol";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Editor, startEditor } from "./editor.ts";
import { copyExample, type Example, line, scratch } from "./example.ts";
import { writeLibrary } from "./library.ts";

const shared = scratch();
let library: string;
let editor: Editor;
let example: Example;

beforeAll(() => {
  library = writeLibrary(shared.folder);
});
afterAll(() => shared.remove());
beforeEach(async () => {
  example = copyExample();
  editor = await startEditor(library);
});
afterEach(async () => {
  try {
    expect(await editor.quit()).toBe(0);
  } finally {
    example.remove();
  }
});

const start = { line: 0, character: 0 };
const everywhere = { start, end: { line: 100, character: 0 } };
const wrong = line.replace("Wait for payment", "Wait for paymint");

function applied(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create("", "", 0, text), [...edits]);
}

function editsOf(action: CodeAction | undefined, uri: string): readonly TextEdit[] {
  const changes = action?.edit?.documentChanges ?? [];
  return changes.flatMap((change) =>
    "edits" in change && change.textDocument.uri === uri
      ? change.edits.filter((edit): edit is TextEdit => "newText" in edit)
      : [],
  );
}

test("a near miss is offered as a quick fix that mends it", async () => {
  const uri = example.uri("rules/payments.rules");
  await editor.open(uri, wrong);
  const [fix] = await editor.actions(uri, {
    start: { line: 0, character: 12 },
    end: { line: 0, character: 12 },
  });
  expect(fix).toMatchObject({ kind: "quickfix", diagnostics: [{ source: "onstage" }] });
  expect(applied(wrong, editsOf(fix, uri))).toBe(line);
});

test("fixes are those of the text as it is now, not of the text that was checked last", async () => {
  const uri = example.uri("rules/payments.rules");
  await editor.open(uri, line);
  await editor.change(uri, 2, `// one more line\n${wrong}`);
  const [fix] = await editor.actions(uri, everywhere);
  expect(applied(`// one more line\n${wrong}`, editsOf(fix, uri))).toBe(`// one more line\n${line}`);
});

test("nothing is offered away from a fault, or where other kinds of actions are asked for", async () => {
  const uri = example.uri("rules/payments.rules");
  await editor.open(uri, wrong);
  const end = { line: 0, character: wrong.length };
  expect(await editor.actions(uri, { start: end, end })).toEqual([]);
  expect(await editor.actions(uri, everywhere, ["refactor"])).toEqual([]);
  expect(await editor.actions(uri, everywhere, ["quickfix"])).not.toEqual([]);
});

test("fixes of a text in no project are offered too", async () => {
  const uri = "untitled:Untitled-1";
  const braces = line.replace("<", "{").replace(/>$/, "}");
  await editor.open(uri, braces);
  const [fix] = await editor.actions(uri, everywhere);
  expect(applied(braces, editsOf(fix, uri))).toBe(line);
});

test("formatting gives the compiler's form, whatever the line ends", async () => {
  const uri = example.uri("rules/payments.rules");
  const text = `// one\r\n\r\n${line}\r\n`;
  await editor.open(uri, text);
  const edits = await editor.format(uri);
  const formatted = applied(text, edits);
  expect(formatted).toBe(format(text));
  expect(formatted).not.toMatch(/[^\r]\n/);
  expect(edits[0]?.range.start.line).toBe(2);
  await editor.change(uri, 2, formatted);
  expect(await editor.format(uri)).toEqual([]);
});

test("formatting leaves a block that cannot be read as it is", async () => {
  const uri = example.uri("rules/payments.rules");
  const broken = 'on stage "Won" in deals <   notify("Max" "x")   >\n';
  await editor.open(uri, `${broken}\n${line}\n`);
  const formatted = applied(`${broken}\n${line}\n`, await editor.format(uri));
  expect(formatted.startsWith(broken)).toBe(true);
  expect(formatted).not.toContain(line);
});
