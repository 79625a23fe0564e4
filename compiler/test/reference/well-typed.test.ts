import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareProgram } from "./compare.ts";
import { programOf, ruleSetOf } from "./compiled.ts";
import { projects, runs, shownRules } from "./drawn.ts";
import { everyForm, noteForms } from "./forms.ts";

describe("a program that is right", () => {
  it("is accepted, and what is compiled of it works out what the reference does, for every item", {
    timeout: 600_000,
  }, async () => {
    const forms = new Set<string>();
    await fc.assert(
      fc.asyncProperty(projects(), async (project) => {
        const { draw, world, rules } = project();
        const program = await programOf({ rules, ...world });
        const errors = program.diagnostics.filter((one) => one.severity === "error");
        expect(
          errors.map(({ code, message }) => `${code} ${message}`),
          shownRules(rules),
        ).toEqual([]);
        noteForms(program, forms);
        const found = compareProgram(draw, world, program, await ruleSetOf(program));
        for (const { what, compiled, reference } of found) {
          expect(compiled, `${what}\n${shownRules(rules)}`).toEqual(reference);
        }
      }),
      runs(150),
    );
    // Programs without them would prove nothing.
    expect(everyForm.filter((form) => !forms.has(form))).toEqual([]);
  });
});
