import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startEditor, startProcess } from "../../lsp/test/editor.ts";
import { copyExample, line, scratch } from "../../lsp/test/example.ts";
import { writeLibrary } from "../../lsp/test/library.ts";
import { buildExtension } from "../build.ts";

const extension = path.resolve(import.meta.dirname, "..");
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(extension, file), "utf8"));
const built = scratch();
const dist = built.path("dist");

beforeAll(async () => {
  await buildExtension(dist, writeLibrary(built.folder));
});
afterAll(() => built.remove());

test("the manifest says who publishes it and where it stands with untrusted folders", () => {
  expect(read("package.json")).toMatchObject({
    publisher: "onstage",
    main: "./dist/client.cjs",
    activationEvents: ["onLanguage:rules"],
    capabilities: { untrustedWorkspaces: { supported: true } },
    contributes: {
      languages: [{ id: "rules", extensions: [".rules"], configuration: "./language-configuration.json" }],
      grammars: [{ language: "rules", unbalancedBracketScopes: ["keyword.operator.relational.rules"] }],
      breakpoints: [{ language: "rules" }],
    },
  });
});

test("every file that the manifest names is there", () => {
  const named = JSON.stringify(read("package.json")).match(/"\.\/[^"]+"/g) ?? [];
  const files = named.map((one) => one.slice(3, -1));
  expect(files).toContain("syntaxes/rules.tmLanguage.json");
  for (const file of files) {
    const place = file.startsWith("dist/") ? path.join(built.folder, file) : path.join(extension, file);
    expect(existsSync(place), file).toBe(true);
  }
});

test("everything that the build writes is packed", () => {
  const manifest = read("package.json");
  if (typeof manifest !== "object" || manifest === null || !("files" in manifest))
    throw new Error("no files");
  const packed = JSON.stringify(manifest.files).match(/[^"[\],]+/g) ?? [];
  const written = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.posix.join("dist", path.relative(dist, path.join(entry.parentPath, entry.name))));
  expect(written.length).toBeGreaterThan(3);
  expect(written.filter((file) => !packed.some((pattern) => path.matchesGlob(file, pattern)))).toEqual([]);
});

test("the brackets of the language do not include the signs that also compare", () => {
  expect(read("language-configuration.json")).toMatchObject({
    brackets: [
      ["(", ")"],
      ["[", "]"],
      ["{", "}"],
    ],
  });
});

test("the client asks for nothing but the editor and Node", () => {
  const client = readFileSync(path.join(dist, "client.cjs"), "utf8");
  const asked = [...client.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? "");
  const outside = asked.filter((name) => !builtinModules.includes(name.replace(/^node:/, "")));
  expect([...new Set(outside)]).toEqual(["vscode"]);
});

test("the bundled server works where nothing else is installed, and reads actions by itself", async () => {
  const example = copyExample();
  onTestFinished(example.remove);
  const server = path.join(dist, "server.mjs");
  const library = path.join(dist, "signatures.json");
  const types = path.join(dist, "runtime/actions/index.ts");
  const editor = await startEditor(
    library,
    startProcess(["--stdio", "--library", library, "--types", types], server),
  );
  const uri = example.uri("rules/payments.rules");
  await editor.open(uri, line.replace("Wait for payment", "Wait"));
  const found = await editor.told(uri, (told) => told.diagnostics.length > 0);
  expect(found.map((one) => one.code)).toEqual([expect.stringMatching(/^OS2/)]);
  example.write(
    "onstage.json",
    '{ "schema": "crm.schema.json", "rules": ["rules/*.rules"], "actions": ["actions/*.ts"] }',
  );
  example.write(
    "actions/pack.ts",
    'import type { ActionContext, Duration, Money, Text } from "@onstage/runtime/actions";\nexport async function pack(context: ActionContext, what: Text, price: Money, wait?: Duration): Promise<void> {}\n',
  );
  await editor.changedOnDisk(example.uri("onstage.json"));
  await editor.change(uri, 2, 'on stage "Won" in deals < pack(title, amount) >');
  expect(await editor.told(uri, (told) => told.version === 2)).toEqual([
    expect.objectContaining({ code: "OS2107" }),
  ]);
  expect(editor.history(example.uri("actions/pack.ts"))).toEqual([]);
  expect(await editor.quit()).toBe(0);
});
