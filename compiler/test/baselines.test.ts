import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { format, type Program, placesOf, type StageBlock } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { programOf } from "./support.ts";

/**
 * What the compiler makes of each sample, written down beside it: what it finds, drawn into the source; the tree; the
 * formatted text; the emitted TypeScript; where its pieces come from. `npm run baselines` writes all of them anew.
 */
const samples = path.resolve(import.meta.dirname, "samples");

const fence = (kind: string, text: string): string => `\`\`\`${kind}\n${text.trimEnd()}\n\`\`\``;

function annotated(program: Program, text: string): string {
  const placeOf = placesOf(text);
  const lines = text.split("\n");
  return lines
    .flatMap((line, index) => {
      const notes = program.diagnostics
        .filter((one) => placeOf(one.start).line === index)
        .map((one) => {
          const { column } = placeOf(one.start);
          const marks = "^".repeat(Math.max(1, Math.min(one.end - one.start, line.length - column)));
          const fixes = one.fixes.map((fix) => ` [${fix.title}]`).join("");
          return `//${" ".repeat(Math.max(0, column - 2))}${marks} ${one.severity} ${one.code} ${one.message}; ${one.help}${fixes}`;
        });
      return [line, ...notes];
    })
    .join("\n");
}

function treeOf(blocks: readonly StageBlock[]): string {
  const print = (value: unknown, indent: string): string => {
    if (Array.isArray(value)) return value.map((one) => `\n${indent}- ${print(one, `${indent}  `)}`).join("");
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const { kind, start, end, ...rest } = value as Readonly<Record<string, unknown>>;
    const head = `${String(kind ?? "span")} ${String(start)}..${String(end)}`;
    const parts = Object.entries(rest).map(([key, one]) => `\n${indent}${key}: ${print(one, `${indent}  `)}`);
    return head + parts.join("");
  };
  return blocks.map((block) => print(block, "  ")).join("\n");
}

function mapOf(program: Program): string {
  const [file] = program.emit();
  if (file?.map === undefined) return "none";
  const { mappings, names, sources }: Record<string, unknown> = JSON.parse(file.map);
  return JSON.stringify({ sources, names, mappings }, null, 2);
}

describe("what the compiler makes of", () => {
  for (const name of readdirSync(samples).filter((file) => file.endsWith(".rules"))) {
    it(name, async () => {
      const text = readFileSync(path.join(samples, name), "utf8");
      const program = await programOf({ [`rules/${name}`]: text });
      const [file] = program.files;
      const baseline = [
        `# ${name}`,
        "## What is found",
        fence("rules", annotated(program, text)),
        "## Tokens",
        fence(
          "text",
          file?.parsed.tokens.map((token) => `${token.start} ${token.kind} ${token.text}`).join("\n") ?? "",
        ),
        "## Tree",
        fence("text", treeOf(file?.parsed.tree.blocks ?? [])),
        "## Formatted",
        fence("rules", format(text)),
        "## TypeScript",
        fence("ts", program.emit()[0]?.code ?? "none"),
        "## Source map",
        fence("json", mapOf(program)),
      ].join("\n\n");
      await expect(`${baseline}\n`).toMatchFileSnapshot(path.join(samples, `${name}.baseline.md`));
    });
  }
});
