import type { Edit, FileDiagnostic } from "@onstage/compiler";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits, chooseFixes } from "../src/project/edits.ts";

function foundWith(edits: readonly Edit[], safe = true): FileDiagnostic {
  return {
    code: "OS1005",
    severity: "info",
    message: "m",
    help: "h",
    file: "a.rules",
    start: Math.min(...edits.map((edit) => edit.start)),
    end: Math.max(...edits.map((edit) => edit.end)),
    fixes: [{ title: "t", safe, edits: () => edits }],
  };
}

const edit = (start: number, end: number, text: string): Edit => ({ start, end, text });

describe("edits of a text", () => {
  it("are made wherever they stand, and leave everything else as it is", () => {
    expect(applyEdits("abcdef", [edit(4, 5, "E"), edit(0, 1, ""), edit(2, 2, "-")])).toBe("b-cdEf");
    expect(applyEdits("\uFEFFabc", [edit(1, 2, "A")])).toBe("\uFEFFAbc");
  });

  it("bring the line ends of the text with them", () => {
    expect(applyEdits("a\r\nb\r\nc", [edit(1, 1, "\nx")])).toBe("a\r\nx\r\nb\r\nc");
    expect(applyEdits("a\nb\r\nc\n", [edit(1, 1, "\r\nx")])).toBe("a\nx\nb\r\nc\n");
    expect(applyEdits("a", [edit(1, 1, "\n")])).toBe("a\n");
  });
});

describe("fixes to apply together", () => {
  it("are the safe ones only, the first of each finding", () => {
    const two = {
      ...foundWith([edit(0, 1, "x")], false),
      fixes: [
        { title: "unsafe", safe: false, edits: () => [edit(0, 1, "x")] },
        { title: "safe", safe: true, edits: () => [edit(0, 1, "y")] },
      ],
    };
    expect(chooseFixes("abc", [two]).map((one) => one.fix.title)).toEqual(["safe"]);
    expect(chooseFixes("abc", [foundWith([edit(0, 1, "x")], false)])).toEqual([]);
  });

  it("are none that lie outside the text, or overlap themselves", () => {
    expect(chooseFixes("abc", [foundWith([edit(2, 4, "x")])])).toEqual([]);
    expect(chooseFixes("abc", [foundWith([edit(0, 2, "x"), edit(1, 3, "y")])])).toEqual([]);
    expect(chooseFixes("abc", [foundWith([edit(2, 1, "x")])])).toEqual([]);
  });

  const letters = "abcdefghijklmnopqrstuvwxyz";
  const edits = fc
    .uniqueArray(fc.integer({ min: 0, max: letters.length }), { minLength: 2, maxLength: 6 })
    .map((places) => places.toSorted((a, b) => a - b))
    .map((places) =>
      Array.from({ length: places.length >> 1 }, (_, at) =>
        edit(places[at * 2] ?? 0, places[at * 2 + 1] ?? 0, "#".repeat(at)),
      ),
    );

  it("never touch each other, so that they mean the same in any order", () => {
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 8 }), (all) => {
        const chosen = chooseFixes(
          letters,
          all.map((one) => foundWith(one)),
        );
        const made = chosen.flatMap((one) => one.edits).toSorted((a, b) => a.start - b.start);
        for (const [at, one] of made.entries()) {
          const next = made[at + 1];
          if (next !== undefined) expect(one.end).toBeLessThan(next.start);
        }
        expect(chosen.length > 0).toBe(all.length > 0);
        // What lies between them is still there, in its order.
        const kept = [...letters].filter((_, at) => made.every((one) => at < one.start || at >= one.end));
        expect(applyEdits(letters, made).replaceAll("#", "")).toBe(kept.join(""));
        expect(applyEdits(letters, made.toReversed())).toBe(applyEdits(letters, made));
      }),
    );
  });

  it("leave those that touch for another look", () => {
    const first = foundWith([edit(0, 1, "x"), edit(5, 6, "y")]);
    const second = foundWith([edit(1, 2, "z")]);
    const third = foundWith([edit(3, 3, "!")]);
    expect(chooseFixes("abcdef", [second, third, first]).map((one) => one.diagnostic)).toEqual([
      first,
      third,
    ]);
  });
});
