import { format } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { theLine } from "../support.ts";

describe("formatting", () => {
  it("writes one form of a block", () => {
    expect(format(theLine)).toBe(`on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link) when amount > 50000;
>
`);
  });

  const forms: readonly (readonly [what: string, text: string, formatted: string])[] = [
    ["braces", 'on stage "A" in deals{f()}', 'on stage "A" in deals <\n  f();\n>'],
    ["spaces", "const   x=[ 1,2 ]", "const x = [1, 2]"],
    ["signs", "const x=-a+( -b ) * - 5", "const x = -a + (-b) * -5"],
    ["ranges and dots", "const x = a . b in 1 .. 2", "const x = a.b in 1..2"],
    ["types", "function f( a :List < Text > ? ,b:Text )=a", "function f(a: List<Text>?, b: Text) = a"],
    ["records", 'const x = {a:1,b:{ }, c : {d:"e"}}', 'const x = { a: 1, b: {}, c: { d: "e" } }'],
    [
      "words before parentheses",
      "every day in deals where(a)<f() when(b)or c in(d)>",
      "every day in deals where (a) <\n  f() when (b) or c in (d);\n>",
    ],
    [
      "schedules",
      'on stage "A" in deals < after   2   hours ,every 5 days up to 3 times until( x )f( ) >',
      'on stage "A" in deals <\n  after 2 hours, every 5 days up to 3 times until (x) f();\n>',
    ],
    [
      "triggers",
      'on paid( ) in deals  move to "A"when a<5   as b',
      'on paid() in deals move to "A" when a < 5 as b',
    ],
    ["imports", 'import{a,b}from"./c.rules"', 'import { a, b } from "./c.rules"'],
    [
      "short declarations, which may stand together",
      "const a = 1\nconst b = 2\n\n\n\nconst c = 3",
      "const a = 1\nconst b = 2\n\nconst c = 3",
    ],
    [
      "blocks, which do not",
      "const a = 1\non paid in deals < f() >\non paid in deals < g() >",
      "const a = 1\n\non paid in deals <\n  f();\n>\n\non paid in deals <\n  g();\n>",
    ],
    [
      "empty lines between rules",
      'on stage "A" in deals <\n\n f();\n\n\n g();\n\n>',
      'on stage "A" in deals <\n  f();\n\n  g();\n>',
    ],
    [
      "comments",
      'on stage "A" in deals < // why\n f() // first\n // second\n ; g( /* x */ ) >',
      'on stage "A" in deals < // why\n  f(); // first\n  // second\n  g(/* x */);\n>',
    ],
    [
      "a comment behind a block",
      "on paid in deals < f() > // done\nconst a = 1",
      "on paid in deals <\n  f();\n> // done\n\nconst a = 1",
    ],
  ];
  it.each(forms)("knows %s", (_, text, formatted) => {
    expect(format(text)).toBe(`${formatted}\n`);
  });

  it("breaks a rule that is too long before its parts", () => {
    const text = `on stage "A" in deals < reminder: let task = after 2 hours, within working hours of responsible createTask("Call the client", due: closeDate) when amount > 50000 and source == "Web form" as "Max" once per 90 days >`;
    expect(format(text)).toBe(`on stage "A" in deals <
  reminder: let task = after 2 hours, within working hours of responsible
    createTask("Call the client", due: closeDate)
    when amount > 50000 and source == "Web form"
    as "Max" once per 90 days;
>
`);
  });

  it("breaks what is still too long at its own parts", () => {
    const text = `on stage "A" in deals when (amount > 50000 and source == "Web form" or contact.email is set and not isTest and closeDate < today) < createTask("Call the client as soon as you can", { title: "{title}", source: "Web form", amount: amount }, ["Anna", "Max"]) when amount > 50000 and source == "Web form" and contact.email is set and not isTest and closeDate < today >`;
    expect(format(text)).toBe(`on stage "A" in deals when (
  amount > 50000 and source == "Web form"
    or contact.email is set and not isTest and closeDate < today
) <
  createTask(
    "Call the client as soon as you can",
    { title: "{title}", source: "Web form", amount: amount },
    ["Anna", "Max"]
  )
    when amount > 50000
      and source == "Web form"
      and contact.email is set
      and not isTest
      and closeDate < today;
>
`);
  });

  it("fills lines with the items of a list, and breaks a choice before its branches", () => {
    const items = Array.from({ length: 14 }, (_, index) => `"item ${index + 1}"`).join(", ");
    expect(format(`const names = [${items}]`)).toBe(`const names = [
  "item 1", "item 2", "item 3", "item 4", "item 5", "item 6", "item 7", "item 8", "item 9",
  "item 10", "item 11", "item 12", "item 13", "item 14"
]
`);
    const choice = `function words(pieces: Number) = if pieces > 100 then "That is an awful lot of things to pack" else "That is nothing"`;
    expect(format(choice)).toBe(`function words(pieces: Number) =
  if pieces > 100 then "That is an awful lot of things to pack" else "That is nothing"
`);
  });

  it("leaves a declaration with a mistake as it is, and formats the others", () => {
    const broken = 'on   stage "New" in deals < notify( >';
    expect(format(`${broken}\non   stage "Won" in deals <notify("Max","x")>\nconst   a=`)).toBe(
      `${broken}\n\non stage "Won" in deals <\n  notify("Max", "x");\n>\n\nconst   a=\n`,
    );
  });

  it("keeps the line ends of the file", () => {
    expect(format('on stage "Won" in deals <\r\n notify("Max", "x") >\r\n')).toBe(
      'on stage "Won" in deals <\r\n  notify("Max", "x");\r\n>\r\n',
    );
  });

  it("leaves an empty text empty", () => {
    expect(format("")).toBe("");
    expect(format("\n\n")).toBe("");
  });
});
