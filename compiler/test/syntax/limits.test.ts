import { parse } from "@onstage/compiler";
import { describe, expect, it } from "vitest";

const rule = 'on stage "New" in deals < notify("Max", "x") when ';
const codesOf = (text: string): readonly string[] => [
  ...new Set(parse(text).diagnostics.map((one) => one.code)),
];

describe("a text as long as a file can be", () => {
  const long = "a".repeat(6_000_000);
  it.each([
    ["a comment", `/*${long}*/`, []],
    ["a comment that is not closed", `/*${long}`, ["OS1004"]],
    ["a text that is not closed", `const x = "${long}`, ["OS1002"]],
    ["a text", `on stage "${long}" in deals < notify("Max", "x") >`, []],
    ["a name", `const ${long} = 5`, []],
  ])("may be one: %s", (_, text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });
});

describe("what is far too complex is answered", () => {
  const texts: readonly (readonly [string, string, readonly string[]])[] = [
    ["parentheses in each other", `${rule}${"(".repeat(100_000)}amount > 5 >`, ["OS1011"]],
    ["brackets in each other", `const x = ${"[".repeat(100_000)}`, ["OS1011"]],
    ["records in each other", `const x = ${"{a:".repeat(100_000)}`, ["OS1011"]],
    ["types in each other", `function f(a: ${"List<".repeat(100_000)}`, ["OS1011"]],
    ["choices in each other", `${rule}${"if a then ".repeat(100_000)} b else c >`, ["OS1011"]],
    ["a condition without end", `${rule}${"amount > 5 and ".repeat(10_000)}amount > 5 >`, ["OS1011"]],
    ["a row of not", `${rule}${"not ".repeat(50_000)} isTest >`, ["OS1011"]],
    ["a row of minus", `${rule}${"-".repeat(1_000_000)}`, ["OS1011"]],
    ["too many rules", `on stage "New" in deals < ${'notify("Max", "x"); '.repeat(20_000)} >`, ["OS1011"]],
    ["a megabyte of <", "<".repeat(1_000_000), ["OS1015"]],
    ["a megabyte of >", ">".repeat(1_000_000), ["OS1011"]],
    ["megabytes of quotes", "'".repeat(3_000_000), ["OS1003"]],
    ["megabytes of open quotes", "„".repeat(1_000_000), ["OS1002"]],
    ["on, on, on", "on ".repeat(200_000), ["OS1008"]],
    ["every, every, every", "every day at ".repeat(45_000), ["OS1010"]],
    ["labels", "a: ".repeat(200_000), ["OS1011"]],
    ["dots", "a.".repeat(300_000), ["OS1011"]],
    ["thousands", `const x = [1${",000".repeat(150_000)}]`, ["OS1011"]],
    ["texts with many holes", `const x = "${"{a}".repeat(200_000)}"`, []],
    ["texts with many braces", `const x = "${"{'".repeat(300_000)}}"`, ["OS1017"]],
    ["blocks that are all broken", 'on stage "New" in deals < notify( ; a b c >\n'.repeat(5_000), ["OS1008"]],
    ["white space", " \n\t".repeat(1_500_000), []],
  ];
  it.each(texts)("%s", (_, text, codes) => {
    const found = codesOf(text);
    for (const code of codes) expect(found).toContain(code);
    if (codes.length === 0) expect(found).toEqual([]);
  });
});

describe("what is just within the limits is read", () => {
  it.each([
    ["parentheses", `${rule}${"(".repeat(199)}a${")".repeat(199)} >`],
    ["choices", `const x = ${"if a then b else ".repeat(199)} c`],
    ["a condition", `${rule}${"amount > 5 and ".repeat(480)}amount > 5 >`],
    ["rules", `on stage "New" in deals < ${"notify(); ".repeat(1000)} >`],
    ["a list", `const x = [${"1, ".repeat(900)}1]`],
  ])("%s", (_, text) => {
    expect(codesOf(text)).toEqual([]);
  });
});
