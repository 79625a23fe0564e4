import { once } from "node:events";
import path from "node:path";
import { text as readAll } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEditor, startProcess } from "./editor.ts";
import { copyExample, line, scratch } from "./example.ts";
import { writeLibrary } from "./library.ts";

const shared = scratch();
const example = copyExample();
let library: string;

beforeAll(() => {
  library = writeLibrary(shared.folder);
});
afterAll(() => {
  shared.remove();
  example.remove();
});

const frame = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

test("the server says what it can do, and nothing that it cannot", async () => {
  const editor = await startEditor(library);
  expect(editor.initialized).toEqual({
    capabilities: {
      positionEncoding: "utf-16",
      textDocumentSync: { openClose: true, change: 2, save: true },
      codeActionProvider: { codeActionKinds: ["quickfix"] },
      documentFormattingProvider: true,
    },
    serverInfo: { name: "onstage" },
  });
  expect(await editor.quit()).toBe(0);
});

test("messages that are no JSON, no requests or for nobody do not end the server", async () => {
  const editor = await startEditor(library);
  for (const body of ["{ not json", "[]", "17", '"x"', "{}", '{"jsonrpc":"2.0","id":7,"method":"no/such"}']) {
    editor.process.stdin?.write(frame(body));
  }
  editor.process.stdin?.write(
    frame('{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":5}}}'),
  );
  const uri = example.uri("rules/payments.rules");
  await editor.open(uri, line.replace("Wait for payment", "Nowhere"));
  expect(await editor.told(uri, (told) => told.diagnostics.length > 0)).toHaveLength(1);
  expect(await editor.quit()).toBe(0);
});

test("a check that breaks is told on the open file and in the log, and the server lives on", async () => {
  const program = path.resolve(import.meta.dirname, "broken-library.ts");
  const editor = await startEditor("", startProcess(["--stdio"], program));
  const uri = example.uri("rules/payments.rules");
  await editor.open(uri, line);
  const [found] = await editor.told(uri, (told) => told.diagnostics.length > 0);
  expect(found?.severity).toBe(1);
  expect(found?.message).toMatch(/could not be checked: .+\n.*log/);
  expect(await editor.logged("The check of")).toContain(" at ");
  expect(await editor.format(uri)).not.toEqual([]);
  expect(await editor.quit()).toBe(0);
});

test("an editor that goes without a word leaves no server behind", async () => {
  const editor = await startEditor(library);
  const ended = once(editor.process, "exit");
  editor.connection.dispose();
  editor.process.stdin?.end();
  expect(await ended).toEqual([1, null]);
});

test.each([
  ["no library", [], "--library FILE"],
  ["a library that is not there", ["--library", "/no/such.json"], "/no/such.json"],
])("with %s the server says so and ends", async (_, args, sentence) => {
  const child = startProcess(["--stdio", ...args], undefined, "pipe");
  if (child.stderr === null) throw new Error("the server has no pipe for errors");
  const [said, [code]] = await Promise.all([readAll(child.stderr), once(child, "exit")]);
  expect(said).toContain(sentence);
  expect(code).toBe(2);
});
