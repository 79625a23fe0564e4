import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, tokenTable } from "@onstage/compiler";
import { beforeAll, expect, test } from "vitest";
import type { IGrammar } from "vscode-textmate";
import { makeGrammar } from "../grammar.ts";
import { colour, innermost, loadGrammar } from "./tokens.ts";

const root = path.resolve(import.meta.dirname, "../..");
const line =
  'on stage "Wait for payment" in deals < let link = createPaymentLink(); after previous sendEmail(link) when amount > 50000 >';

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadGrammar();
});

test("the grammar is the one that the table of tokens makes", () => {
  const checkedIn: unknown = JSON.parse(
    readFileSync(path.join(root, "vscode-extension/syntaxes/rules.tmLanguage.json"), "utf8"),
  );
  expect(checkedIn, "run node --conditions=onstage-source vscode-extension/generate-grammar.ts").toEqual(
    JSON.parse(JSON.stringify(makeGrammar())),
  );
});

test("the line that the product is judged by", () => {
  expect(innermost(colour(grammar, line))).toEqual([
    "keyword.control on",
    "keyword.control stage",
    'punctuation.definition.string.begin "',
    "string.quoted.double Wait for payment",
    'punctuation.definition.string.end "',
    "keyword.control in",
    "variable.other deals",
    "punctuation.section.block.begin <",
    "storage.type let",
    "variable.other.constant link",
    "keyword.operator.assignment =",
    "entity.name.function createPaymentLink",
    "punctuation.section.parens.begin (",
    "punctuation.section.parens.end )",
    "punctuation.terminator ;",
    "keyword.control after",
    "keyword.control previous",
    "entity.name.function sendEmail",
    "punctuation.section.parens.begin (",
    "variable.other link",
    "punctuation.section.parens.end )",
    "keyword.control when",
    "variable.other amount",
    "keyword.operator.relational >",
    "constant.numeric 50000",
    "punctuation.section.block.end >",
  ]);
});

const signs: readonly (readonly [string, string])[] = [
  ["one line", line],
  ["many lines", line.replaceAll(/([<;]) /g, "$1\n  ").replace(/ >$/, "\n>\n")],
  ["tabs and Windows line ends", line.replaceAll(/([<;]) /g, "$1\r\n\t").replace(/ >$/, "\r\n>\r\n")],
  ["another block behind it", `${line} ${line}`],
  ["a comment behind it", `${line} // 5\n${line}`],
  ["comparisons joined", line.replace("50000", "50000 and amount < 9 or (a < b and c > d)")],
  ["comparisons in arguments", line.replace("(link)", "(link, a > b, c <= d)")],
  ["all comparisons", line.replace("> 50000", ">= 1 and b <= 2 and c == 3 and d != 4")],
  ["a condition in the header", line.replace("deals <", "deals when (amount > 5 and amount < 9) <")],
  ["a condition without a comparison", line.replace("amount > 50000", "isTest")],
  ["a condition that ends with a word", line.replace("amount > 50000", "contact is not set")],
  ["a name that is a keyword elsewhere", line.replace("50000", "stage")],
  ["a comparison that is being typed", line.replace("50000 ", "")],
  ["braces", line.replace("<", "{").replace(/>$/, "}")],
  ["a block that is not closed", `${line.slice(0, -1)}\n${line}`],
  ["a parenthesis that is not closed", `${line.replace("(link)", "(link")}\n${line}`],
  ["signs in texts and comments", line.replace("(link)", '("a > b <", "{a > b}" /* > < */)')],
  [
    "a trigger that compares",
    `on paid in deals move to "B" when a > 5 and b < c as "Max" allow backward\n${line}`,
  ],
  [
    "constants and functions",
    `const a = b > c\nfunction f(x: List<Text>, y: Number?) = if x < y then a >= b else c > d\n${line}`,
  ],
  ["a group with parameters", `rules r(x: List<List<Text>?>) in deals ${line.slice(line.indexOf("<"))}`],
  ["records and lists", line.replace("(link)", "({ a: b > c, d: [e < f, { g: 1 }] })")],
  [
    "records and a block in braces",
    line.replace("(link)", "({ a: { b: 1 } })").replace("<", "{").replace(/>$/, "}"),
  ],
  ["a record in a constant", `const a = { b: 1 > 2, c: [3] }\nimport { d } from "./e.rules"\n${line}`],
  ["a choice", line.replace("amount > 50000", "if a > b then c > d else e < f")],
  ["a calendar block", `every weekday at 09:00 in deals where (a > 5) ${line.slice(line.indexOf("<"))}`],
  [
    "a schedule",
    line.replace(
      "after previous",
      "after 2 hours, at 10:00 on closeDate, every 5 days up to 3 times until (a > b)",
    ),
  ],
  ["an event block behind one that is not closed", `${line.slice(0, -1)}\non created in deals < f() >`],
  [
    "a test",
    `test "a" for deals at 2026-06-08 10:00 < given a: { b: 1 }; enter "c"; expect d(e: "f", g > 5) 2 times >\n${line}`,
  ],
  ["a test behind a block that is not closed", `${line.slice(0, -1)}\ntest "a" for deals < expect nothing >`],
  ["the example", readFileSync(path.join(root, "examples/payments/rules/delivery.rules"), "utf8")],
];

