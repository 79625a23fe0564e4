import fc from "fast-check";
import { expect, it } from "vitest";
import { openSqliteLedger } from "../src/index.ts";
import { form, happenings, play } from "./random-programs.ts";

it("comes to the same whether items are kept in mind, thrown out again, or read each time", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(form, { minLength: 1, maxLength: 5 }), happenings, async (forms, all) => {
      const program = { forms, happenings: all };
      const [kept, some, one, none] = await Promise.all(
        [4096, 3, 1, 0].map((remembered) =>
          play(program, false, openSqliteLedger(":memory:", { remembered })),
        ),
      );
      expect(kept).toEqual(none);
      expect(some).toEqual(none);
      expect(one).toEqual(none);
    }),
    { numRuns: 60, seed: 20261122 },
  );
});
