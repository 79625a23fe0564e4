import { didYouMean, entry } from "./entry.ts";

/** OS10xx: the text cannot be read as rules. */
export const syntaxEntries = {
  OS1001: entry(
    "error",
    "unknown-character",
    (p: { found: string }) => `\`${p.found}\` means nothing in a rule`,
    () => "remove it, or put it in quotes if it belongs to a text",
  ),
  OS1002: entry(
    "error",
    "open-text",
    () => "this text is not closed",
    () => 'write the closing `"` on the same line; a line break inside a text is written `\\n`',
  ),
  OS1003: entry(
    "error",
    "wrong-quotes",
    (p: { found: string }) => `${p.found} does not quote a text here`,
    () => 'use straight double quotes: `"…"`',
  ),
  OS1004: entry(
    "error",
    "open-comment",
    () => "this comment is not closed, so the rest of the file is part of it",
    () => "write `*/` where the comment ends",
  ),
  OS1005: entry(
    "info",
    "brace-block",
    () => "blocks are written with `<` and `>`",
    () => "`{ … }` is understood; `onstage fmt` rewrites it",
  ),
  OS1006: entry(
    "error",
    "mixed-block-signs",
    (p: { open: string; close: string }) =>
      `this block opens with \`${p.open}\` and closes with \`${p.close}\``,
    () => "open and close a block with `<` and `>`",
  ),
  OS1007: entry(
    "error",
    "open-block",
    () => "this block is not closed",
    () => "write `>` behind its last rule",
  ),
  OS1008: entry(
    "error",
    "unexpected",
    (p: { expected: string; found: string; help?: string }) => `expected ${p.expected}, found ${p.found}`,
    (p) => p.help ?? `put ${p.expected} here`,
  ),
  OS1009: entry(
    "error",
    "missing-semicolon",
    () => "a `;` is missing between two rules",
    () => "end each rule with `;`; only the last one of a block can do without",
  ),
  OS1010: entry(
    "error",
    "missing-operand",
    (p: { after: string }) => `something is missing after \`${p.after}\``,
    (p) => `write a value, a field or a condition behind \`${p.after}\``,
  ),
  OS1011: entry(
    "error",
    "too-complex",
    (p: { what: string; limit: number }) =>
      `this is too complex to be read: ${p.what} (the limit is ${p.limit})`,
    () => "split it into several rules",
  ),
  OS1012: entry(
    "error",
    "later-form",
    (p: { form: string }) => `${p.form} is not part of this version of the language`,
    () => "leave it out for now; `docs/language.md` lists what this version understands",
  ),
  OS1013: entry(
    "error",
    "wrong-operator",
    (p: { found: string; right: string }) => `\`${p.found}\` is not an operator here`,
    (p) => `write \`${p.right}\``,
  ),
  OS1014: entry(
    "error",
    "chained-comparison",
    () => "comparisons cannot be chained",
    () => "compare twice and join the two: `a < b and b < c`",
  ),
  OS1015: entry(
    "error",
    "stray-text",
    (p: { found: string; near: string | undefined }) => `a block was expected here, found \`${p.found}\``,
    (p) => didYouMean(p.near, 'rules stand in a block such as `on stage "New" in deals < … >`'),
  ),
  OS1016: entry(
    "error",
    "unknown-escape",
    (p: { found: string }) => `\`${p.found}\` stands for nothing in a text`,
    () => 'write `\\\\` for a backslash; the others are `\\"`, `\\n`, `\\t` and `\\u{…}`',
  ),
  OS1017: entry(
    "error",
    "broken-hole",
    (p: { what: string }) => `the braces in this text hold no expression: ${p.what}`,
    () => "write a field or an expression between `{` and `}`, or `{{` for a brace itself",
  ),
  OS1018: entry(
    "error",
    "wrong-name",
    (p: { found: string }) => `\`${p.found}\` is kept for the language and cannot name a rule or a value`,
    (p) => `choose another name, such as \`${p.found.replace(/^_+/, "")}1\``,
  ),
};
