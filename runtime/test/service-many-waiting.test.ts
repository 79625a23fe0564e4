import { join } from "node:path";
import { expect, it } from "vitest";
import { fill } from "../../bench/waiting/fill.ts";
import { hashOf, serve, type TestRule, writeBuild } from "./service-support.ts";

const MANY = 100_000;

const say = (text: string): TestRule => ({ name: "say", call: `return "${text}";` });
const then: TestRule = { name: "then", call: "return 1;", after: "say" };

it("counts a hundred thousand waiting deals right, in plans and lists, and answers others meanwhile", {
  timeout: 120_000,
}, async () => {
  const other = say("another");
  const own = await serve([say("one"), then], {
    reload: async () => ({
      ok: true,
      build: await writeBuild(join(own.folder, "next"), [{ ...other, repeatable: true }]),
    }),
  });
  await own.post("/v1/rules/say/disable");
  await own.post("/v1/items/deals", { title: "Acme", stage: "Wait for payment" });
  await own.service.stop();
  fill(join(own.data, "ledger.db"), MANY);
  await own.restart();

  let answered = 0;
  let counting = true;
  const others = (async () => {
    while (counting) {
      expect((await own.get("/v1/items/deals/77")).status).toBe(200);
      answered += 1;
    }
  })();
  const { rules } = (await own.get("/v1/rules")).body;
  const { ruleSets } = (await own.get("/v1/rulesets")).body;
  const plan = (await own.post("/v1/rulesets/plan")).body;
  counting = false;
  await others;

  expect(rules).toMatchObject([
    { rule: "say", waiting: MANY },
    { rule: "then", waiting: MANY },
  ]);
  expect(ruleSets).toMatchObject([{ hash: hashOf([say("one"), then]), visits: MANY, runs: 2 * MANY }]);
  expect(plan).toMatchObject({
    visits: MANY,
    waiting: [
      { rule: "say", runs: MANY, then: "changed" },
      { rule: "then", runs: MANY, then: "removed" },
    ],
  });
  // Each of the three has counted in steps.
  expect(answered).toBeGreaterThan(3);
});
