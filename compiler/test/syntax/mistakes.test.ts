import { type Diagnostic, parse } from "@onstage/compiler";
import { describe, expect, it } from "vitest";

/** A rule in a block, so that a case can be one line. */
const inBlock = (rule: string): string => `on stage "New" in deals <\n  ${rule}\n>`;

/** What a mistake is reported as, what is marked, and what its first fix makes of the text. */
interface Case {
  readonly text: string;
  readonly code: string;
  readonly marked: string;
  readonly mended?: string;
  /** A part of the message or the help. */
  readonly says?: string;
}

type Row = readonly [text: string, code: string, marked: string, mended?: string | undefined, says?: string];

const caseOf = ([text, code, marked, mended, says]: Row, wrap: (text: string) => string): Case => ({
  text: wrap(text),
  code,
  marked,
  ...(mended === undefined ? {} : { mended: wrap(mended) }),
  ...(says === undefined ? {} : { says }),
});

const inRules: readonly Row[] = [
  ['every 5 days notify("a")', "OS1020", "every 5 days", 'every 5 days up to 3 times notify("a")'],
  ['every day notify("a")', "OS1020", "every day", 'every day up to 3 times notify("a")'],
  ['every 5 days up 3 times notify("a")', "OS1021", "up", 'every 5 days up to 3 times notify("a")'],
  ['every 5 days up to 3 notify("a")', "OS1021", "3", 'every 5 days up to 3 times notify("a")'],
  ['every 5 days 3 times notify("a")', "OS1021", "3", 'every 5 days up to 3 times notify("a")'],
  ['every 5 days up to times notify("a")', "OS1008", "times"],
  [
    'every 5 days up to 3 times until a > 5 notify("a")',
    "OS1030",
    "a > 5",
    'every 5 days up to 3 times until (a > 5) notify("a")',
  ],
  ['after 2 notify("a")', "OS1027", "2"],
  ['after 2 huors notify("a")', "OS1027", "huors", 'after 2 hours notify("a")'],
  ['after two hours notify("a")', "OS1008", "notify", undefined, "in digits"],
  ['after notify("a")', "OS1010", "after"],
  ['after previous, notify("a")', "OS1033", ",", 'after previous notify("a")'],
  ['after 2 hours, after 3 hours notify("a")', "OS1026", "after 3 hours"],
  ["after previous let x = pay(); notify(x)", "OS1038", "let"],
  ['at 9 notify("a")', "OS1028", "9", 'at 09:00 notify("a")'],
  ['at 9pm notify("a")', "OS1028", "9pm", 'at 21:00 notify("a")'],
  ['at 9:30 notify("a")', "OS1028", "9:30", 'at 09:30 notify("a")'],
  ['at 2 before closeDate notify("a")', "OS1027", "2"],
  ['within hours notify("a")', "OS1008", "hours"],
  ['within working notify("a")', "OS1021", "working", 'within working hours notify("a")'],
  ['within working days notify("a")', "OS1021", "days", 'within working hours notify("a")'],
  ['within 2 days notify("a")', "OS1008", "2", undefined, "a delay is `after 2 hours`"],
  ['notify("a") once once', "OS1026", "once"],
  ['notify("a") retry 5', "OS1021", "5", 'notify("a") retry 5 times'],
  ['notify("a") skip if', "OS1021", "skip", 'notify("a") skip if late'],
  ['notify("a") as', "OS1010", "as"],
  ['notify("a") where a > 5', "OS1029", "where", 'notify("a") when a > 5'],
  ['notify("a") if a > 5', "OS1029", "if", 'notify("a") when a > 5'],
  ['notify("a") when a when b', "OS1026", "when", undefined, "join the two conditions with `and`"],
  ['notify("a") unless a', "OS1008", "unless", undefined, "when not"],
  ['notify("a") until (a)', "OS1008", "until", undefined, "belongs to `every"],
  ['let x = include remind("a")', "OS1031", "let x"],
  ['after 2 hours include remind("a")', "OS1031", "after 2 hours"],
  ['include remind("a") once', "OS1031", "once"],
  ["include remind", "OS1032", "remind", "include remind()"],
  ["notify when a", "OS1032", "notify", "notify() when a"],
  ['notify("a");; notify("b")', "OS1033", ";", 'notify("a"); notify("b")'],
  ['notify("a") notify("b")', "OS1009", ")", 'notify("a"); notify("b")'],
  ['notify("a" "b")', "OS1008", '"b"', 'notify("a", "b")'],
  ["x = pay()", "OS1008", "=", "let x = pay()"],
  ["let when = pay()", "OS1018", "when"],
  ['move to "Won"', "OS1008", "to", undefined, "a trigger stands by itself"],
  ['notify("a") when a is 5', "OS1022", "is", 'notify("a") when a == 5'],
  ['notify("a") when a is not 5', "OS1022", "is not", 'notify("a") when a != 5'],
  ['notify("a") when a is', "OS1022", "is"],
  ['notify("a") when a starts "x"', "OS1021", "starts", 'notify("a") when a starts with "x"'],
  ['notify("a") when a ends "x"', "OS1021", "ends", 'notify("a") when a ends with "x"'],
  ['notify("a") when a == 1..5', "OS1023", ".."],
  ['notify("a") when a <> "x"', "OS1013", "<>", 'notify("a") when a != "x"'],
  ['notify("a") when a = 5', "OS1013", "=", 'notify("a") when a == 5'],
  ['notify("a") when a && !b', "OS1013", "&&"],
  ['notify("a") when a < b < c', "OS1014", "<"],
  ['notify("a") when a == b contains c', "OS1014", "contains"],
  ['notify("a") when if a then b', "OS1025", "if"],
  ['notify("a") when if a', "OS1025", "if"],
  ['notify("a") when a ? 1 : 2', "OS1008", "?", undefined, "if … then … else"],
  ['notify("a") when a > 50,000', "OS1039", "50,000", 'notify("a") when a > 50_000'],
  ['notify("a") when a > 50.000', "OS1039", "50.000", 'notify("a") when a > 50_000'],
  ['notify("a") when a > 1.000.000', "OS1039", "1.000.000", 'notify("a") when a > 1_000_000'],
  ["pay(50,000)", "OS1039", "50,000", "pay(50_000)"],
  ['pay({ "a b": 1 })', "OS1024", '"a b"'],
  ['pay({ "a": 1 })', "OS1024", '"a"', "pay({ a: 1 })"],
  ["pay({ a = 1 })", "OS1013", "=", "pay({ a : 1 })"],
  ["pay({ a })", "OS1054", "{ a }", "pay(a)"],
  ["pay([1, 2)", "OS1008", ")", "pay([1, 2])"],
  ['notify("a") when a >', "OS1010", ">"],
  ['notify("a") when a.', "OS1010", "."],
  ['notify("a") when a in', "OS1010", "in"],
  ['notify("a") when a == 2026-1-5', "OS1040", "2026-1-5", 'notify("a") when a == 2026-01-05'],
  ['notify("a") when (a > 5', "OS1008", "5", 'notify("a") when (a > 5)'],
  ['# why\n  notify("a")', "OS1019", "#", '// why\n  notify("a")'],
  ["notify('a')", "OS1003", "'a'", 'notify("a")'],
  ["notify(“a”)", "OS1003", "“a”", 'notify("a")'],
  ['notify("a)', "OS1002", '"a)'],
  ['notify("{a")', "OS1017", "{"],
  ['notify("{}")', "OS1017", "{}"],
  ['notify("{a b}")', "OS1017", "a b"],
  ['notify("{a:}")', "OS1017", "a:"],
  ["notify(\"{a ?? '{b}'}\")", "OS1017", "'{b}'"],
  ['notify("a\\q")', "OS1016", "\\q"],
  ['notify("a") @', "OS1001", "@", 'notify("a") '],
];

