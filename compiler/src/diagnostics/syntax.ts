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
    (p: { what: string; limit: number; help: string }) =>
      `this is too complex to be read: ${p.what} (the limit is ${p.limit})`,
    (p) => p.help,
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
    (p: { what: string; help?: string }) => `the braces in this text hold no expression: ${p.what}`,
    (p) => p.help ?? "write a field or an expression between `{` and `}`, or `{{` for a brace itself",
  ),
  OS1018: entry(
    "error",
    "wrong-name",
    (p: { found: string }) => `\`${p.found}\` is kept for the language and cannot name a rule or a value`,
    (p) => `choose another name, such as \`${p.found.replace(/^_+/, "")}1\``,
  ),
  OS1019: entry(
    "error",
    "foreign-comment",
    () => "`#` begins no comment here",
    () => "write `//` before a comment",
  ),
  OS1020: entry(
    "error",
    "unbounded-repeat",
    () => "nothing says how often this is repeated at most",
    () => "write how often, such as `every 5 days up to 3 times`: what rules do has to end",
  ),
  OS1021: entry(
    "error",
    "missing-word",
    (p: { word: string; missing: string }) => `\`${p.missing}\` is missing behind \`${p.word}\``,
    (p) => `write \`${p.missing}\``,
  ),
  OS1022: entry(
    "error",
    "incomplete-is",
    (p: { sign: string | undefined }) =>
      p.sign === undefined ? "`is` asks nothing yet" : "`is` does not compare",
    (p) =>
      p.sign === undefined
        ? "write `is set` or `is empty`, or either with `not`"
        : `compare with \`${p.sign}\`; \`is\` asks only \`is set\` and \`is empty\``,
  ),
  OS1023: entry(
    "error",
    "stray-range",
    () => "a range stands only behind `in`",
    () => "ask `in`, as in `pieces in 1..10`",
  ),
  OS1024: entry(
    "error",
    "quoted-entry",
    (p: { name: string }) => `the name of an entry stands without quotes: \`${p.name}\``,
    (p) => `write \`${p.name}: …\``,
  ),
  OS1025: entry(
    "error",
    "incomplete-if",
    (p: { missing: "then" | "else" }) => `this \`if\` has no \`${p.missing}\``,
    () => "write both values: `if amount > 100 then 5 else 10`",
  ),
  OS1026: entry(
    "error",
    "clause-twice",
    (p: { clause: string }) => `\`${p.clause}\` stands here twice`,
    (p) => (p.clause === "when …" ? "join the two conditions with `and`" : "remove one of the two"),
  ),
  OS1027: entry(
    "error",
    "missing-unit",
    (p: { number: string; found: string | undefined; near: string | undefined }) =>
      p.found === undefined ? `\`${p.number}\` of what?` : `\`${p.found}\` is no unit of time`,
    (p) =>
      didYouMean(
        p.near,
        `write a unit behind the number, such as \`${p.number} hours\` or \`${p.number} days\``,
      ),
  ),
  OS1028: entry(
    "error",
    "wrong-time",
    (p: { found: string }) => `\`${p.found}\` is no time of day`,
    () => "write hours and minutes with two digits each, on a clock of 24 hours: `09:00`",
  ),
  OS1029: entry(
    "error",
    "wrong-condition-word",
    (p: { found: string; right: string }) =>
      `the condition stands behind \`${p.right}\` here, not \`${p.found}\``,
    (p) => `write \`${p.right}\``,
  ),
  OS1030: entry(
    "error",
    "bare-condition",
    (p: { word: string }) => `the condition behind \`${p.word}\` stands in parentheses here`,
    (p) => `write \`${p.word} (…)\``,
  ),
  OS1031: entry(
    "error",
    "not-for-include",
    (p: { found: string }) => `\`${p.found}\` cannot stand at an \`include\``,
    () =>
      "an `include` takes a name, `after` another rule, and `when`; write the rest at the rules of the group",
  ),
  OS1032: entry(
    "error",
    "missing-arguments",
    (p: { name: string }) => `the parentheses are missing behind \`${p.name}\``,
    (p) => `write \`${p.name}()\`, with its arguments between them`,
  ),
  OS1033: entry(
    "error",
    "needless-sign",
    (p: { sign: string }) => `this \`${p.sign}\` parts nothing`,
    () => "remove it",
  ),
  OS1034: entry(
    "error",
    "trigger-with-block",
    () => "a trigger moves the item and has no rules of its own",
    () => "write the rules in a block on the stage that it moves to",
  ),
  OS1035: entry(
    "error",
    "untyped-parameter",
    (p: { name: string }) => `nothing says what \`${p.name}\` is`,
    (p) => `write its type behind a colon, such as \`${p.name}: Text\``,
  ),
  OS1036: entry(
    "error",
    "bare-import",
    () => "the names that are imported stand in braces",
    () => 'write `import { bigDeal } from "./common.rules"`',
  ),
  OS1037: entry(
    "error",
    "missing-day",
    () => "nothing says on which day of the month",
    () => "write `every month on 1`, or `every month on last day`",
  ),
  OS1038: entry(
    "error",
    "late-let",
    (_: { own: string }) => "`let` stands before the schedule",
    (p) => `write \`${p.own}\``,
  ),
  OS1039: entry(
    "error",
    "number-separator",
    (p: { found: string; meant: string }) => `\`${p.found}\` is not read as ${p.meant} here`,
    (p) =>
      p.meant.includes("_") || !p.found.includes(",")
        ? `write a number without separators, or with \`_\`: \`${p.meant}\``
        : `decimals stand behind a point: \`${p.meant}\``,
  ),
  OS1040: entry(
    "error",
    "wrong-date",
    (p: { found: string; what: "day" | "moment" }) => `a ${p.what} is not written \`${p.found}\``,
    (p) =>
      p.what === "day"
        ? "write year, month and day with all their digits: `2026-12-24`"
        : "write the day, `T`, and hours and minutes: `2026-12-24T18:00`",
  ),
  OS1041: entry(
    "error",
    "missing-value",
    (p: { what: "constant" | "function" }) => `this ${p.what} has no value`,
    (p) =>
      p.what === "constant"
        ? "write it behind `=`, as in `const bigDeal = 50000`"
        : "write it behind `=`, as in `function net(a: Money) = a * 0.8`",
  ),
  OS1042: entry(
    "error",
    "function-block",
    () => "a function is one expression, not a block",
    () => "write it behind `=`, as in `function net(a: Money) = a * 0.8`",
  ),
  OS1047: entry(
    "error",
    "needless-this",
    (p: { name: string }) => `the fields of the item stand without \`this\`: \`${p.name}\``,
    () => "remove `this.`; `this` alone is the item itself",
  ),
  OS1048: entry(
    "error",
    "part-of-no-name",
    (p: { part: string }) => `\`.${p.part}\` stands behind no name`,
    () =>
      "only what has a name has parts behind a dot: give the value a name with `let` or `const`, or ask the field itself",
  ),
  OS1049: entry(
    "error",
    "wrong-list-signs",
    (p: { open: string }) =>
      `a list does not stand between \`${p.open}\` and \`${p.open === "(" ? ")" : "}"}\``,
    () => 'write it in brackets: `["Web form", "Call"]`',
  ),
  OS1050: entry(
    "error",
    "missing-comma",
    (p: { before: string; next: string }) => `a comma is missing between \`${p.before}\` and \`${p.next}\``,
    () => "part what is said of the time by commas: `after 2 days, at 12:00`",
  ),
  OS1051: entry(
    "error",
    "late-schedule",
    (p: { word: string }) => `\`${p.word} …\` stands behind the action`,
    () => "say when it runs before the action: `after 2 days sendEmail(…)`",
  ),
  OS1052: entry(
    "error",
    "two-lengths",
    () => "two lengths of time stand side by side",
    () => "add them: `after 1 hour + 30 minutes`",
  ),
  OS1053: entry(
    "error",
    "delay-behind-time",
    () => "the delay stands behind the time of day",
    () => "write the delay first, and a comma: `after 2 days, at 12:00`",
  ),
  OS1054: entry(
    "error",
    "field-in-braces",
    () => "a field stands in braces in a text alone",
    () => "write its name without them",
  ),
  OS1055: entry(
    "error",
    "not-to-disable",
    (p: { what: "constant" | "function" | "import" }) =>
      `${p.what === "import" ? "an import" : `a ${p.what}`} cannot be disabled`,
    () => "remove `disabled`: it stands before blocks, groups and triggers, and behind rules",
  ),
  OS1056: entry(
    "error",
    "calendar-in-block",
    (p: { found: string }) => `\`${p.found}\` begins a block of its own, and stands in none`,
    (p) =>
      `write it at the top level, \`${p.found} in deals < … >\`; a rule repeats with \`every 2 days up to 3 times\``,
  ),
  OS1043: entry(
    "error",
    "moment-with-zone",
    (p: { zone: string; meant: string }) =>
      `a moment is in the zone of the project, and \`${p.zone}\` is another`,
    (p) => `write the time as it is there, without a zone: \`${p.meant}\``,
  ),
  OS1044: entry(
    "error",
    "wrong-number",
    (p: { found: string; meant: string | undefined }) => `a number is not written \`${p.found}\``,
    (p) =>
      p.meant === undefined
        ? "write its digits, with a point before the decimals: `50_000.50`"
        : `write its digits: \`${p.meant}\``,
  ),
  OS1045: entry(
    "error",
    "wrong-currency",
    (p: { found: string; meant: string }) => `\`${p.found}\` is not how a currency is written here`,
    (p) => `write its three capital letters behind the number: \`${p.meant}\``,
  ),
  OS1046: entry(
    "error",
    "percent-sign",
    (p: { found: string; share: string }) => `\`${p.found} %\` is no number`,
    (p) =>
      `write \`${p.share}\` for ${p.found} of a hundred, or \`${p.found}\` where the field itself counts per cent`,
  ),
};
