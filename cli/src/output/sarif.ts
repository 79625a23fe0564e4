import { type Code, catalogue, type Edit, type Fix } from "@onstage/compiler";
import type { Log, ReportingDescriptor, Result, Run } from "sarif";
import { type Found, lineAt, type Position, sentences } from "./found.ts";
import { printableJson } from "./printable.ts";

const levels = { error: "error", warning: "warning", info: "note", hint: "note" } as const;

/** What paths of files are relative to: the folder that the command ran in. */
const root = "%SRCROOT%";

const uriOf = (file: string): string => file.toWellFormed().split("/").map(encodeURIComponent).join("/");

/** A section of a page, without its Markdown heading. */
function sectionOf(page: string, heading: string): string | undefined {
  const [, rest] = page.split(`\n## ${heading}\n`);
  return rest?.split("\n## ")[0]?.trim();
}

/** Paragraphs on one line each, as plain text. */
const plain = (markdown: string): string => markdown.replaceAll(/(?<!\n)\n(?!\n)/g, " ").replaceAll("`", "");

function ruleOf(code: Code, page: string | undefined): ReportingDescriptor {
  const { name, severity } = catalogue[code];
  const finds = page === undefined ? undefined : sectionOf(page, "What it finds");
  return {
    id: code,
    name,
    shortDescription: { text: name.replaceAll("-", " ") },
    ...(finds === undefined ? {} : { fullDescription: { text: plain(finds), markdown: finds } }),
    help: {
      text: page === undefined ? `onstage explain ${code}` : plain(page),
      ...(page === undefined ? {} : { markdown: page }),
    },
    defaultConfiguration: { level: levels[severity] },
  };
}

const regionOf = (start: Position, end: Position) => ({
  startLine: start.line,
  startColumn: start.column,
  endLine: end.line,
  endColumn: end.column,
});

/** Tells the same finding in another run, wherever its line has moved to. */
function fingerprintsOf(found: readonly Found[]): readonly string[] {
  const seen = new Map<string, number>();
  return found.map(({ diagnostic, file, start, text }) => {
    const line = text === undefined ? "" : lineAt(text, start.line).trim();
    const what = JSON.stringify([diagnostic.code, file, diagnostic.message, line]);
    const times = (seen.get(what) ?? 0) + 1;
    seen.set(what, times);
    const { createHash } = process.getBuiltinModule("node:crypto");
    return createHash("sha256").update(`${what} ${times}`).digest("hex");
  });
}

/**
 * `check --format sarif`: SARIF 2.1.0, as code scanning takes it.
 *
 * @param pageOf the page of a code as Markdown, which becomes the help of its rule
 */
export function sarifReport(
  found: readonly Found[],
  version: string,
  pageOf: (code: Code) => string | undefined,
): string {
  const codes = [...new Set(found.map(({ diagnostic }) => diagnostic.code))].toSorted();
  const files = [...new Set(found.map(({ file }) => file))];
  const fingerprints = fingerprintsOf(found);
  const artifactOf = (file: string) => ({ uri: uriOf(file), uriBaseId: root, index: files.indexOf(file) });
  const fixOf = ({ file, placeOf }: Found, fix: Fix) => ({
    description: { text: fix.title },
    artifactChanges: [
      {
        artifactLocation: artifactOf(file),
        replacements: fix.edits().map((edit: Edit) => ({
          deletedRegion: regionOf(placeOf(edit.start), placeOf(edit.end)),
          insertedContent: { text: edit.text },
        })),
      },
    ],
  });
  const resultOf = (one: Found, index: number): Result => {
    const { diagnostic, file, start, end, text } = one;
    const { code, severity, fixes, witness } = diagnostic;
    const snippet =
      text === undefined ? {} : { snippet: { text: text.slice(diagnostic.start, diagnostic.end) } };
    return {
      ruleId: code,
      ruleIndex: codes.indexOf(code),
      level: levels[severity],
      message: { text: sentences(diagnostic) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: artifactOf(file),
            region: { ...regionOf(start, end), ...snippet },
          },
        },
      ],
      partialFingerprints: { "onstageFinding/v1": fingerprints[index] ?? "" },
      ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixOf(one, fix)) }),
      ...(witness === undefined ? {} : { properties: { witness } }),
    };
  };
  const run: Run = {
    tool: { driver: { name: "onstage", version, rules: codes.map((code) => ruleOf(code, pageOf(code))) } },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [root]: { description: { text: "the folder that onstage ran in" } } },
    artifacts: files.map((file) => ({ location: artifactOf(file) })),
    results: found.map(resultOf),
  };
  const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  const log: Log = { $schema: schema, version: "2.1.0", runs: [run] };
  return printableJson(log);
}