const atTop: readonly Row[] = [
  [
    'on stage "A" in deals when a > 5 < f() >',
    "OS1030",
    "a > 5",
    'on stage "A" in deals when (a > 5) < f() >',
  ],
  [
    'on stage "A" in deals when a < 5 < f() >',
    "OS1030",
    "a < 5",
    'on stage "A" in deals when (a < 5) < f() >',
  ],
  ['on stage "A" in deals when a < f() >', "OS1030", "a", 'on stage "A" in deals when (a) < f() >'],
  [
    'on stage "A" in deals when (a) and b < f() >',
    "OS1030",
    "(a) and b",
    'on stage "A" in deals when ((a) and b) < f() >',
  ],
  ['on stage "A" in deals where (a) < f() >', "OS1029", "where", 'on stage "A" in deals when (a) < f() >'],
  ["every weekday in deals when (a) < f() >", "OS1029", "when", "every weekday in deals where (a) < f() >"],
  ['on stage "A" in deals { f() }', "OS1005", "{", 'on stage "A" in deals < f() >'],
  ['on stage "A" in deals < f() }', "OS1006", "}", 'on stage "A" in deals < f() >'],
  ['on stage "A" in deals < f()', "OS1007", "<", 'on stage "A" in deals < f()\n>'],
  ['on stage "A" deals < f() >', "OS1008", "deals", 'on stage "A" in deals < f() >'],
  ["on stage A in deals < f() >", "OS1008", "A"],
  ['on stage "A" in < f() >', "OS1008", "<"],
  ['on stage "A" in deals pipeline < f() >', "OS1008", "<"],
  ['on stge "A" in deals < f() >', "OS1008", "stge", 'on stage "A" in deals < f() >'],
  [
    'ON stage "A" in deals < f() >',
    "OS1015",
    'ON stage "A" in deals < f() >',
    'on stage "A" in deals < f() >',
  ],
  ['stage "A" in deals < f() >', "OS1015", 'stage "A" in deals < f() >', 'on stage "A" in deals < f() >'],
  ['on stage "A" in deals move to "B"', "OS1008", "move", undefined, "only an event moves"],
  ['on paid in deals move "B"', "OS1008", '"B"', 'on paid in deals move to "B"'],
  ["on paid in deals move to", "OS1008", "o"],
  ['on paid in deals move to "B" < f() >', "OS1034", "<"],
  ['on paid in deals move to "B" when a > 5 < f() >', "OS1034", "<"],
  ['on paid in deals < move to "B" >', "OS1008", "to", undefined, "without a block"],
  ['on paid in deals move to "B" allow', "OS1021", "allow", 'on paid in deals move to "B" allow backward'],
  ['on paid in deals move to "B";', "OS1033", ";", 'on paid in deals move to "B"'],
  ['on paid in deals move to "B" as "x" as "y"', "OS1026", "as"],
  ["on paid in deals", "OS1008", "s", undefined, "`move to`"],
  ["on", "OS1008", "n", undefined, "invoicePaid"],
  ["const", "OS1008", "t"],
  ["const x", "OS1041", "x"],
  ["const x =", "OS1010", "="],
  ["const x 5", "OS1008", "5", "const x = 5"],
  ["const x: Money = 5", "OS1008", ":", undefined, "follows from its value"],
  ["const when = 5", "OS1018", "when"],
  ["constt x = 5", "OS1015", "constt x = 5", "const x = 5"],
  ["const x = 5 y", "OS1008", "y"],
  ["function f = 5", "OS1008", "=", undefined, "its parameters in parentheses"],
  ["function f(a) = 5", "OS1035", "a", "function f(a: Text) = 5"],
  ["function f(a: ) = 5", "OS1035", "a", "function f(a: Text ) = 5"],
  ["function f(a: Text): Text = a", "OS1008", ":", undefined, "follows from its value"],
  ["function f(a: Text)", "OS1041", ")"],
  ["function f(a: Text) { return a }", "OS1042", "{"],
  ['import x from "./a"', "OS1036", "x", 'import { x } from "./a"'],
  ['import { x } "./a"', "OS1008", '"./a"', 'import { x } from "./a"'],
  ["import {", "OS1008", "{"],
  ["rules in deals < f() >", "OS1008", "in"],
  ["rules r(a: Text in deals < f() >", "OS1008", "in", "rules r(a: Text) in deals < f() >"],
  ["every monnday in deals < f() >", "OS1008", "monnday", "every monday in deals < f() >"],
  ["every Monday in deals < f() >", "OS1008", "Monday", "every monday in deals < f() >"],
  ["every month in deals < f() >", "OS1037", "month", "every month on 1 in deals < f() >"],
  ["every in deals < f() >", "OS1008", "in"],
  ["every day at in deals < f() >", "OS1010", "at"],
  ["every weekday at 9 in deals < f() >", "OS1028", "9", "every weekday at 09:00 in deals < f() >"],
  ["every 5 in deals < f() >", "OS1027", "5"],
  ["disabled const x = 5", "OS1055", "disabled", undefined, "before blocks"],
  ["/* never closed", "OS1004", "/*"],
];