test.each(signs)("block signs and comparisons are told apart as the compiler does: %s", (_, text) => {
  const wanted = parse(text)
    .tokens.filter((token) => ["BlockOpen", "BlockClose", "Less", "Greater"].includes(token.kind))
    .map((token) => `${token.kind} ${token.text}`);
  const kinds: Readonly<Record<string, string>> = {
    "punctuation.section.block.begin.rules": "BlockOpen",
    "punctuation.section.block.end.rules": "BlockClose",
  };
  const found = colour(grammar, text).flatMap(({ text: sign, scopes }) => {
    const scope = scopes[scopes.length - 1] ?? "";
    if (scopes.some((one) => one.startsWith("meta.interpolation"))) return [];
    if (scope === "keyword.operator.relational.rules" && sign.length === 1)
      return [`${sign === "<" ? "Less" : "Greater"} ${sign}`];
    return kinds[scope] === undefined ? [] : [`${kinds[scope]} ${sign}`];
  });
  expect(found).toEqual(wanted);
});

test("every word and sign of the language has a colour of its own in its place", () => {
  const places: Readonly<Record<string, string>> = {
    Test: 'test "A"',
    Stage: 'on stage "A"',
    Pipeline: 'on stage "A" in deals pipeline "B"',
    Where: "every day in deals where (a)",
    Move: 'on paid in deals move to "B"',
    To: 'on paid in deals move to "B"',
    Allow: "allow backward",
    Backward: "allow backward",
    Previous: "after previous a()",
    All: "after all previous a()",
    Succeeds: "after link succeeds a()",
    Fails: "after link fails, at 09:00 a()",
    Before: "at 2 hours before closeDate",
    Working: "after 3 working days",
    Of: "within working hours of responsible",
    Up: "every 5 days up to 3 times",
    Times: "up to 3 WORD a()",
    Until: "until (a)",
    As: "a() as responsible",
    Once: "a() once;",
    Per: "a() once per 90 days",
    Retry: "a() retry 5 times",
    Skip: "a() skip if late",
    Late: "a() skip if late",
    Weekday: "every weekday at 09:00",
    Last: "every month on last day",
    From: 'import { a } from "./b"',
    Contains: 'a contains "b"',
    Starts: 'a starts with "b"',
    Ends: 'a ends with "b"',
    With: 'a ends with "b"',
    Matches: 'a matches "b"',
    Set: "when a is not set",
    Empty: "when a is empty",
    DayName: "every WORD at 09:00",
    Unit: "after 2 WORD a()",
    Close: "a()",
    Open: "a (b",
    ListOpen: "a [b",
    ListClose: "[a]",
    Semicolon: "a;",
  };
  for (const [kind, entry] of Object.entries(tokenTable)) {
    const words = "words" in entry ? entry.words : "word" in entry ? [entry.word] : [];
    for (const word of words) {
      const text = (places[kind] ?? `a ${word} b`).replace("WORD", word);
      const found = colour(grammar, text).find((one) => one.text.trim() === word);
      const scope = found?.scopes[found.scopes.length - 1];
      expect(scope ?? "none", `${word} in ${text}`).toMatch(
        /^(keyword|storage|constant|variable\.language|punctuation)\./,
      );
    }
  }
});

test("soft words are names everywhere else", () => {
  const text =
    "when stage == pipeline and previous.set and all(empty) and fails == times and day != week.month and move(to) and last";
  expect(innermost(colour(grammar, text)).filter((one) => one.startsWith("keyword.control"))).toEqual([
    "keyword.control when",
  ]);
});

test("texts have holes and escapes, and end with their line", () => {
  const text = '"Pay {link.url} {{ok}} \\"now\\" \\u{1F389}';
  expect(innermost(colour(grammar, `${text}\n// next`))).toEqual([
    'punctuation.definition.string.begin "',
    "string.quoted.double Pay",
    "punctuation.section.interpolation.begin {",
    "variable.other link",
    "punctuation.accessor .",
    "variable.other.property url",
    "punctuation.section.interpolation.end }",
    "constant.character.escape {{",
    "string.quoted.double ok",
    "constant.character.escape }}",
    'constant.character.escape \\"',
    "string.quoted.double now",
    'constant.character.escape \\"',
    "constant.character.escape \\u{1F389}",
    "comment.line.double-slash // next",
  ]);
});

test("comments, descriptions, labels, named arguments and constants", () => {
  const text = '/// why\nlink: /* x */ notify(this, to: "a", fast: true, 1_000.50)';
  expect(innermost(colour(grammar, `on stage "A" in deals <\n${text}\n>`)).slice(8)).toEqual([
    "comment.line.documentation /// why",
    "entity.name.label link",
    "punctuation.separator :",
    "comment.block /*",
    "comment.block x",
    "comment.block */",
    "entity.name.function notify",
    "punctuation.section.parens.begin (",
    "variable.language this",
    "punctuation.separator ,",
    "variable.parameter to",
    "punctuation.separator :",
    'punctuation.definition.string.begin "',
    "string.quoted.double a",
    'punctuation.definition.string.end "',
    "punctuation.separator ,",
    "variable.parameter fast",
    "punctuation.separator :",
    "constant.language true",
    "punctuation.separator ,",
    "constant.numeric 1_000.50",
    "punctuation.section.parens.end )",
    "punctuation.section.block.end >",
  ]);
});
