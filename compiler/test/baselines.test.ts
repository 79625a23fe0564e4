import { readFileSync } from "node:fs";
import path from "node:path";
import { format, type Program, type ProgramFile, placesOf, printType, type Type } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { programOf } from "./support.ts";
import { samples } from "./texts/samples.ts";

/**
 * What the compiler makes of each sample, written down beside it: what it finds and what its tokens are, drawn into
 * the source; the tree; the types; the formatted text; the emitted TypeScript; where its pieces come from.
 * `npm run baselines` writes all of them anew.
 */
const folder = path.resolve(import.meta.dirname, "samples");
const schema = readFileSync(path.join(folder, "crm.schema.json"), "utf8");

const fence = (kind: string, text: string): string => `\`\`\`${kind}\n${text.trimEnd()}\n\`\`\``;

interface Note {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The source, with notes below the lines that they are about. */
function annotated(text: string, notes: readonly Note[]): string {
  const placeOf = placesOf(text);
  return text
    .split("\n")
    .flatMap((line, index) => {
      const below = notes
        .filter(({ start }) => placeOf(start).line === index)
        .map((note) => {
          const { column } = placeOf(note.start);
          const marks = "^".repeat(Math.max(1, Math.min(note.end - note.start, line.length - column)));
          return `//${" ".repeat(Math.max(0, column - 2))}${marks} ${note.text}`;
        });
      return [line, ...below];
    })
    .join("\n");
}

function findings(program: Program): readonly Note[] {
  return program.diagnostics.map(({ start, end, severity, code, message, help, fixes }) => {
    const titles = fixes.map((fix) => ` [${fix.title}]`).join("");
    return { start, end, text: `${severity} ${code} ${message}; ${help}${titles}` };
  });
}

/** Each line of the source with the kinds of the tokens that begin in it. */
function tokensOf({ text, parsed }: ProgramFile): string {
  const placeOf = placesOf(text);
  const byLine = Map.groupBy(parsed.tokens, ({ start }) => placeOf(start).line);
  return text
    .split("\n")
    .flatMap((line, index) => {
      const kinds = byLine.get(index)?.map(({ kind }) => kind) ?? [];
      return kinds.length === 0 ? [line] : [line, `//  ${kinds.join(" ")}`];
    })
    .join("\n");
}

function treeOf({ parsed }: ProgramFile): string {
  const print = (value: unknown, indent: string): string => {
    if (Array.isArray(value)) return value.map((one) => `\n${indent}- ${print(one, `${indent}  `)}`).join("");
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const { kind, start, end, ...rest } = value as Readonly<Record<string, unknown>>;
    const place = start === undefined ? "" : ` ${String(start)}..${String(end)}`;
    const head = `${String(kind ?? "")}${place}`.trim();
    const parts = Object.entries(rest).map(([key, one]) => `\n${indent}${key}: ${print(one, `${indent}  `)}`);
    return head + parts.join("");
  };
  return parsed.sections
    .map(
      ({ offset, section: { node } }) => `${offset}: ${node === undefined ? "nothing" : print(node, "  ")}`,
    )
    .join("\n");
}

interface Typed {
  readonly start: number;
  readonly end: number;
  readonly type: Type;
}

const isTyped = (value: object): value is Typed => "type" in value && "start" in value && "end" in value;

/** Every expression that has a type, with its text. Those that come from other places of the file are left out. */
function typesOf({ text, declarations }: ProgramFile): string {
  const lines = new Set<string>();
  const collect = (value: unknown, offset: number): void => {
    if (typeof value !== "object" || value === null) return;
    if ("node" in value && "origin" in value) return;
    if (isTyped(value)) {
      const source = text.slice(offset + value.start, offset + value.end);
      lines.add(`${source}: ${printType(value.type)}`);
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key !== "type" && key !== "entity" && key !== "action" && key !== "signature")
        collect(inner, offset);
    }
  };
  for (const { offset, declaration } of declarations) collect(declaration, offset);
  return [...lines].join("\n");
}

function mapOf(program: Program): string {
  const [file] = program.emit();
  if (file?.map === undefined) return "none";
  const { mappings, names, sources }: Record<string, unknown> = JSON.parse(file.map);
  return JSON.stringify({ sources, names, mappings }, null, 2);
}

describe("what the compiler makes of", () => {
  it.each([...samples])("%s", async (name, text) => {
    const program = await programOf({ [`rules/${name}`]: text }, schema);
    const [file] = program.files;
    if (file === undefined) throw new Error("the program has no file");
    const baseline = [
      `# ${name}`,
      "## What is found",
      fence("rules", annotated(text, findings(program))),
      "## Tokens",
      fence("rules", tokensOf(file)),
      "## Tree",
      fence("text", treeOf(file)),
      "## Types",
      fence("text", typesOf(file)),
      "## Formatted",
      fence("rules", format(text)),
      "## TypeScript",
      fence("ts", program.emit()[0]?.code ?? "none"),
      "## Source map",
      fence("json", mapOf(program)),
    ].join("\n\n");
    await expect(`${baseline}\n`).toMatchFileSnapshot(path.join(folder, `${name}.baseline.md`));
  });
});
