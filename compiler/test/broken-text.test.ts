import { readFileSync } from "node:fs";
import path from "node:path";
import { format, parse, type StageBlock } from "@onstage/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inBlock, theLine } from "./support.ts";

const example = (name: string) =>
  readFileSync(path.resolve(import.meta.dirname, "../../examples/payments/rules", name), "utf8");

const samples: Readonly<Record<string, string>> = {
  "the line twice": `${theLine}\n${theLine}`,
  "payments.rules": example("payments.rules"),
  "delivery.rules": example("delivery.rules"),
  "every form": `/// head
disabled on stage "New", "Proposal" in deals pipeline "Sales" when (amount > 5 and not isTest) {
  a: notify(responsible ?? "Max", "{title} {amount}", );
  let x = after a succeeds, after all previous createPaymentLink() when (1 + 2 * 3 >= -4) or source != "Call";
  after x fails sendEmail(message: x.url, subject: "a {{b}} \\"c\\"") when contact.email is not empty
}
// tail`,
};

const mostInABlock = 4;

function spans(value: unknown): readonly { readonly start: number; readonly end: number }[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(spans);
  return "start" in value &&
    "end" in value &&
    typeof value.start === "number" &&
    typeof value.end === "number"
    ? [{ start: value.start, end: value.end }, ...inner]
    : inner;
}

/** What holds of any text whatever. */
function checkInvariants(text: string): void {
  const { tree, tokens, diagnostics } = parse(text);
  for (const { start, end } of [...spans(tree), ...diagnostics]) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(Math.max(text.length, 1));
  }
  const words = tokens.map((token) => token.text).join("");
  expect(words.replaceAll(/\s/g, "")).toBe(text.replaceAll(/[\s\uFEFF\u200B]/g, ""));
  expect(diagnostics.length).toBeLessThanOrEqual((tree.blocks.length + 1) * mostInABlock);
  const once = format(text);
  expect(format(once)).toBe(once);
}

function shapeOf(blocks: readonly StageBlock[]): unknown {
  const plain = JSON.stringify(blocks, (key, value: unknown) =>
    ["start", "end", "open", "close"].includes(key) ? undefined : value,
  );
  return JSON.parse(plain);
}

describe("text that is cut off", () => {
  for (const [name, text] of Object.entries(samples)) {
    it(`can be read at every prefix of ${name}, and keeps finished blocks`, () => {
      const whole = parse(text).tree.blocks;
      for (let length = 0; length <= text.length; length += 1) {
        const prefix = text.slice(0, length);
        checkInvariants(prefix);
        const finished = whole.filter((block) => (block.close?.end ?? Number.POSITIVE_INFINITY) <= length);
        expect(parse(prefix).tree.blocks.slice(0, finished.length)).toEqual(finished);
      }
    });

    it(`can be read with any one token of ${name} left out, or two swapped`, () => {
      const { tokens } = parse(text);
      for (const [index, token] of tokens.entries()) {
        checkInvariants(text.slice(0, token.start) + text.slice(token.end));
        const next = tokens[index + 1];
        if (next === undefined) continue;
        const between = text.slice(token.end, next.start);
        checkInvariants(text.slice(0, token.start) + next.text + between + token.text + text.slice(next.end));
      }
    });
  }

  it("keeps the block before and the block after a broken one", () => {
    const good = 'on stage "Won" in deals < notify("Max", "Well done") >';
    const { tokens } = parse(theLine);
    const expected = shapeOf(parse(good).tree.blocks);
    for (const token of tokens) {
      const broken = theLine.slice(0, token.start) + theLine.slice(token.end);
      const { blocks } = parse(`${good}\n${broken}\n${good}`).tree;
      expect(shapeOf(blocks.slice(0, 1))).toEqual(expected);
      expect(shapeOf(blocks.slice(-1))).toEqual(expected);
    }
  });
});

