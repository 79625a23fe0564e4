import type { Untold } from "@onstage/compiler";
import type { Applied } from "../project/mend.ts";
import { count, type Found } from "./found.ts";
import { printableJson } from "./printable.ts";

/**
 * `check --format json`: the shape that scripts and CI rely on.
 *
 * @param untold what was found beyond those; the numbers count it
 * @param applied what `--fix` has done; left out without it
 */
export function jsonReport(found: readonly Found[], untold: Untold, applied?: readonly Applied[]): string {
  const { errors, warnings } = count(found, untold);
  const diagnostics = found.map(({ diagnostic, file, start, end }) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    help: diagnostic.help,
    file,
    range: { start, end },
    ...(diagnostic.witness === undefined ? {} : { witness: diagnostic.witness }),
  }));
  const fixed = applied?.map(({ code, title, file, line, column }) => ({
    code,
    title,
    file,
    start: { line, column },
  }));
  const report = {
    ok: errors === 0,
    errors,
    warnings,
    ...(fixed === undefined ? {} : { fixed }),
    diagnostics,
  };
  return printableJson(report);
}
