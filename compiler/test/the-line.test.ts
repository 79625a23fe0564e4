import { blocksOf, type Program } from "@onstage/compiler";
import { describe, expect, it } from "vitest";
import { found, programOf, theLine } from "./support.ts";

/** What is found that is more than a hint. */
const beyondHints = ({ diagnostics }: Program) => diagnostics.filter((one) => one.severity !== "hint");

/** What was compiled, without the places that differ with the shape of the text. */
async function compiled(text: string): Promise<unknown> {
  const program = await programOf(text);
  expect(beyondHints(program)).toEqual([]);
  const [rules] = program.emit();
  return rules?.code.replaceAll(/line: \d+/g, "line: N");
}

const words = theLine.split(" ");
const shapes: Readonly<Record<string, string>> = {
  "with a final semicolon": theLine.replace(/ >$/, "; >"),
  "on many lines": `on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link) when amount > 50000
>`,
  "a word a line": words.join("\n").replace('"Wait\nfor\npayment"', '"Wait for payment"'),
  "with tabs": words.join("\t").replace('"Wait\tfor\tpayment"', '"Wait for payment"'),
  "with CRLF": theLine.replaceAll("; ", ";\r\n").replace("< ", "<\r\n"),
  "with a line break at the end": `${theLine}\n`,
  "with a byte order mark": `\uFEFF${theLine}`,
  "with fixed spaces from a web page": theLine.replaceAll("; ", ";\u00A0"),
  "without any space that can go":
    'on stage"Wait for payment"in deals<let link=createPaymentLink();after previous sendEmail(link)when amount>50000>',
  "with comments everywhere": `/* a */ on /* b */ stage "Wait for payment" // c
in deals /* d */ < // e
  let link /* f */ = createPaymentLink( /* g */ ) ; // h
  /* i */ after /* j */ previous sendEmail( link /* k */ ) when /* l */ amount > /* m */ 50000 // n
  /* o */ > /* p */ // q`,
};

describe("the line everything is judged by", () => {
  it("compiles with a hint that the link is made for every deal, and nothing above a hint", async () => {
    expect(await found(theLine)).toEqual(["OS3021 link"]);
  });

  for (const [shape, text] of Object.entries(shapes)) {
    it(`means the same ${shape}`, async () => {
      expect(await compiled(text)).toBe(await compiled(theLine));
    });
  }

  it("means the same in braces, with a word about them", async () => {
    const text = theLine.replace("deals <", "deals {").replace(/>$/, "}");
    expect(await found(text)).toEqual(["OS1005 {", "OS3021 link"]);
    const code = async (one: string) => (await programOf(one)).emit()[0]?.code;
    expect(await code(text)).toBe(await code(theLine));
  });

  it("means the same followed by another block", async () => {
    const program = await programOf(`${theLine}\non stage "Won" in deals < notify("Max", "Well done") >`);
    expect(beyondHints(program)).toEqual([]);
    const alone = await programOf(theLine);
    const [first, ...others] = program.files.flatMap(blocksOf);
    expect(first).toEqual(alone.files.flatMap(blocksOf)[0]);
    expect(others).toHaveLength(1);
  });

  it("means the same after a broken block", async () => {
    const program = await programOf(`on stage "Won" in deals < notify(\n${theLine}`);
    const blocks = program.files.flatMap(blocksOf);
    expect(blocks.at(-1)?.rules.map((rule) => rule.name)).toEqual(["link", "sendEmail"]);
  });
});
