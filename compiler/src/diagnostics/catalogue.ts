import { declarationEntries } from "./declarations.ts";
import { expressionEntries } from "./expressions.ts";
import { fileEntries } from "./files.ts";
import { funnelEntries } from "./funnel.ts";
import { meaningEntries } from "./meaning.ts";
import { syntaxEntries } from "./syntax.ts";
import { testEntries } from "./tests.ts";

/**
 * An entry of the catalogue. Style of its sentences: they start with a small letter or the user's own words in
 * backticks, end without a full stop, and name nothing that only the compiler knows.
 */
export interface Definition<P> {
  readonly severity: "error" | "warning" | "info" | "hint";
  /** A name that reads well behind “allow”: `unknown-stage`. */
  readonly name: string;
  readonly message: (parameters: P) => string;
  readonly help: (parameters: P) => string;
}

/** Every diagnostic there is. Each has a page of its code in `docs/diagnostics/`. */
export const catalogue = {
  ...syntaxEntries,
  ...meaningEntries,
  ...expressionEntries,
  ...declarationEntries,
  ...funnelEntries,
  ...fileEntries,
  ...testEntries,
};

export type Code = keyof typeof catalogue;

/** What the message of a code is made from. */
export type ParametersOf<C extends Code> = (typeof catalogue)[C] extends Definition<infer P> ? P : never;

/** Whether a text is the code of a diagnostic. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(catalogue, text);
}
