import { diagnostic, replace } from "../diagnostics/diagnostic.ts";
import { isFormerName } from "../schema/lookups.ts";
import type { Span } from "../syntax/tree.ts";
import type { Report } from "./context.ts";
import { quoted } from "./quoted.ts";

/** What can be called by a name that it had before. */
type Renamed = Parameters<typeof isFormerName>[0];

/**
 * Tells that something was renamed since a rule was written; the rule means it all the same.
 *
 * @param what the word for it: “stage”, “user”
 * @param found what a lookup has answered
 * @param current what it is called today
 * @param written the name as the rule has it
 * @param place where it stands, in quotes
 */
export function tellFormerName(
  what: string,
  found: Renamed,
  current: string,
  written: string,
  place: Span,
  report: Report,
): void {
  if (!isFormerName(found, current, written)) return;
  const fix = replace(`Write ${quoted(current)}`, place, quoted(current));
  report(diagnostic("OS3058", place, { what, old: written, now: current }, [fix]));
}
