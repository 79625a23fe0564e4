import { type Found, sentences } from "./found.ts";
import { printable } from "./printable.ts";

function escapeCommand(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeCommand(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

const levels = { error: "error", warning: "warning", info: "notice", hint: "notice" } as const;

/** `check --format github`: workflow commands, which GitHub shows beside the lines of a pull request. */
export function githubReport(found: readonly Found[]): string {
  return found
    .map((one) => {
      const { diagnostic, file, start, end } = one;
      // GitHub takes an end column only within one line.
      const endColumn = start.line === end.line ? `,endColumn=${end.column}` : "";
      const lines = `line=${start.line},endLine=${end.line},col=${start.column}${endColumn}`;
      const title = escapeProperty(diagnostic.code);
      return `::${levels[diagnostic.severity]} file=${escapeProperty(printable(file))},${lines},title=${title}::${escapeCommand(printable(sentences(diagnostic)))}`;
    })
    .join("\n");
}
