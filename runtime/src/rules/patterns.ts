import { RE2JS } from "re2js";
import { show } from "./show.ts";
import type { Maybe } from "./values.ts";

/** A pattern that has been read. Looking for it takes time linear in the text. */
export type Pattern = RE2JS;

/** Reads a pattern (RE2). Throws on text that is none: only the compiler calls it, with a pattern that it has read. */
export function pattern(source: string): Pattern {
  return RE2JS.compile(source);
}

/** `text matches pattern`: it is found somewhere in the text, case counting. Missing where the text is. */
export function matches(text: unknown, sought: Pattern): Maybe<boolean> {
  return text === undefined ? undefined : sought.test(typeof text === "string" ? text : show(text));
}
