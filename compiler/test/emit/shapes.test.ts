import { describe, expect, it } from "vitest";
import { shapesOf } from "../../src/emit/shapes.ts";
import { soundProject } from "./sample.ts";

const START = `const limit = 500
function net(a: Money) = a * 0.8
rules remind(text: Text) in deals < remind: after 1 day notify("Max", text); >
on stage "New" in deals when (amount > 10) <
  a: notify("Max", "a {title}") when amount > limit;
  b: after a notify("Max", "b") when net(amount) > 5;
  include remind("call");
>
on invoicePaid in deals move to "Won"
`;

async function shapes(text: string): Promise<Record<string, string>> {
  const { files } = await soundProject({ "rules/a.rules": text });
  const entries = [...shapesOf(files)].map(([id, shape]) => [id.split(/[.#]/).at(-1) ?? id, shape.text]);
  return Object.fromEntries(entries);
}

/** The rules and triggers that say something else than before. */
async function changed(text: string): Promise<readonly string[]> {
  const [before, after] = await Promise.all([shapes(START), shapes(text)]);
  return Object.keys(after).filter((name) => after[name] !== before[name]);
}

describe("what a rule says", () => {
  it("is there for each that runs, and for each trigger", async () => {
    expect(Object.keys(await shapes(START))).toEqual(["a", "b", "remind", "invoicePaid in deals to 'Won'"]);
  });

  it.each([
    ["laid out otherwise", START.replaceAll(";\n", ";\n\n").replaceAll("  ", "\t")],
    ["described and commented", START.replace("  a:", "  /// The first.\n  // Really.\n  a:")],
    ["further down", `// A file of rules.\n\n\n${START}`],
    ["beside a function that nobody uses", `function other(a: Money) = a * 2\n${START}`],
  ])("is the same %s", async (_, text) => {
    expect(await changed(text)).toEqual([]);
  });

  it.each([
    ["its argument", START.replace('"a {title}"', '"A {title}"'), ["a"]],
    ["its condition", START.replace("amount > limit", "amount >= limit"), ["a"]],
    ["a constant in it", START.replace("limit = 500", "limit = 600"), ["a"]],
    ["a function in it", START.replace("a * 0.8", "a * 0.9"), ["b"]],
    ["its order", START.replace("b: after a notify", "b: notify"), ["b"]],
    [
      "its modifiers",
      START.replace(
        'notify("Max", "b") when net(amount) > 5',
        'notify("Max", "b") when net(amount) > 5 once',
      ),
      ["b"],
    ],
    ["the condition of its block", START.replace("amount > 10", "amount > 11"), ["a", "b", "remind"]],
    ["what its group is given", START.replace('"call"', '"write"'), ["remind"]],
    ["the schedule in its group", START.replace("1 day", "2 days"), ["remind"]],
    [
      "that a trigger may lead back",
      START.replace('to "Won"', 'to "Won" allow backward'),
      ["invoicePaid in deals to 'Won'"],
    ],
  ])("is another by %s", async (_, text, expected) => {
    expect(await changed(text)).toEqual(expected);
  });
});
