import type { Diagnostic } from "./diagnostic.ts";

function sameFixes(a: Diagnostic["fixes"], b: Diagnostic["fixes"]): boolean {
  if (a === b) return true;
  const shown = (fixes: Diagnostic["fixes"]): string =>
    JSON.stringify(fixes.map((fix) => [fix.title, fix.safe, fix.edits()]));
  return a.length === b.length && (a.length === 0 || shown(a) === shown(b));
}

function same(a: Diagnostic, b: Diagnostic): boolean {
  return (
    a === b ||
    (a.code === b.code &&
      a.severity === b.severity &&
      a.start === b.start &&
      a.end === b.end &&
      a.message === b.message &&
      a.help === b.help &&
      JSON.stringify(a.witness) === JSON.stringify(b.witness) &&
      sameFixes(a.fixes, b.fixes))
  );
}

/** Whether two lists tell the same, in the same order. */
export function sameDiagnostics(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index];
      return other !== undefined && same(one, other);
    })
  );
}
