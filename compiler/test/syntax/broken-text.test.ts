import { type Parsed, parse, type Section } from "@onstage/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { theLine } from "../support.ts";
import { shake } from "../texts/fuzz.ts";
import { checkChange, checkText, shapeOf } from "../texts/invariants.ts";
import { samples } from "../texts/samples.ts";

const without = (text: string, start: number, end: number): string => text.slice(0, start) + text.slice(end);

/** What sections mean: their fixes are functions, and told by what they do. */
const meaning = ({ sections }: Parsed, count = sections.length): string =>
  JSON.stringify(
    sections.slice(0, count).map(({ offset, section: { node, diagnostics } }) => [offset, node, diagnostics]),
  );

describe.each([...samples])("%s", (_, text) => {
  const whole = parse(text);
  /** Where the section before an offset begins: what stands before that cannot matter. */
  const before = (at: number): number => {
    const index = whole.sections.findLastIndex(({ offset }) => offset <= at);
    return whole.sections[Math.max(0, index - 1)]?.offset ?? 0;
  };
  const after = (at: number): number => {
    const index = whole.sections.findIndex(({ offset }) => offset >= at);
    return index < 0 ? text.length : (whole.sections[index + 1]?.offset ?? text.length);
  };

  it("can be read at every prefix, and keeps what is finished", () => {
    for (let length = 0; length <= text.length; length += 1) {
      checkText(text.slice(before(length), length));
      // The section that the text ends in may still go on, and the one before it may, up to what it looks at.
      const finished = whole.sections.filter(({ offset, reach }) => offset + reach <= length).length;
      expect(meaning(parse(text.slice(0, length)), finished)).toBe(meaning(whole, finished));
    }
  });

  it("can be read with any one token left out, or two swapped", () => {
    for (const [index, token] of whole.tokens.entries()) {
      const start = before(token.start);
      checkText(text.slice(start, token.start) + text.slice(token.end, after(token.end)));
      const next = whole.tokens[index + 1];
      if (next === undefined) continue;
      const between = text.slice(token.end, next.start);
      checkText(
        text.slice(start, token.start) +
          next.text +
          between +
          token.text +
          text.slice(next.end, after(next.end)),
      );
    }
  });

  it("is read in part after a change as it is as a whole", () => {
    for (let seed = 1; seed <= 4; seed += 1) shake(text, seed);
  });
});

describe("one mistake", () => {
  const good = 'on stage "Won" in deals < notify("Max", "Well done") >';
  const shape = shapeOf([parse(good).sections[0]?.section.node]);

  function expectWhole({ sections }: Parsed): void {
    const first = sections[0]?.section;
    const last = sections.at(-1)?.section;
    for (const section of [first, last]) {
      expect(shapeOf([section?.node])).toEqual(shape);
      expect(section?.diagnostics).toEqual([]);
    }
  }

  it("leaves the sections before it and behind it whole", () => {
    for (const text of [theLine, ...samples.values()]) {
      const { sections } = parse(text);
      for (const { section } of sections) {
        if (section.node === undefined) continue;
        for (const { kind, start, end } of section.tokens) {
          // A comment that is opened and not closed is told to hold the rest of the file.
          if (kind === "Comment") continue;
          expectWhole(parse(`${good}\n${without(section.text, start, end)}\n${good}`));
        }
      }
    }
  });

  it("leaves the rules before it and behind it whole", () => {
    const rules = ["a: first()", "b: after 2 hours second(x, y: [1, 2]) when x > 5 once", "c: third()"];
    const block = (second: string): string =>
      `on stage "New" in deals <\n  ${rules[0]};\n  ${second};\n  ${rules[2]};\n>`;
    const labels = ({ sections }: Parsed): readonly (string | undefined)[] => {
      const node = sections[0]?.section.node;
      const all = node !== undefined && "rules" in node ? node.rules : [];
      return all.filter((rule) => rule.broken !== true).map((rule) => rule.label?.text);
    };
    const second = rules[1] ?? "";
    for (const { kind, start, end } of parse(second).tokens) {
      // Without its condition, the sign that compared ends the block.
      if (kind === "When") continue;
      const found = labels(parse(block(without(second, start, end))));
      expect(found[0]).toBe("a");
      expect(found.at(-1)).toBe("c");
    }
  });
});

