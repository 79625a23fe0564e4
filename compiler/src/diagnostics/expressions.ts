import { didYouMean, entry, listed } from "./entry.ts";

const coded = (names: readonly string[], most?: number): string =>
  listed(
    names.map((name) => `\`${name}\``),
    most,
  );

/** OS2017–OS2029: names in expressions. OS2114–OS2149: kinds of values. */
export const expressionEntries = {
  OS2017: entry(
    "error",
    "unknown-function",
    (p: {
      name: string;
      isAction: boolean;
      near: string | undefined;
      known: readonly string[];
      help?: string;
    }) =>
      p.isAction
        ? `\`${p.name}\` is an action, and an action is no value`
        : `there is no function \`${p.name}\``,
    (p) => {
      if (p.isAction) return `keep what it returns in a rule of its own: \`let x = ${p.name}(…);\``;
      if (p.help !== undefined) return p.help;
      const own = `write one: \`function ${p.name}(a: Number) = a * 2\`, or import it`;
      return didYouMean(p.near, p.known.length === 0 ? own : `this file knows ${coded(p.known)}`);
    },
  ),
  OS2018: entry(
    "error",
    "no-value",
    (p: { name: string; what: "function" | "group" }) =>
      `\`${p.name}\` is a ${p.what === "group" ? "group of rules" : "function"} and has no value by itself`,
    (p) => (p.what === "group" ? `include it: \`include ${p.name}(…);\`` : `call it: \`${p.name}(…)\``),
  ),
  OS2019: entry(
    "error",
    "part-wanted",
    (p: { name: string; known: readonly string[] }) => `\`${p.name}\` alone is no value`,
    (p) => `name a part of it, such as \`${p.name}.${p.known.find((one) => one !== "id") ?? "id"}\``,
  ),
  OS2020: entry(
    "error",
    "no-function",
    (p: { name: string; what: "group" | "value" }) =>
      `\`${p.name}\` is a ${p.what === "group" ? "group of rules" : "value"} and cannot be called`,
    (p) =>
      p.what === "group" ? `include it: \`include ${p.name}(…);\`` : "remove the parentheses behind it",
  ),
  OS2021: entry(
    "error",
    "read-only-field",
    (p: { name: string }) => `the CRM does not let anybody write \`${p.name}\``,
    () => "write another field: this one is kept by the CRM itself",
  ),
  OS2022: entry(
    "error",
    "nothing-before-or-behind",
    (p: { name: "previous" | "event" }) =>
      p.name === "previous"
        ? "`previous` is known only where a block is about a changed field"
        : "`event` is known only where a block or a trigger is about an event that brings something with it",
    (p) =>
      p.name === "previous"
        ? "ask in a block such as `on fieldChanged(amount) in deals < … >`"
        : "name the field of the item instead, or put the rule into a block of that event",
  ),
  OS2023: entry(
    "error",
    "unknown-format",
    (p: { name: string; found: string; near: string | undefined; known: readonly string[] }) =>
      `${p.found} cannot be written as \`${p.name}\``,
    (p) =>
      didYouMean(
        p.near,
        p.known.length === 0 ? "it is written in one way only" : `there are ${coded(p.known, 20)}`,
      ),
  ),
  OS2024: entry(
    "error",
    "unknown-currency",
    (p: { currency: string; near: string | undefined }) => `there is no currency \`${p.currency}\``,
    (p) => didYouMean(p.near, "write its code of three letters, as in `50000 EUR`"),
  ),
  OS2025: entry(
    "error",
    "unknown-entry",
    (p: { name: string; owner: string | undefined; near: string | undefined; known: readonly string[] }) =>
      `${p.owner ?? "the record that is wanted here"} has no \`${p.name}\``,
    (p) => didYouMean(p.near, p.known.length === 0 ? "it is empty" : `it has ${coded(p.known)}`),
  ),
  OS2026: entry(
    "error",
    "no-item",
    () => "`this` is the item of a rule, and constants and functions know none",
    () => "hand over what is needed of it as an argument",
  ),
  OS2027: entry(
    "error",
    "ambiguous-user",
    (p: { name: string; emails: readonly string[] }) => `the CRM schema has several users "${p.name}"`,
    (p) =>
      p.emails.length === 0
        ? "give them e-mail addresses in the schema, and write one of those"
        : `write the e-mail address of the one you mean: ${listed(p.emails)}`,
  ),
  OS2028: entry(
    "error",
    "unknown-field",
    (p: { name: string; item: string; near: string | undefined; known: readonly string[] }) =>
      `\`${p.name}\` is no field of a ${p.item}`,
    (p) => didYouMean(p.near, `it has ${coded(p.known)}`),
  ),
  OS2114: entry(
    "error",
    "compared-with-nothing",
    (p: { found: { what: string; empty: "text" | "list" } | undefined; asked: string }) =>
      p.found === undefined
        ? "there is no value that stands for “nothing”"
        : `${p.found.what} is not compared with an empty ${p.found.empty}`,
    (p) => `ask whether there is a value: \`${p.asked}\``,
  ),
  OS2115: entry(
    "warning",
    "compared-with-empty-text",
    (p: { operator: string }) =>
      p.operator === "=="
        ? "a field that nobody has filled in is missing, and comparing it is false"
        : "this asks only whether there is a text",
    (p) =>
      `write ${p.operator === "==" ? "`is empty`" : "`is set`"}, which means a missing text and an empty one`,
  ),
  OS2116: entry(
    "error",
    "different-kinds",
    (p: { what: "branches" | "members"; left: string; right: string }) =>
      p.what === "branches"
        ? `one branch of this \`if\` is ${p.left}, the other ${p.right}`
        : `a list holds values of one kind: the first here is ${p.left}, and this is ${p.right}`,
    (p) =>
      p.what === "branches" ? "give both branches the same kind of value" : "take out what does not belong",
  ),
  OS2117: entry(
    "error",
    "empty-list",
    () => "nothing says what this empty list would hold",
    () => "write what it holds, or ask with `is empty` whether a list has nothing in it",
  ),
  OS2118: entry(
    "error",
    "missing-entry",
    (p: { name: string; expected: string; owner: string | undefined }) =>
      `${p.owner ?? "this record"} needs \`${p.name}\` (${p.expected})`,
    (p) => `write \`${p.name}: …\` between the braces`,
  ),
  OS2119: entry(
    "warning",
    "currency-without-rate",
    (p: { currency: string; own: string }) =>
      `this is money in ${p.currency}, and the project does not know what that is worth in ${p.own}`,
    (p) => `give its rate in onstage.json: \`"rates": { "${p.currency}": 0.95 }\`, or write it in ${p.own}`,
  ),
  OS2121: entry(
    "error",
    "no-such-day",
    (p: { found: string; what: "day" | "time of day" | "moment"; near: string | undefined }) =>
      `there is no ${p.what} \`${p.found}\``,
    (p) =>
      didYouMean(
        p.near,
        p.what === "day"
          ? "write year, month and day: `2026-12-24`"
          : p.what === "moment"
            ? "write a day of the calendar and a time from 00:00 to 23:59: `2026-12-24T18:00`"
            : "write hours from 00 to 23 and minutes from 00 to 59: `09:00`",
      ),
  ),
  OS2122: entry(
    "error",
    "part-of-a-day",
    (p: { unit: string; working: boolean }) => {
      const unit = `${p.working ? "working " : ""}${p.unit}s`;
      return `${unit} are counted whole`;
    },
    (p) =>
      p.working || p.unit === "day"
        ? `write it in ${p.working ? "working hours" : "hours"}, as in \`36 ${p.working ? "working " : ""}hours\``
        : `write it in a smaller unit: nobody knows how long a part of a ${p.unit} is`,
  ),
  OS2123: entry(
    "error",
    "too-large",
    (p: { what: "number" | "length of time"; limit: string }) =>
      `this ${p.what} is too ${p.what === "number" ? "long" : "great"} (the limit is ${p.limit})`,
    () => "write a smaller one",
  ),
  OS2124: entry(
    "error",
    "pattern-not-fixed",
    (p: { found: string | undefined; hasHoles: boolean }) =>
      p.found === undefined
        ? p.hasHoles
          ? "the braces in this pattern hold an expression, and a pattern has to be known beforehand"
          : "a pattern has to be known beforehand, and this one is not"
        : `\`matches\` needs a pattern, and this is ${p.found}`,
    (p) =>
      p.hasHoles
        ? "braces in a text hold an expression; write those of a pattern twice: `[0-9]{{4}}`"
        : "write the pattern in quotes behind `matches`, or use a constant; `contains` looks for any text",
  ),
  OS2125: entry(
    "error",
    "broken-pattern",
    (p: { problem: string }) => `this pattern cannot be read: ${p.problem}`,
    () => "patterns are those of RE2: `^` and `$`, `[a-z]`, `(a|b)`, `?`, `*`, `+`, but no look-ahead",
  ),
  OS2126: entry(
    "error",
    "cannot-ask",
    (p: { operator: string; expected: string; found: string; help?: string }) =>
      `\`${p.operator}\` needs ${p.expected} here, and this is ${p.found}`,
    (p) =>
      p.help ??
      (p.operator === "in"
        ? 'write a list such as `["Web form", "Call"]`, or a range such as `1..5`'
        : p.operator === "contains"
          ? "a text contains another text, and a list contains one of its members"
          : `texts go with \`${p.operator}\``),
  ),
  OS2127: entry(
    "warning",
    "empty-range",
    () => "nothing lies in this range: it ends before it begins",
    () => "write the lower end first",
  ),
  OS2128: entry(
    "error",
    "no-range",
    (p: { found: string }) => `${p.found} is not looked for in a range`,
    () => "ranges are of numbers, money, dates, moments and times of day; compare twice, or write a list",
  ),
  OS2129: entry(
    "error",
    "field-wanted",
    (p: { item: string; isPath: boolean; isQuoted: boolean }) =>
      p.isPath
        ? `only fields of the ${p.item} itself can stand here`
        : `the name of a field of a ${p.item} stands here`,
    (p) =>
      p.isQuoted
        ? "write the name of the field without quotes"
        : p.isPath
          ? "name a field without a dot in it"
          : "write its name as the CRM schema has it, such as `closeDate`",
  ),
  OS2130: entry(
    "error",
    "required-field",
    (p: { name: string; item: string }) => `every ${p.item} has a \`${p.name}\`, which cannot be taken away`,
    (p) => `write another value into it: \`setField(${p.name}, …)\``,
  ),
  OS2131: entry(
    "error",
    "stage-of-some-pipelines",
    (p: { stage: string; entity: string; lacking: readonly string[]; having: readonly string[] }) =>
      p.lacking.length === 1
        ? `an item can be in the pipeline ${p.lacking[0] ?? ""} of ${p.entity} here, which has no stage "${p.stage}"`
        : `an item can be in other pipelines of ${p.entity} here, which have no stage "${p.stage}": ${listed(p.lacking)}`,
    (p) =>
      `name the pipeline in the header, as in \`in ${p.entity} pipeline ${p.having[0] ?? '"…"'}\`, or ask for it: \`when pipeline == ${p.having[0] ?? '"…"'}\``,
  ),
  OS2132: entry(
    "error",
    "unknown-text",
    (p: { text: string; near: string | undefined; known: readonly string[] }) =>
      `"${p.text}" is none of the texts that can stand here`,
    (p) => didYouMean(p.near, `write ${listed(p.known)}`),
  ),
  OS2133: entry(
    "error",
    "text-too-long",
    (p: { action: string; parameter: string; most: number; length: number; isWhole: boolean }) =>
      `this text has ${p.isWhole ? "" : "at least "}${p.length} characters, and \`${p.parameter}\` of ${p.action} takes ${p.most}`,
    (p) =>
      `leave out ${p.length - p.most} ${p.length - p.most === 1 ? "character" : "characters"}${p.isWhole ? "" : ", and room for what is put into it"}`,
  ),
  OS2134: entry(
    "error",
    "not-for-these-items",
    (p: { action: string; entity: string; serves: readonly string[] }) =>
      `${p.action} is for ${listed(p.serves)}, and this block is for ${p.entity}`,
    () => "call another action, or move the rule into a block for such items",
  ),
};
