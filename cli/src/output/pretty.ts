import type { Untold } from "@onstage/compiler";
import type { Applied } from "../project/mend.ts";
import type { colorsFor } from "./colors.ts";
import { count, type Found, lineAt } from "./found.ts";
import { printable } from "./printable.ts";

type Colors = ReturnType<typeof colorsFor>;

const longest = 160;

/** The line of the file with the place marked below it; a long line is cut around the place. */
function frame(
  { text, start, end }: Found,
  colors: Colors,
  paint: (text: string) => string,
): readonly string[] {
  if (text === undefined || text === "") return [];
  const whole = lineAt(text, start.line);
  const from = Math.max(0, Math.min(start.column - 1 - 40, whole.length - longest));
  const shown = printable(whole.slice(from, from + longest));
  const width =
    start.line === end.line ? Math.max(1, end.column - start.column) : whole.length - start.column + 1;
  const before = (from > 0 ? 1 : 0) + start.column - 1 - from;
  const marks = "^".repeat(Math.max(1, Math.min(width, longest - before)));
  const number = String(start.line);
  const gutter = " ".repeat(number.length);
  return [
    `  ${colors.dim(`${gutter} │`)}`,
    `  ${colors.dim(`${number} │`)} ${from > 0 ? "…" : ""}${shown}${from + longest < whole.length ? "…" : ""}`,
    `  ${colors.dim(`${gutter} │`)} ${" ".repeat(before)}${paint(marks)}`,
  ];
}

/** One finding as a person reads it: code, sentence, place, the line itself, and the way out. */
export function prettyFinding(found: Found, colors: Colors): string {
  const { diagnostic, file, start } = found;
  const paints = { error: colors.red, warning: colors.yellow, info: colors.cyan, hint: colors.cyan } as const;
  const paint = paints[diagnostic.severity];
  return [
    `${paint(`${diagnostic.severity} ${diagnostic.code}`)}: ${colors.bold(printable(diagnostic.message))}`,
    `  ${colors.dim("at")} ${printable(file)}:${start.line}:${start.column}`,
    ...frame(found, colors, paint),
    `  ${colors.dim("=")} ${printable(diagnostic.help)}`,
    ...(diagnostic.witness === undefined
      ? []
      : [`  ${colors.dim("for example")} ${printable(diagnostic.witness.text)}`]),
  ].join("\n");
}

/** What `--fix` has done to one place. */
export function prettyFix({ code, title, file, line, column }: Applied, colors: Colors): string {
  return `${colors.green("fixed")} ${code} ${colors.dim("at")} ${printable(file)}:${line}:${column}: ${printable(title)}`;
}

function counted(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

/** The last line: how much was found in how many files. */
export function prettySummary(
  found: readonly Found[],
  untold: Untold,
  files: number,
  colors: Colors,
): string {
  const { errors, warnings } = count(found, untold);
  const rest = untold.errors + untold.warnings;
  const more = rest === 0 ? "" : `, ${rest} of them not shown: no file shows more than a hundred`;
  const inFiles = `in ${counted(files, "file")}`;
  if (errors === 0 && warnings === 0) return `${colors.green("✓")} nothing wrong ${inFiles}`;
  const parts = [
    ...(errors > 0 ? [colors.red(counted(errors, "error"))] : []),
    ...(warnings > 0 ? [colors.yellow(counted(warnings, "warning"))] : []),
  ];
  return `${parts.join(" and ")} ${inFiles}${more}; \`onstage explain CODE\` tells more of each`;
}
