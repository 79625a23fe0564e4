import { catalogue } from "@onstage/compiler";
import { count, type Found } from "./found.ts";

/** `check --format json`: the shape that scripts and CI rely on. */
export function jsonReport(found: readonly Found[]): string {
  const { errors, warnings } = count(found);
  const diagnostics = found.map(({ diagnostic, file, start, end }) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    help: diagnostic.help,
    file,
    range: { start, end },
  }));
  return JSON.stringify({ ok: errors === 0, errors, warnings, diagnostics }, null, 2);
}

function escapeCommand(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeCommand(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

const githubLevels = { error: "error", warning: "warning", info: "notice", hint: "notice" } as const;

/** `check --format github`: workflow commands, which GitHub shows beside the lines of a pull request. */
export function githubReport(found: readonly Found[]): string {
  return found
    .map(({ diagnostic, file, start, end }) => {
      const place = `file=${escapeProperty(file)},line=${start.line},endLine=${end.line},col=${start.column}`;
      const title = escapeProperty(diagnostic.code);
      const text = escapeCommand(`${diagnostic.message}. ${diagnostic.help}`);
      return `::${githubLevels[diagnostic.severity]} ${place},title=${title}::${text}`;
    })
    .join("\n");
}

const sarifLevels = { error: "error", warning: "warning", info: "note", hint: "note" } as const;

/** `check --format sarif`: SARIF 2.1.0, as code scanning takes it. */
export function sarifReport(found: readonly Found[], version: string): string {
  const codes = [...new Set(found.map(({ diagnostic }) => diagnostic.code))].toSorted();
  const results = found.map(({ diagnostic, file, start, end }) => ({
    ruleId: diagnostic.code,
    ruleIndex: codes.indexOf(diagnostic.code),
    level: sarifLevels[diagnostic.severity],
    message: { text: `${diagnostic.message}. ${diagnostic.help}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
          region: {
            startLine: start.line,
            startColumn: start.column,
            endLine: end.line,
            endColumn: end.column,
          },
        },
      },
    ],
  }));
  const rules = codes.map((code) => ({ id: code, name: catalogue[code].name }));
  const run = {
    tool: { driver: { name: "onstage", version, rules } },
    columnKind: "utf16CodeUnits",
    results,
  };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, null, 2);
}