describe("text of any kind", () => {
  it("may name what JavaScript names as well", () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      checkInvariants(
        inBlock(
          `${name}: notify("Max", "{${name}} {${name}.${name}}") when ${name} = ${name} and ${name}.${name}(${name})`,
        ),
      );
      checkInvariants(`${name} ${name}`);
    }
  });

  it("keeps comments apart from code, wherever they stand", () => {
    const { tokens } = parse(samples["every form"] ?? "");
    const shape = shapeOf(parse(samples["every form"] ?? "").tree.blocks);
    for (const comment of ["// c\n", "/// c\n", "/* c */", "/* c\n d */"]) {
      for (const place of tokens.slice(1)) {
        const text =
          (samples["every form"] ?? "").slice(0, place.start) +
          comment +
          (samples["every form"] ?? "").slice(place.start);
        if (parse(text).diagnostics.some((one) => one.severity === "error")) continue;
        const formatted = format(text);
        const withoutText = (value: unknown) =>
          JSON.parse(JSON.stringify(value, (key, one: unknown) => (key === "description" ? undefined : one)));
        expect(withoutText(shapeOf(parse(formatted).tree.blocks)), text).toEqual(withoutText(shape));
        expect(format(formatted)).toBe(formatted);
      }
    }
  });

  it("is read without an exception", () => {
    const word = fc.constantFrom(
      ...parse(samples["every form"] ?? "").tokens.map((token) => token.text),
      "<",
      ">",
      '"',
      "{",
      "}",
      "//",
      "/*",
      "\n",
      "😀",
      "\u202e",
    );
    const soup = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.array(word, { maxLength: 60 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(soup, (text) => {
        const { tree, diagnostics } = parse(text);
        expect(tree.end).toBe(text.length);
        for (const one of diagnostics) expect(one.end).toBeLessThanOrEqual(Math.max(1, text.length));
        const once = format(text);
        expect(format(once)).toBe(once);
      }),
      { numRuns: 400 },
    );
  });

  it("may be as long as a file can be", () => {
    const codes = (text: string) => parse(text).diagnostics.map((one) => one.code);
    const long = "a".repeat(14_000_000);
    expect(codes(`/*${long}*/`)).toEqual([]);
    expect(codes(`/*${long}`)).toEqual(["OS1004"]);
    expect(codes(`"${long}`)).toEqual(["OS1002"]);
    expect(codes(`on stage "${long}" in deals < notify("Max", "x") >`)).toEqual([]);
    for (const quotes of ["„", "'\\", "«a"]) expect(codes(quotes.repeat(200_000)).length).toBeLessThan(3);
  });

  it("is answered where it is far too complex", () => {
    const deep = `on stage "New" in deals < notify("Max", "x") when ${"(".repeat(100_000)}amount > 5 >`;
    const long = `on stage "New" in deals < notify("Max", "x") when ${"amount > 5 and ".repeat(10_000)}amount > 5 >`;
    const signs = "<".repeat(1_000_000);
    const nots = `on stage "New" in deals < notify("Max", "x") when ${"not ".repeat(50_000)} isTest >`;
    expect(parse(deep).diagnostics.map((one) => one.code)).toEqual(["OS1011"]);
    expect(parse(long).diagnostics.map((one) => one.code)).toEqual(["OS1011"]);
    expect(parse(nots).diagnostics.map((one) => one.code)).toEqual(["OS1011"]);
    const many = `on stage "New" in deals < ${'notify("Max", "x"); '.repeat(20_000)} >`;
    expect(parse(many).diagnostics.map((one) => one.code)).toEqual(["OS1011"]);
    expect(parse(signs).diagnostics.map((one) => one.code)).toEqual(["OS1015"]);
  });
});

describe("formatting", () => {
  for (const [name, text] of Object.entries(samples)) {
    it(`keeps the tree and the comments of ${name}`, () => {
      const formatted = format(text);
      expect(shapeOf(parse(formatted).tree.blocks)).toEqual(shapeOf(parse(text).tree.blocks));
      const comments = (one: string) =>
        parse(one)
          .tokens.filter((token) => token.kind.endsWith("Comment"))
          .map((token) => token.text);
      expect(comments(formatted)).toEqual(comments(text));
    });
  }

  it("writes one form of a block", () => {
    expect(format(theLine)).toBe(`on stage "Wait for payment" in deals <
  let link = createPaymentLink();
  after previous sendEmail(link) when amount > 50000;
>
`);
  });

  it("leaves a block with a mistake as it is, and formats the others", () => {
    const broken = 'on   stage "New" in deals < notify( >';
    expect(format(`${broken}\non   stage "Won" in deals <notify("Max","x")>`)).toBe(
      `${broken}\n\non stage "Won" in deals <\n  notify("Max", "x");\n>\n`,
    );
  });

  it("keeps the line ends of the file", () => {
    expect(format('on stage "Won" in deals <\r\n notify("Max", "x") >\r\n')).toBe(
      'on stage "Won" in deals <\r\n  notify("Max", "x");\r\n>\r\n',
    );
  });
});
