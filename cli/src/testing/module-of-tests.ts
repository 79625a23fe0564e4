import { pathToFileURL } from "node:url";
import type { WrittenTest } from "@onstage/compiler";
import { packageEntry } from "../project/packages.ts";
import type { TestedRules } from "./rules-under-test.ts";

const literal = (value: unknown): string =>
  JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");

/** Imports a file wherever it lies, as the loader of modules wants it. */
const importOf = (names: string, file: string): string =>
  `import { ${names} } from ${literal(pathToFileURL(file).href)};`;

/**
 * The tests of a file of rules as a module of Vitest. Each stands on the line on which it stands in the file, so that
 * places need no map.
 *
 * @param tests those of the file
 * @param rules the rules that they run
 * @param folder the project
 */
export function moduleOfTests(tests: readonly WrittenTest[], { built }: TestedRules, folder: string): string {
  if (!built.ok) return `throw new Error(${literal(built.why)});`;
  const head = [
    'import { test as __test } from "vitest";',
    importOf("runWrittenTest as __run", packageEntry("@onstage/stdlib/testing")),
    importOf("ruleSet as __rules", built.module),
    // As text: in an object that is written as code, some names mean more than they say.
    `const __all = JSON.parse(${literal(JSON.stringify(tests))});`,
    `const __options = { ruleSet: { ...__rules, hash: ${literal(built.hash)} }, folder: ${literal(folder)} };`,
    "const __one = (at) => __test(__all[at].name, () => __run(__all[at], __options));",
  ].join(" ");
  const lines: string[] = [head];
  for (const [at, { line }] of tests.entries()) {
    while (lines.length < line) lines.push("");
    lines[line - 1] += ` __one(${at});`;
  }
  return `${lines.join("\n")}\n`;
}