describe("a change", () => {
  const text = [...samples.values()].join("\n");
  const whole = parse(text);
  const sectionsOf = ({ sections }: Parsed): readonly Section[] => sections.map(({ section }) => section);

  it("leaves all sections but the changed one what they were", () => {
    for (const { offset, section } of whole.sections) {
      const name = section.tokens.find(({ kind }) => kind === "Identifier");
      if (name === undefined || section.node === undefined) continue;
      const at = offset + name.end;
      const changed = checkChange(whole, `${text.slice(0, at)}x${text.slice(at)}`);
      const before = new Set(sectionsOf(whole));
      expect(sectionsOf(changed).filter((one) => !before.has(one))).toHaveLength(1);
    }
  });

  it("of nothing gives the very same", () => {
    expect(parse(text, whole)).toBe(whole);
  });

  it("that opens a comment or a text in the middle, and closes it again, is read like new", () => {
    for (const sign of ["/*", '"', "'", "//", "#", "{", "<", ">"]) {
      const at = Math.floor(text.length / 2);
      const opened = checkChange(whole, text.slice(0, at) + sign + text.slice(at));
      const closed = checkChange(opened, text);
      expect(sectionsOf(closed).map((one) => one.text)).toEqual(sectionsOf(whole).map((one) => one.text));
    }
  });

  it("does not keep the texts alive that sections were cut from", () => {
    const changed = parse(`${text.slice(0, 40)}/* */${text.slice(40)}`, whole);
    expect(changed.sections.map(({ section }) => section.text).join("")).toBe(changed.text);
  });
});

describe("text of any kind", () => {
  it("may name what JavaScript names as well", () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      checkText(
        `on stage "New" in deals < ${name}: notify("{${name}} {${name}.${name}:${name}}") when ${name} = ${name}.${name}(${name}); >`,
      );
      checkText(`const ${name} = { ${name}: ${name} }\nimport { ${name} } from "${name}"\n${name} ${name}`);
    }
  });

  it("keeps comments apart from code, wherever they stand", () => {
    const comments = ["// c\n", "/// c\n", "/* c */", "/* c\n d */"];
    const meant = (text: string): unknown =>
      withoutDescriptions(shapeOf(parse(text).sections.map(({ section }) => section.node)));
    for (const text of samples.values()) {
      const { sections, diagnostics } = parse(text);
      if (diagnostics.length > 0) continue;
      for (const { section } of sections) {
        const shape = meant(section.text);
        for (const [index, { start }] of section.tokens.entries()) {
          const comment = comments[index % comments.length] ?? "";
          const commented = section.text.slice(0, start) + comment + section.text.slice(start);
          expect(meant(commented), commented).toEqual(shape);
          checkText(commented);
        }
      }
    }
  });

  it("is read without an exception", () => {
    const words = [...samples.values()].flatMap((text) => parse(text).tokens.map((token) => token.text));
    const word = fc.constantFrom(...words, "<", ">", '"', "{", "}", "//", "/*", "\n", "😀", "\u202e");
    const soup = fc.oneof(
      fc.string({ unit: "binary", maxLength: 80 }),
      fc.array(word, { maxLength: 60 }).map((all) => all.join(" ")),
    );
    fc.assert(fc.property(soup, checkText), { numRuns: 400 });
  });
});

function withoutDescriptions(shape: unknown): unknown {
  return JSON.parse(JSON.stringify(shape, (key, one: unknown) => (key === "description" ? undefined : one)));
}