const cases = [
  ...inRules.map((row) => caseOf(row, inBlock)),
  ...atTop.map((row) => caseOf(row, (text) => text)),
];

function mend(text: string, { fixes }: Diagnostic): string | undefined {
  return fixes[0]
    ?.edits()
    .toSorted((a, b) => b.start - a.start)
    .reduce((done, edit) => done.slice(0, edit.start) + edit.text + done.slice(edit.end), text);
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, " ");

describe("a mistake is told once, in its place", () => {
  it.each(cases)("$text", ({ text, code, marked, mended, says }) => {
    const { diagnostics } = parse(text);
    const [first] = diagnostics;
    const codes = diagnostics.map((one) => one.code);
    // `a && !b` is wrong twice.
    expect(codes).toEqual(code === "OS1013" ? codes.map(() => code) : [code]);
    if (first === undefined) return;
    expect(text.slice(first.start, first.end)).toBe(marked);
    if (says !== undefined) expect(`${first.message}; ${first.help}`).toContain(says);
    if (mended === undefined) return;
    expect(squeezed(mend(text, first) ?? "no fix")).toBe(squeezed(mended));
  });

  it("has a fix that mends it, where it has one that is said to be safe", () => {
    for (const { text } of cases) {
      for (const one of parse(text).diagnostics) {
        if (one.fixes[0]?.safe !== true) continue;
        const after = parse(mend(text, one) ?? text).diagnostics;
        const same = after.filter((other) => other.code === one.code);
        expect(same.length, text).toBeLessThan(
          parse(text).diagnostics.filter(({ code }) => code === one.code).length,
        );
      }
    }
  });
});

describe("text of the language that looks like a mistake", () => {
  const fine: readonly string[] = [
    inBlock("stage(pipeline, set: all, previous: last)"),
    inBlock("let month = day(hours, week: year) when month is set and once == per"),
    inBlock("a(x) when if a > b then c > d else e > f"),
    inBlock("a(x) when a > (b > c) and not d in [e, f] or g not in 1..2"),
    inBlock("a({ b: { c: [{ d: 1 }, {}] }, e: f({}) })"),
    inBlock("at 10:00 on closeDate a()"),
    inBlock("every interval up to 1 time a()"),
    inBlock("a(b.on, c.when.in.stage)"),
    inBlock('a("{b.on} {if c then 1 else 2:plain}")'),
    "every month on last in deals < a() >",
    "every hour in deals < a() >",
    "function f(a: List<List<Text>?>?) = a",
    "function f() = if a < b then c > d else e",
    'on stage "A" in deals { a({ b: 1 }) when c > d; e() }',
    'const a = [1, 2, 3]\nconst b = { c: "d" }\nimport { e } from "./f.rules"',
  ];
  it.each(fine)("%s", (text) => {
    expect(parse(text).diagnostics.filter(({ code }) => code !== "OS1005")).toEqual([]);
  });
});
