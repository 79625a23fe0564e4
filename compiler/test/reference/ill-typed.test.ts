import fc from "fast-check";
import { expect, it } from "vitest";
import { programOf } from "./compiled.ts";
import { projects, runs, shownRules } from "./drawn.ts";
import { drawMistake, kindsOfMistakes } from "./generate/mistakes.ts";

const severalErrors: ReadonlySet<string> = new Set([
  "a sign that is not there",
  "a sign too many",
  "an argument too few",
]);

it("a program with one mistake in it is never accepted, and nothing is thrown", {
  timeout: 600_000,
}, async () => {
  const made = new Set<string>();
  await fc.assert(
    fc.asyncProperty(projects(), async (project) => {
      const { draw, world, rules } = project();
      const rightProgram = await programOf({ rules, ...world });
      expect(rightProgram.ok, shownRules(rules)).toBe(true);
      const mistake = drawMistake(draw, world, rightProgram);
      if (mistake === undefined) return;
      const { what, file, start, end, text } = mistake;
      const right = rules[file] ?? "";
      const wrong = { ...rules, [file]: right.slice(0, start) + text + right.slice(end) };
      const program = await programOf({ rules: wrong, ...world });
      const shown = `${what}: ${JSON.stringify(right.slice(start - 30, end + 30))} becomes ${JSON.stringify(
        right.slice(start - 30, start) + text + right.slice(end, end + 30),
      )}\n${shownRules(wrong)}`;
      const errors = program.diagnostics.filter((one) => one.severity === "error");
      expect(errors.length, shown).toBeGreaterThan(0);
      // One mistake, one error: but a lost sign may change what all the rest is.
      const told = errors.map(({ code, message }) => `${code} ${message}`);
      if (!severalErrors.has(what)) expect(told, shown).toEqual(told.slice(0, 1));
      expect(program.ok, shown).toBe(false);
      expect(program.emit(), shown).toEqual([]);
      made.add(what);
    }),
    runs(250),
  );
  expect(kindsOfMistakes.filter((what) => !made.has(what))).toEqual([]);
});
