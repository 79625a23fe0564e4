import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultIn, faultOf } from "../src/service/strict-json.ts";

const plain = fc.json({ maxDepth: 6, stringUnit: "binary" }).filter((text) => !text.includes("__proto__"));
/** A name, as it can be written in two ways. */
const name = fc.string({ maxLength: 6, unit: "binary" }).filter((text) => text !== "__proto__");

const escaped = (text: string): string =>
  `"${text.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;

describe("the look at the text of JSON", () => {
  it("finds nothing in what says everything once, however it is spaced", () => {
    fc.assert(
      fc.property(plain, fc.nat(4), (text, space) => {
        expect(faultIn(text)).toBeUndefined();
        expect(faultIn(JSON.stringify(JSON.parse(text), null, space))).toBeUndefined();
      }),
    );
  });

  it("finds a name that stands twice, wherever and however it is written, and says where", () => {
    const levels = fc.array(fc.constantFrom("list", "object"), { maxLength: 8 });
    fc.assert(
      fc.property(name, plain, plain, levels, (twice, one, other, around) => {
        const first = `{${JSON.stringify(twice)}:${one},${escaped(twice)}:${other}}`;
        const text = around.reduce(
          (inner, kind) => (kind === "list" ? `[1,${inner}]` : `{"a":"}","b":${inner}}`),
          first,
        );
        const path = around
          .toReversed()
          .map((kind) => (kind === "list" ? "[1]" : ".b"))
          .join("");
        expect(faultIn(text)?.field).toBe(path === "" ? twice : `${path}.${twice}`.replace(/^\./, ""));
      }),
    );
  });

  it("goes as deep as it says, and no deeper", () => {
    const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect(faultIn(nested(64))).toBeUndefined();
    expect(faultIn(nested(65))?.detail).toMatch(/deeper than 64/);
    expect(faultIn(nested(1_000_000))?.detail).toMatch(/deeper than 64/);
  });
});

describe("the look at the values of JSON", () => {
  it("finds what would be bent, at its place, and nothing else", () => {
    const bad = fc.constantFrom("a\0", "\ud800", "x\udc00y", Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 60));
    const good = fc.constantFrom("", "\u{1F600}", 0, -0, 0.1, 1 / 3, 2 ** 53 - 1, true, null);
    fc.assert(
      fc.property(bad, good, fc.nat(3), (wrong, fine, place) => {
        const list = [fine, fine, fine, fine];
        expect(faultOf({ a: { list } })).toBeUndefined();
        list[place] = wrong;
        expect(faultOf({ a: { list } })?.field).toBe(`a.list[${place}]`);
      }),
    );
  });
});
