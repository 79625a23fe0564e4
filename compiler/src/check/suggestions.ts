import { diagnostic, type Fix, replace } from "../diagnostics/diagnostic.ts";
import { didYouMeanName } from "../near.ts";
import type { Name, Span } from "../syntax/tree.ts";
import { quoted } from "./quoted.ts";
import type { RuleScope } from "./scope.ts";

/** A fix that writes the name which was most likely meant. */
export function nearFix(near: string | undefined, place: Span): readonly Fix[] {
  return near === undefined
    ? []
    : [replace(near.startsWith('"') ? `Write ${near}` : `Write \`${near}\``, place, near, false)];
}

/** The known name that was most likely meant, in quotes. */
export function nearQuoted(value: string, known: readonly string[]): string | undefined {
  const near = didYouMeanName(value, known);
  return near === undefined ? undefined : quoted(near);
}

/** Tells that a field has another name today. */
export function reportFormerField(name: Name, now: string, scope: RuleScope): void {
  const fix = replace(`Write \`${now}\``, name, now);
  scope.report(diagnostic("OS3058", name, { what: "field", old: name.text, now }, [fix]));
}
